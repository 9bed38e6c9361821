import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packRow, PlanePacker, planeSize, rowTable } from './pack-bits.ts'

function unpack(packed: Uint8Array): number[] {
  const row: number[] = []
  for (let i = 0; i < packed.length;) {
    const control = packed[i++]
    if (control < 128) {
      row.push(...packed.subarray(i, i + control + 1))
      i += control + 1
    } else {
      expect(control).not.toBe(128)
      row.push(...new Array<number>(257 - control).fill(packed[i++]))
    }
  }
  return row
}

function pack(row: Uint8Array): Uint8Array {
  const out = new Uint8Array(row.length + Math.ceil(row.length / 128))
  const end = packRow(row, out, 0)
  // A typed array drops what is written past its end: a longer result would show here.
  expect(end).toBeLessThanOrEqual(out.length)
  return out.subarray(0, end)
}

describe('packRow', () => {
  it('gives back every row, in no more bytes than it reserves', () => {
    const runs = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 300 })), { maxLength: 12 })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 600 }), runs.map(fromRuns)), (row) => {
        expect(unpack(pack(row))).toEqual([...row])
      }),
      { numRuns: 500 },
    )
  })

  it.each([1, 2, 127, 128, 129, 256, 257])('packs an even row of %i pixels as runs', (length) => {
    const packed = pack(new Uint8Array(length).fill(7))
    expect(unpack(packed)).toEqual(new Array(length).fill(7))
    expect(packed.length).toBeLessThanOrEqual(2 * Math.ceil(length / 128) + 1)
  })
})

describe('PlanePacker', () => {
  it('takes one channel out of interleaved bands', () => {
    const packer = new PlanePacker(3, 2)
    packer.add(new Uint8Array([1, 9, 2, 9, 3, 9]), 2, 0)
    packer.add(new Uint8Array([4, 9, 4, 9, 4, 9]), 2, 0)
    const plane = packer.finish()
    expect([...plane.rowLengths]).toEqual([4, 2])
    expect([...plane.bytes]).toEqual([2, 1, 2, 3, 254, 4])
    expect([...rowTable(plane, false)]).toEqual([0, 4, 0, 2])
    expect([...rowTable(plane, true)]).toEqual([0, 0, 0, 4, 0, 0, 0, 2])
    expect(planeSize(plane, true)).toBe(8 + 6)
  })

  it('notices missing rows', () => {
    const packer = new PlanePacker(3, 2)
    packer.add(new Uint8Array(3), 1, 0)
    expect(() => packer.finish()).toThrow('missing rows')
  })
})

function fromRuns(runs: [number, number][]): Uint8Array {
  return Uint8Array.from(runs.flatMap(([value, length]) => new Array<number>(length).fill(value)))
}

import { describe, expect, it } from 'vitest'
import { fromFloat16, toFloat16 } from './float16.ts'
import { asymmetricIsBetter, BLOCK, quantisedLayout, quantiseRows } from './quantise.ts'

/** Values that are all over, without a random number. */
function waves(count: number, shift = 0): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898) * 0.5 + shift)
}

/** What MatMulNBits makes of the bits again. */
function restore(values: Float32Array, bits: 4 | 8, inputs: number, asymmetric: boolean): Float32Array {
  const rows = values.length / inputs
  const layout = quantisedLayout(bits, rows, inputs, asymmetric)
  const { data, scales, zeros } = quantiseRows(values, layout)
  return values.map((_, index) => {
    const row = Math.floor(index / inputs)
    const column = index % inputs
    const block = Math.floor(column / BLOCK)
    const nibble = (bytes: Uint8Array, at: number) => (at & 1 ? bytes[at >> 1] >> 4 : bytes[at >> 1] & 15)
    const own = data.subarray(row * layout.dataBytes, (row + 1) * layout.dataBytes)
    const q = bits === 8 ? own[column] : nibble(own, column)
    const middle = bits === 8 ? 128 : 8
    const zero = asymmetric
      ? nibble(zeros.subarray(row * layout.zeroBytes, (row + 1) * layout.zeroBytes), block)
      : middle
    return (q - zero) * fromFloat16(scales[row * layout.blocks + block])
  })
}

function largestError(values: Float32Array, restored: Float32Array): number {
  return values.reduce((largest, value, i) => Math.max(largest, Math.abs(value - restored[i])), 0)
}

describe('quantised rows', () => {
  it.each([
    [8, false, 0.0045],
    [4, false, 0.066],
    [4, true, 0.037],
  ] as const)('come back from %d bits (zero points: %s) within half a step', (bits, asymmetric, error) => {
    const values = waves(3 * 70)
    expect(largestError(values, restore(values, bits, 70, asymmetric))).toBeLessThan(error)
  })

  it('keep zeros at zero', () => {
    const values = new Float32Array(64)
    expect(restore(values, 4, 64, true).every((value) => value === 0)).toBe(true)
    expect(restore(values, 8, 64, false).every((value) => value === 0)).toBe(true)
  })

  it.each([4, 8] as const)('keep what is close to nothing within its block (%d bits)', (bits) => {
    // Scales of these are the smallest that 16 bits have, and rounded by up to a third.
    for (const size of [1.3e-6, 1e-6, 7e-7, 1e-7]) {
      const values = waves(128).map((value) => value * size)
      expect(largestError(values, restore(values, bits, 64, false))).toBeLessThan(size)
    }
  })

  it('take zero points for weights that lean to one side', () => {
    expect(asymmetricIsBetter(waves(640, 0.4), 64)).toBe(true)
  })
})

describe('16-bit floats', () => {
  it('round to the nearest, ties to even, and come back', () => {
    const samples = [0, 1, -2.5, 65504, 6.1e-5, 5.96e-8, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 1e9, -1e-9]
    const expected = [0, 1, -2.5, 65504, 6.097555160522461e-5, 2 ** -24, 1, 1 + 2 ** -9, Infinity, -0]
    expect(samples.map((value) => fromFloat16(toFloat16(value)))).toEqual(expected)
  })

  it('keep every one of their own values', () => {
    for (let bits = 0; bits < 0x7c00; bits++) expect(toFloat16(fromFloat16(bits))).toBe(bits)
  })
})

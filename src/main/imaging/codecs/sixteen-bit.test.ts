import { describe, expect, it } from 'vitest'
import { roundTo8 } from './sixteen-bit.ts'

const bytes = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer)

describe('roundTo8', () => {
  it('rounds to the nearest level', () => {
    expect([...roundTo8(bytes(0, 128, 129, 65535, 32767, 32768, 65406, 65407), null)]).toEqual([
      0, 0, 1, 255, 127, 128, 254, 255,
    ])
  })

  it('converts colours by curves and matrix, clips, and leaves alpha alone', () => {
    const linear = (value: number) => value
    const swapAndDouble = { curves: [linear, linear, linear], matrix: [0, 2, 0, 1, 0, 0, 0, 0, -1] }
    // Linear 0.2140 is sRGB 127.5.
    expect([...roundTo8(bytes(14_050, 40_000, 65_535, 257), swapAndDouble)]).toEqual([255, 128, 0, 1])
  })

  it('converts grey by its one curve', () => {
    const square = { curves: [(value: number) => value ** 2.2], matrix: null }
    const [red, green, blue, alpha] = roundTo8(bytes(32_896, 32_896, 32_896, 65_535), square)
    expect(red).toBeGreaterThan(126)
    expect(red).toBeLessThan(131)
    expect([green, blue, alpha]).toEqual([red, red, 255])
  })
})

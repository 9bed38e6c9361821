import { describe, expect, it } from 'vitest'
import { makeSmall } from './small-picture.ts'

const rgba = (width: number, height: number, pixel: (x: number, y: number) => number[]) => ({
  type: 'rgba' as const,
  width,
  height,
  data: Uint8Array.from(
    Array.from({ length: width * height }, (_, i) => pixel(i % width, Math.floor(i / width))).flat(),
  ),
})

describe('makeSmall', () => {
  it('keeps proportions and never makes larger', () => {
    const wide = makeSmall(
      rgba(200, 100, () => [1, 2, 3, 255]),
      50,
    )
    expect([wide.width, wide.height]).toEqual([50, 25])
    const tiny = makeSmall(
      rgba(3, 2, () => [1, 2, 3, 255]),
      50,
    )
    expect([tiny.width, tiny.height]).toEqual([3, 2])
    const line = makeSmall(
      rgba(400, 1, () => [1, 2, 3, 255]),
      40,
    )
    expect([line.width, line.height]).toEqual([40, 1])
  })

  it('averages colours by their alpha, so that what is transparent does not darken edges', () => {
    const half = makeSmall(
      rgba(2, 1, (x) => (x === 0 ? [200, 100, 50, 255] : [0, 0, 0, 0])),
      1,
    )
    expect([...half.data]).toEqual([200, 100, 50, 128])
  })

  it('shows masks as gray', () => {
    const mask = { type: 'gray' as const, width: 2, height: 2, data: Uint8Array.of(0, 255, 255, 0) }
    expect([...makeSmall(mask, 1).data]).toEqual([128, 128, 128, 255])
  })
})

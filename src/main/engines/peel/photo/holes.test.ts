import { describe, expect, it } from 'vitest'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import { fillUnlikeHoles } from './holes.ts'
import { findNeck } from './split.ts'

function planeOf(width: number, height: number, value: (x: number, y: number) => number): Plane {
  const data = Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))
  return { width, height, data }
}

describe('fillUnlikeHoles', () => {
  it('fills a hole of its own colour and keeps one that shows the background', () => {
    const ring = (x: number, y: number, cx: number) => {
      const r = Math.hypot(x - cx, y - 30)
      return r < 18 && r > 10
    }
    const matte = planeOf(100, 60, (x, y) => (ring(x, y, 30) || ring(x, y, 66) ? 1 : 0))
    const image: RgbF = { width: 100, height: 60, data: new Float32Array(100 * 60 * 3).fill(90) }
    for (let i = 0; i < 6000; i++)
      if (Math.hypot((i % 100) - 30, Math.floor(i / 100) - 30) <= 10) image.data[i * 3] = 220
    const filled = fillUnlikeHoles(image, matte)
    expect(filled.data[30 * 100 + 30]).toBe(1)
    expect(filled.data[30 * 100 + 66]).toBe(0)
  })
})

describe('findNeck', () => {
  it('parts two discs with a bridge and leaves an oval whole', () => {
    const disc = (x: number, y: number, cx: number) => Math.hypot(x - cx, y - 30) < 18
    const two = planeOf(120, 60, (x, y) =>
      disc(x, y, 30) || disc(x, y, 86) || (Math.abs(y - 30) < 3 && x > 30 && x < 86) ? 1 : 0,
    )
    const sides = findNeck(two)
    expect(sides).not.toBeNull()
    expect(sides?.[30 * 120 + 30]).not.toBe(sides?.[30 * 120 + 86])
    const oval = planeOf(120, 60, (x, y) => (Math.hypot((x - 60) / 2, y - 30) < 20 ? 1 : 0))
    expect(findNeck(oval)).toBeNull()
  })
})

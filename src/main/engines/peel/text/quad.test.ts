import { describe, expect, it } from 'vitest'
import { corners, cutQuad, inflate, overlap, quadBox, scaleQuad, smallestQuad, toQuad, type Quad } from './quad.ts'

const tilted: Quad = { x: 50, y: 40, width: 60, height: 12, angle: 0.3 }

describe('rotated rectangles', () => {
  it('the smallest one around the corners of a rectangle is that rectangle', () => {
    const found = smallestQuad(corners(tilted))
    for (const key of ['x', 'y', 'width', 'height', 'angle'] as const) expect(found[key]).toBeCloseTo(tilted[key], 5)
  })

  it('an upright tall one keeps its height: the angle stays within 45°', () => {
    const found = smallestQuad(corners({ x: 20, y: 50, width: 10, height: 80, angle: 0 }))
    expect(found.width).toBeCloseTo(10)
    expect(found.height).toBeCloseTo(80)
    expect(found.angle).toBeCloseTo(0)
  })

  it('own axes are the inverse of the corners', () => {
    const [topLeft] = corners(tilted)
    const { u, v } = toQuad(tilted, topLeft.x, topLeft.y)
    expect(u).toBeCloseTo(-30)
    expect(v).toBeCloseTo(-6)
  })

  it('overlap is the share of the smaller one', () => {
    const level = { x: 50, y: 50, width: 40, height: 20, angle: 0 }
    expect(overlap(level, inflate(level, 10))).toBe(1)
    expect(overlap(level, { ...level, x: 70 })).toBeCloseTo(0.5, 1)
    expect(overlap(level, { ...level, x: 200 })).toBe(0)
  })

  it('a box outside the picture is null, one at its edge is cut', () => {
    expect(quadBox({ x: -50, y: 10, width: 20, height: 20, angle: 0 }, 100, 100)).toBeNull()
    expect(quadBox({ x: 0, y: 10, width: 20, height: 20, angle: 0 }, 100, 100)).toEqual({
      x: 0,
      y: 0,
      width: 10,
      height: 20,
    })
  })

  it('scales both axes', () => {
    expect(scaleQuad({ x: 10, y: 10, width: 8, height: 4, angle: 0 }, 2, 3)).toEqual({
      x: 20,
      y: 30,
      width: 16,
      height: 12,
      angle: 0,
    })
  })

  it('cuts a tilted strip out upright', () => {
    const width = 100
    const height = 80
    const image = { width, height, data: new Float32Array(width * height * 3) }
    for (let i = 0; i < width * height; i++) {
      const { u, v } = toQuad(tilted, (i % width) + 0.5, Math.floor(i / width) + 0.5)
      const red = Math.abs(v) > 8 ? 0 : u < 0 ? 100 : 200
      image.data.fill(red, i * 3, i * 3 + 3)
    }
    const crop = cutQuad(image, tilted)
    expect([crop.width, crop.height]).toEqual([60, 12])
    expect(crop.data[(6 * 60 + 10) * 3]).toBeCloseTo(100, 3)
    expect(crop.data[(6 * 60 + 50) * 3]).toBeCloseTo(200, 3)
  })
})

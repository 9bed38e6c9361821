import { describe, expect, it } from 'vitest'
import { paintStroke, StrokePainter, strokeBounds, type Stroke } from './stroke.ts'

const region = { x: 0, y: 0, width: 40, height: 20 }
const stroke: Stroke = { points: [10.5, 10.5, 30.5, 10.5], size: 8, hardness: 1, opacity: 1, value: 255 }

function painted(change: Partial<Stroke>, ground = 0): Uint8Array {
  const data = new Uint8Array(region.width * region.height).fill(ground)
  paintStroke(data, region, { ...stroke, ...change })
  return data
}
const at = (data: Uint8Array, x: number, y: number) => data[y * region.width + x]

describe('a stroke', () => {
  it('covers a band of its size, and nothing outside its bounds', () => {
    const data = painted({})
    expect([at(data, 20, 10), at(data, 20, 7), at(data, 20, 5), at(data, 20, 15)]).toEqual([255, 255, 0, 0])
    const { x, y, width, height } = strokeBounds(stroke)
    data.forEach((value, i) => {
      const [px, py] = [i % region.width, Math.floor(i / region.width)]
      if (value > 0) expect(px >= x && py >= y && px < x + width && py < y + height).toBe(true)
    })
  })

  it('that crosses itself is painted once', () => {
    const data = painted({ points: [10.5, 10.5, 30.5, 10.5, 10.5, 10.5], opacity: 0.5 })
    expect(at(data, 20, 10)).toBe(128)
  })

  it('fades outwards where it is soft', () => {
    const data = painted({ hardness: 0, size: 16 })
    const down = [10, 12, 14, 16, 18].map((y) => at(data, 20, y))
    expect(down).toEqual([...down].sort((one, other) => other - one))
    expect(down[2]).toBeGreaterThan(60)
    expect(down[2]).toBeLessThan(200)
  })

  it('paints towards its value', () => {
    expect(at(painted({ value: 0, opacity: 0.5 }, 200), 20, 10)).toBe(100)
  })

  it('of one point is a dot', () => {
    const data = painted({ points: [20.5, 10.5] })
    expect([at(data, 20, 10), at(data, 30, 10)]).toEqual([255, 0])
  })

  it('grows to what it is when painted at once', () => {
    const region = { x: -3, y: 2, width: 40, height: 30 }
    const base = Uint8Array.from({ length: region.width * region.height }, (_, i) => (i * 7) % 256)
    const stroke = { points: [0, 0, 12, 9, 8, 20, 30, 21], size: 7, hardness: 0.4, opacity: 0.8, value: 30 }
    const whole = base.slice()
    paintStroke(whole, region, stroke)
    const painter = new StrokePainter(base, region)
    for (const length of [2, 6, 8]) painter.paint({ ...stroke, points: stroke.points.slice(0, length) })
    expect(painter.data).toEqual(whole)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Coverage } from './coverage.ts'

/** A closed polygon, x, y, x, y... */
function fill(width: number, height: number, ...polygons: number[][]): Float32Array {
  const coverage = new Coverage(width, height)
  for (const points of polygons) {
    for (let i = 0; i < points.length; i += 2) {
      const next = (i + 2) % points.length
      coverage.line(points[i], points[i + 1], points[next], points[next + 1])
    }
  }
  return coverage.finish()
}

const rectangle = (x: number, y: number, right: number, bottom: number) => [x, y, right, y, right, bottom, x, bottom]
const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0)

describe('coverage', () => {
  it('is the share of each pixel that a rectangle covers', () => {
    const filled = fill(4, 3, rectangle(0.25, 0.5, 2.5, 2))
    const expected = [0.375, 0.5, 0.25, 0, 0.75, 1, 0.5, 0, 0, 0, 0, 0]
    expected.forEach((value, i) => expect(filled[i]).toBeCloseTo(value, 6))
  })

  it('of a triangle is its area, wherever it lies', () => {
    const coordinate = fc.double({ min: 0, max: 20, noNaN: true })
    fc.assert(
      fc.property(fc.tuple(coordinate, coordinate, coordinate, coordinate, coordinate, coordinate), (points) => {
        const [ax, ay, bx, by, cx, cy] = points
        const area = Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
        expect(sum(fill(20, 20, points))).toBeCloseTo(area, 2)
      }),
      { numRuns: 300 },
    )
  })

  it('of what reaches over the edges is what lies inside', () => {
    const filled = fill(4, 4, [-6, -6, 10, -6, 10, 10, -6, 10])
    expect([...filled].every((value) => Math.abs(value - 1) < 1e-5)).toBe(true)
    // The half of the square below its diagonal, drawn by a triangle four times as large.
    expect(sum(fill(4, 4, [-4, -4, 8, 8, -4, 8]))).toBeCloseTo(8, 3)
    expect(sum(fill(4, 4, rectangle(5, 0, 9, 4)))).toBe(0)
    expect(sum(fill(4, 4, rectangle(-9, 0, -5, 4)))).toBeCloseTo(0, 5)
  })

  it('counts overlapping outlines once, and leaves holes', () => {
    const twice = fill(6, 6, rectangle(1, 1, 4, 4), rectangle(2, 2, 5, 5))
    expect(sum(twice)).toBeCloseTo(14, 4)
    const hole = fill(6, 6, rectangle(0, 0, 6, 6), [1, 1, 1, 5, 5, 5, 5, 1])
    expect(hole[2 * 6 + 2]).toBeCloseTo(0, 5)
  })

  it('follows curves', () => {
    const coverage = new Coverage(22, 22)
    // A circle of radius 10 by four cubics.
    const k = 10 * 0.5522847498
    const at = (x: number, y: number) => [x + 11, y + 11] as const
    const arcs = [
      [...at(10, 0), ...at(10, k), ...at(k, 10), ...at(0, 10)],
      [...at(0, 10), ...at(-k, 10), ...at(-10, k), ...at(-10, 0)],
      [...at(-10, 0), ...at(-10, -k), ...at(-k, -10), ...at(0, -10)],
      [...at(0, -10), ...at(k, -10), ...at(10, -k), ...at(10, 0)],
    ]
    for (const arc of arcs) coverage.cubic(...(arc as Parameters<Coverage['cubic']>))
    expect(sum(coverage.finish()) / (100 * Math.PI)).toBeCloseTo(1, 2)
  })
})

import { describe, expect, it } from 'vitest'
import { mapPoint, multiply, type Matrix } from '../../../shared/compositing/transform.ts'
import { leanOf, scaled, skewed, turned, type HandleDrag } from './handle-math.ts'

const none = { shift: false, alt: false }

/** A box of 100 × 50 with its middle at (200, 100), taken by a handle. */
function dragOf(x: number, y: number, start: Matrix = [1, 0, 0, 1, 200, 100]): HandleDrag {
  const [gx, gy] = mapPoint(start, x * 100, y * 50)
  return { start, width: 100, height: 50, handle: { x, y }, grab: { x: gx, y: gy } }
}

const by = ({ grab }: HandleDrag, dx: number, dy: number) => ({ x: grab.x + dx, y: grab.y + dy })

/** Corners of the box, from the top left clockwise. */
function corners(matrix: Matrix): number[][] {
  const places = [
    [-50, -25],
    [50, -25],
    [50, 25],
    [-50, 25],
  ]
  return places.map(([x, y]) => mapPoint(matrix, x, y).map((value) => Math.round(value * 100) / 100))
}

describe('a corner', () => {
  it('keeps proportions, and the corner across stays', () => {
    const drag = dragOf(0.5, 0.5)
    const matrix = scaled(drag, by(drag, 40, 20), none)
    expect(corners(matrix)[0]).toEqual([150, 75])
    expect(corners(matrix)[2]).toEqual([290, 145])
    // Beside the diagonal: as far along it as the pointer is.
    const [a, , , d] = scaled(drag, by(drag, 50, 0), none)
    expect([a, d]).toEqual([1.4, 1.4])
  })

  it('scales freely with Shift, and around the middle with Alt', () => {
    const drag = dragOf(-0.5, 0.5)
    const free = scaled(drag, by(drag, -30, 10), { shift: true, alt: false })
    expect(corners(free)).toEqual([
      [120, 75],
      [250, 75],
      [250, 135],
      [120, 135],
    ])
    const around = scaled(drag, by(drag, -30, 10), { shift: true, alt: true })
    expect(corners(around)).toEqual([
      [120, 65],
      [280, 65],
      [280, 135],
      [120, 135],
    ])
  })

  it('goes over to the other side, and never to nothing', () => {
    const drag = dragOf(0.5, 0.5)
    expect(corners(scaled(drag, by(drag, -150, -75), none))[2]).toEqual([100, 50])
    const [a, , , d] = scaled(drag, by(drag, -100, -50), { shift: true, alt: false })
    expect([a * 100, d * 50]).toEqual([1, 1])
  })

  it('stays under the pointer of a box that is turned and leans', () => {
    const drag = dragOf(0.5, -0.5, [0.8, 0.6, -0.2, 1.1, 90, 70])
    const pointer = by(drag, 23, -31)
    const [x, y] = mapPoint(scaled(drag, pointer, { shift: true, alt: false }), 50, -25)
    expect([x, y]).toEqual([expect.closeTo(pointer.x), expect.closeTo(pointer.y)])
  })
})

describe('an edge', () => {
  it('scales along one axis', () => {
    const drag = dragOf(0, -0.5)
    expect(corners(scaled(drag, by(drag, 99, -50), none))).toEqual([
      [150, 25],
      [250, 25],
      [250, 125],
      [150, 125],
    ])
  })

  it('moves along itself to skew; the edge across stays, or the middle', () => {
    const right = dragOf(0.5, 0)
    const matrix = skewed(right, by(right, 7, 30), { alt: false })
    expect(corners(matrix)).toEqual([
      [150, 75],
      [250, 105],
      [250, 155],
      [150, 125],
    ])
    expect(leanOf('y', right.start, matrix)).toBeCloseTo((Math.atan(0.3) * 180) / Math.PI)
    const lower = dragOf(0, 0.5)
    expect(corners(skewed(lower, by(lower, 10, 0), { alt: true }))).toEqual([
      [140, 75],
      [240, 75],
      [260, 125],
      [160, 125],
    ])
  })
})

describe('turning', () => {
  it('follows the pointer around the middle', () => {
    const drag = { ...dragOf(0, -0.5), grab: { x: 200, y: 40 } }
    const [a, b, c, d, x, y] = turned(drag, { x: 260, y: 100 }, { shift: false })
    expect([a, b, c, d, x, y]).toEqual([0, 1, -1, 0, 200, 100])
  })

  it('goes to multiples of 15° with Shift, whatever it began with', () => {
    const turn = (degrees: number): Matrix => {
      const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
      return [cos, sin, -sin, cos, 0, 0]
    }
    const drag = { ...dragOf(0, -0.5, multiply([1, 0, 0, 1, 200, 100], turn(7))), grab: { x: 300, y: 100 } }
    const angle = (pointer: { x: number; y: number }) => {
      const [a, b] = turned(drag, pointer, { shift: true })
      return Math.round((Math.atan2(b, a) * 180) / Math.PI)
    }
    expect(angle({ x: 300, y: 101 })).toBe(15)
    expect(angle({ x: 200, y: 200 })).toBe(90)
    expect(angle({ x: 300, y: 50 })).toBe(-15)
  })
})

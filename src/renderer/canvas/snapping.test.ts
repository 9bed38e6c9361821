import { describe, expect, it } from 'vitest'
import { snap } from './snapping.ts'

const canvas = { x: 0, y: 0, width: 100, height: 80 }
const box = { x: 10, y: 10, width: 20, height: 20 }

describe('snap', () => {
  it('takes an edge to the nearest line, on each axis by itself', () => {
    expect(snap(box, -8, 37, [canvas], 5)).toEqual({ x: -10, y: 37, guides: [{ axis: 'x', at: 0 }] })
  })

  it('meets middles', () => {
    expect(snap(box, 28, 21, [canvas], 5)).toEqual({
      x: 30,
      y: 20,
      guides: [
        { axis: 'x', at: 50 },
        { axis: 'y', at: 40 },
      ],
    })
  })

  it('moves by whole pixels where nothing is near', () => {
    expect(snap(box, 13.4, 5.6, [], 5)).toEqual({ x: 13, y: 6, guides: [] })
  })
})

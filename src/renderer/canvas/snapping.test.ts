import { describe, expect, it } from 'vitest'
import { snap } from './snapping.ts'

const canvas = { x: 0, y: 0, width: 100, height: 80 }
const box = { x: 10, y: 10, width: 20, height: 20 }

describe('snap', () => {
  it('takes an edge to the nearest line, on each axis by itself', () => {
    expect(snap(box, -8, 37, { boxes: [canvas], guides: [] }, 5)).toEqual({
      x: -10,
      y: 37,
      guides: [{ axis: 'x', at: 0 }],
    })
  })

  it('meets middles', () => {
    expect(snap(box, 28, 21, { boxes: [canvas], guides: [] }, 5)).toEqual({
      x: 30,
      y: 20,
      guides: [
        { axis: 'x', at: 50 },
        { axis: 'y', at: 40 },
      ],
    })
  })

  it('moves by whole pixels where nothing is near', () => {
    expect(snap(box, 13.4, 5.6, { boxes: [], guides: [] }, 5)).toEqual({ x: 13, y: 6, guides: [] })
  })

  it('meets guides, each along its own axis', () => {
    const guides = [
      { axis: 'x', at: 47 },
      { axis: 'y', at: 21 },
    ] as const
    expect(snap(box, 15, -7, { boxes: [], guides }, 5)).toEqual({ x: 17, y: -9, guides })
    expect(snap(box, 15, 30, { boxes: [], guides: [guides[0]] }, 5)).toEqual({ x: 17, y: 30, guides: [guides[0]] })
  })
})

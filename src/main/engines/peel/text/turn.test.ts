import { describe, expect, it } from 'vitest'
import { cellsOf, turned } from './turn.ts'

const crop = { width: 2, height: 3, data: Float32Array.from({ length: 18 }, (_, i) => Math.floor(i / 3)) }
const first = (image: { data: Float32Array }) => [...image.data].filter((_, i) => i % 3 === 0)

describe('turning crops', () => {
  it('by quarter turns clockwise', () => {
    expect(first(turned(crop, 1))).toEqual([4, 2, 0, 5, 3, 1])
    expect(first(turned(crop, 2))).toEqual([5, 4, 3, 2, 1, 0])
    expect(first(turned(crop, 3))).toEqual([1, 3, 5, 0, 2, 4])
    expect(turned(crop, 1)).toMatchObject({ width: 3, height: 2 })
  })

  it('lays a column of characters out as a row', () => {
    const column = { width: 2, height: 6, data: Float32Array.from({ length: 36 }, (_, i) => Math.floor(i / 12)) }
    const [row] = cellsOf(column)
    expect(row).toMatchObject({ width: 6, height: 2 })
    expect(first(row)).toEqual([0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2])
  })
})

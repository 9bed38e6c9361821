import { describe, expect, it } from 'vitest'
import { compareWithImage } from './verify.ts'

const box = { x: 0, y: 0, width: 2, height: 1 }

describe('compareWithImage', () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 255, 200, 100, 50, 128) }

  it('finds no difference where there is none', () => {
    const layers = [{ box, pixels: image.data }]
    expect(compareWithImage(image, layers)).toEqual({ pixels: 2, differing: 0, largestDifference: 0 })
  })

  it('counts pixels and takes the largest difference of any channel, alpha included', () => {
    const pixels = Uint8Array.of(13, 20, 30, 255, 200, 100, 50, 120)
    expect(compareWithImage(image, [{ box, pixels }])).toEqual({ pixels: 2, differing: 2, largestDifference: 8 })
  })

  it('places layers by their boxes', () => {
    const bottom = { box, pixels: Uint8Array.of(10, 20, 30, 255, 1, 2, 3, 0) }
    const top = { box: { x: 1, y: 0, width: 1, height: 1 }, pixels: Uint8Array.of(200, 100, 50, 128) }
    expect(compareWithImage(image, [bottom, top]).differing).toBe(0)
    expect(compareWithImage(image, [bottom]).differing).toBe(1)
  })

  it('does not compare colour that cannot be seen', () => {
    const clear = { width: 1, height: 1, data: Uint8Array.of(9, 9, 9, 0) }
    const pixels = Uint8Array.of(1, 2, 3, 0)
    expect(compareWithImage(clear, [{ box: { x: 0, y: 0, width: 1, height: 1 }, pixels }]).differing).toBe(0)
  })
})

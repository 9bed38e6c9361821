import { describe, expect, it } from 'vitest'
import { workingCopy } from './working-copy.ts'

describe('workingCopy', () => {
  it('averages areas, at any scale', () => {
    const data = new Uint8Array(30 * 20 * 4).map((_, i) => (i % 4 === 3 ? 255 : (i >> 2) % 30))
    const { image, guide, scaleX, scaleY } = workingCopy({ width: 30, height: 20, data }, 12 * 8)
    expect(image).toMatchObject({ width: 12, height: 8 })
    expect([scaleX, scaleY]).toEqual([2.5, 2.5])
    // Pixels 0, 1 and half of 2.
    expect(guide.data[0]).toBeCloseTo((0 + 1 + 0.5 * 2) / 2.5, 5)
    expect(guide.data[3]).toBeCloseTo((0.5 * 2 + 3 + 4) / 2.5, 5)
    expect([...image.data.subarray(0, 8)]).toEqual([1, 1, 1, 255, 3, 3, 3, 255])
  })

  it('does not let hidden colours in, and guides over white', () => {
    const data = new Uint8Array(32 * 32 * 4)
    for (let i = 0; i < 32 * 32; i++) data.set(i % 2 ? [200, 100, 0, 255] : [0, 255, 255, 0], i * 4)
    const { image, guide } = workingCopy({ width: 32, height: 32, data }, 256)
    expect([...image.data.subarray(0, 4)]).toEqual([200, 100, 0, 128])
    expect(guide.data[0]).toBeCloseTo(227.5, 4)
  })

  it('keeps to the limit, also for long pictures', () => {
    const copy = workingCopy({ width: 4000, height: 16, data: new Uint8Array(4000 * 16 * 4).fill(255) }, 10_000)
    expect(copy.image.width * copy.image.height).toBeLessThan(11_000)
    expect(copy.image.height).toBeGreaterThan(4)
    expect(copy.image.data.every((value) => value === 255)).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { equalise } from './clahe.ts'

describe('equalisation', () => {
  it('widens a faint contrast, within bounds and without a new hue', () => {
    const image = { width: 64, height: 64, data: new Float32Array(64 * 64 * 3) }
    for (let i = 0; i < 64 * 64; i++) image.data.fill(i % 8 < 2 ? 30 : 22 + (i % 5), i * 3, i * 3 + 3)
    const { data } = equalise(image)
    const faint = data[2 * 3]
    const bright = data[0]
    expect(bright - faint).toBeGreaterThan(1.5 * (30 - 24))
    expect(Math.min(...data)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...data)).toBeLessThanOrEqual(255)
    expect(data[0]).toBe(data[1])
  })

  it('takes pictures smaller than its tiles', () => {
    const image = { width: 3, height: 2, data: new Float32Array(18).fill(128) }
    expect(equalise(image).data).toHaveLength(18)
  })
})

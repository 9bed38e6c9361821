import { describe, expect, it } from 'vitest'
import { OCR_DETECT, type Sessions, type Tensors } from '../../../onnx/sessions.ts'
import { detectText, spotsOf } from './detect.ts'
import { contains, type Quad } from './quad.ts'

function mapOf(width: number, height: number, bars: readonly [Quad, number][]) {
  const data = new Float32Array(width * height)
  for (let i = 0; i < data.length; i++) {
    for (const [quad, value] of bars) {
      if (contains(quad, (i % width) + 0.5, Math.floor(i / width) + 0.5)) data[i] = value
    }
  }
  return { width, height, data }
}

const level: Quad = { x: 60, y: 20, width: 80, height: 10, angle: 0 }

describe('post-processing of the probability map', () => {
  it('gives each region its rectangle, expanded by area over perimeter', () => {
    const spots = spotsOf(mapOf(160, 120, [[level, 0.9]]))
    expect(spots).toHaveLength(1)
    // 80 × 10, a pixel more by the dilation; the margin on each side is 1.6 · 81 · 11 / (2 · 92).
    const margin = (1.6 * 81 * 11) / (2 * 92)
    expect(spots[0].quad.width).toBeCloseTo(81 + 2 * margin, 1)
    expect(spots[0].quad.height).toBeCloseTo(11 + 2 * margin, 1)
    expect(spots[0].quad.angle).toBe(0)
  })

  it('follows tilted lines', () => {
    const [spot] = spotsOf(mapOf(160, 160, [[{ x: 80, y: 80, width: 110, height: 12, angle: 0.35 }, 0.9]]))
    expect(spot.quad.angle).toBeCloseTo(0.35, 1)
    expect(spot.quad.width / spot.quad.height).toBeGreaterThan(3)
  })

  it('drops weak regions and specks, keeps apart what is apart', () => {
    const second = { ...level, y: 60 }
    const weak = { ...level, y: 90 }
    const speck = { x: 10, y: 100, width: 2, height: 2, angle: 0 }
    const map = mapOf(160, 120, [
      [level, 0.9],
      [second, 0.8],
      [weak, 0.4],
      [speck, 0.9],
    ])
    expect(spotsOf(map).map((spot) => Math.round(spot.quad.y))).toEqual([21, 61])
  })
})

describe('detection', () => {
  it('feeds sides in multiples of 32 and gives places in the picture', async () => {
    let dims: readonly number[] = []
    const sessions: Sessions = {
      run: (model: string, { x }: Tensors) => {
        expect(model).toBe(OCR_DETECT)
        dims = x.dims
        const map = mapOf(dims[3], dims[2], [[{ x: 80, y: 48, width: 60, height: 10, angle: 0 }, 0.9]])
        return Promise.resolve({ out: { type: 'float32', dims: [1, 1, dims[2], dims[3]], data: map.data } })
      },
      file: () => Promise.reject(new Error('not asked for')),
    }
    const image = { width: 330, height: 200, data: new Float32Array(330 * 200 * 3) }
    const [spot] = await detectText(image, 160, sessions)
    expect(dims).toEqual([1, 3, 96, 160])
    expect(spot.quad.x).toBeCloseTo((80.5 * 330) / 160, 0)
    expect(spot.quad.y).toBeCloseTo((48.5 * 200) / 96, 0)
  })
})

import { describe, expect, it } from 'vitest'
import type { Rgba8 } from '../pixels.ts'
import { decodePicture } from './decode.ts'
import { encodePng, thumbnail } from './encode.ts'

function filled(width: number, height: number, pixel: (x: number, y: number) => number[]): Rgba8 {
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(pixel(x, y), (y * width + x) * 4)
  return { width, height, data }
}

describe('encodePng', () => {
  it('places a cropped layer on a transparent canvas, bit for bit', async () => {
    const layer = filled(20, 17, (x, y) => [x * 9, y * 8, 77, (x * y) % 5 === 0 ? 0 : x * 12])
    const { image } = await decodePicture(
      await encodePng(layer, { canvas: { width: 64, height: 40, x: 11, y: 23 }, compression: 1 }),
    )
    const expected = filled(64, 40, (x, y) => {
      const inside = x >= 11 && x < 31 && y >= 23
      const at = ((y - 23) * 20 + x - 11) * 4
      return inside ? [...layer.data.subarray(at, at + 4)] : [0, 0, 0, 0]
    })
    expect(image).toMatchObject({ width: 64, height: 40 })
    expect(Buffer.compare(image.data, expected.data)).toBe(0)
  })

  it('writes the same bytes for the same pixels', async () => {
    const layer = filled(30, 30, (x, y) => [x, y, x ^ y, 255])
    expect(Buffer.compare(await encodePng(layer), await encodePng(layer))).toBe(0)
  })
})

describe('thumbnail', () => {
  it('fits the longer side, keeps at least one pixel, leaves small pictures alone', async () => {
    const color = () => [10, 200, 30, 255]
    expect(await thumbnail(filled(300, 150, color), 16)).toMatchObject({ width: 16, height: 8 })
    expect(await thumbnail(filled(900, 4, color), 16)).toMatchObject({ width: 16, height: 1 })
    const small = filled(12, 16, color)
    expect(await thumbnail(small, 16)).toBe(small)
  })

  it('does not let hidden colours bleed in', async () => {
    const half = filled(64, 64, (x) => (x % 2 ? [200, 0, 0, 255] : [0, 255, 255, 0]))
    const { data } = await thumbnail(half, 16)
    const center = (8 * 16 + 8) * 4
    expect(data[center]).toBeGreaterThan(195)
    expect(data[center + 1]).toBeLessThan(6)
    expect(Math.abs(data[center + 3] - 128)).toBeLessThan(6)
  })
})

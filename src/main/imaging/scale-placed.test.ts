import { describe, expect, it } from 'vitest'
import { resizeData } from './resample.ts'
import { scalePlaced } from './scale-placed.ts'

/** Every pixel by a function of its place. */
function pixels(width: number, height: number, at: (x: number, y: number) => number[]): Uint8Array {
  return Uint8Array.from(Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))).flat())
}

const whole = (width: number, height: number) => ({ x: 0, y: 0, width, height })

describe('scalePlaced', () => {
  it('averages areas when smaller', async () => {
    const data = pixels(4, 2, (x, y) => [x * 10, y * 100, 7, 255])
    const scaling = { from: { width: 4, height: 2 }, to: { width: 2, height: 1 } }
    const scaled = await scalePlaced({ box: whole(4, 2), data }, scaling)
    expect(scaled).toEqual({ box: whole(2, 1), data: Uint8Array.of(5, 50, 7, 255, 25, 50, 7, 255) })
  })

  it('keeps the colour of what is half seen, whatever lies under transparent pixels', async () => {
    const data = pixels(2, 2, (x) => (x === 0 ? [200, 100, 50, 255] : [0, 255, 0, 0]))
    const scaling = { from: { width: 2, height: 2 }, to: { width: 1, height: 1 } }
    expect([...(await scalePlaced({ box: whole(2, 2), data }, scaling)).data]).toEqual([200, 100, 50, 128])
  })

  it.each([0.25, 0.37, 0.5, 2, 3.3])(
    'gives at %f the same in bands and in boxes as the whole picture at once',
    async (f) => {
      const [width, height] = [61, 190]
      const to = { width: Math.round(width * f), height: Math.round(height * f) }
      const box = { x: 9, y: 21, width: 30, height: 150 }
      const inBox = (x: number, y: number) =>
        x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height
      const value = (x: number, y: number) => [(x * 37) % 256, (y * 11) % 256, (x * y) % 256, 255]
      const canvas = pixels(width, height, (x, y) => (inBox(x, y) ? value(x, y) : [0, 0, 0, 0]))
      const scaling = { from: { width, height }, to }
      const layer = pixels(box.width, box.height, (x, y) => value(x + box.x, y + box.y))
      const one = await scalePlaced({ box, data: layer }, scaling)
      const kernel = f < 1 ? 'area' : 'cubic'
      const reference = resizeData(Float32Array.from(canvas), width, height, 4, to.width, to.height, kernel)
      for (let y = 0; y < to.height; y++) {
        for (let x = 0; x < to.width; x++) {
          const at = (y * to.width + x) * 4
          const dx = x - one.box.x
          const dy = y - one.box.y
          const inside = dx >= 0 && dy >= 0 && dx < one.box.width && dy < one.box.height
          const alpha = inside ? one.data[(dy * one.box.width + dx) * 4 + 3] : 0
          // Beyond the box's corners the cubic kernel leaves a haze of up to 1.4 levels, which is cut off.
          const haze = inside ? 0.51 : 1.4
          expect(Math.abs(alpha - Math.min(255, Math.max(0, reference[at + 3])))).toBeLessThanOrEqual(haze)
          if (alpha === 0) continue
          for (let c = 0; c < 3; c++) {
            const expected = Math.min(255, Math.max(0, (reference[at + c] * 255) / reference[at + 3]))
            expect(Math.abs(one.data[(dy * one.box.width + dx) * 4 + c] - expected)).toBeLessThanOrEqual(0.6)
          }
        }
      }
    },
  )

  it('keeps an opaque picture opaque to its edges', async () => {
    const data = pixels(10, 10, (x, y) => [x * 20, y * 20, 0, 255])
    for (const width of [3, 17, 20]) {
      const scaling = { from: { width: 10, height: 10 }, to: { width, height: width } }
      const scaled = await scalePlaced({ box: whole(10, 10), data }, scaling)
      expect(scaled.box).toEqual(whole(width, width))
      expect(scaled.data.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true)
    }
  })

  it('places boxes that reach over the canvas', async () => {
    const scaling = { from: { width: 8, height: 8 }, to: { width: 4, height: 4 } }
    const data = pixels(6, 4, () => [1, 2, 3, 255])
    const scaled = await scalePlaced({ box: { x: -4, y: 6, width: 6, height: 4 }, data }, scaling)
    expect(scaled.box).toEqual({ x: -2, y: 3, width: 3, height: 2 })
  })

  it('is cancelled between bands', async () => {
    const controller = new AbortController()
    const scaling = { from: { width: 10, height: 400 }, to: { width: 5, height: 200 } }
    const job = scalePlaced({ box: whole(10, 400), data: new Uint8Array(16_000) }, scaling, 4, controller.signal)
    controller.abort()
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

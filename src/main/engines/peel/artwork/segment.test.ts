import { expect, test } from 'vitest'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { box, disc, draw, lay } from '../modelled/drawing.ts'
import { segmentColors, type ColorMap } from './segment.ts'

const [W, H] = [80, 60]
const nothing: Mask = { width: W, height: H, data: new Uint8Array(W * H) }
const sky = [200, 220, 250]
const sun = disc(40, 30, 18)

function segment(image: RgbF, hole = nothing): ColorMap {
  return segmentColors(image, hole, 0)
}

function colorAt(map: ColorMap, x: number, y: number): number[] {
  const at = (map.classes[y * W + x] - 1) * 3
  return [...map.colors.subarray(at, at + 3)].map(Math.round)
}

test('soft edges make no colours of their own: each pixel goes to the side that it shows more of', () => {
  const ground = draw(W, H, () => sky)
  const map = segment(lay(ground, [250, 190, 40], sun))
  expect(map.count).toBe(2)
  expect(colorAt(map, 40, 30)).toEqual([250, 190, 40])
  expect(colorAt(map, 2, 2)).toEqual(sky)
  const mine = map.classes[30 * W + 40]
  for (let i = 0; i < map.classes.length; i++) {
    const shown = Math.min(1, Math.max(0, sun(i % W, Math.floor(i / W))))
    // Halves may go either way: colours are rounded.
    if (Math.abs(shown - 0.5) > 0.02) expect(map.classes[i] === mine, `pixel ${i}`).toBe(shown > 0.5)
  }
})

test('pieces of one colour share a number, nearly the same colours too', () => {
  const map = segment(
    draw(W, H, (x, y) =>
      x > 10 && x < 25 && y > 10 && y < 40 ? [9, 90, 60] : x > 50 && x < 70 && y > 10 && y < 40 ? [10, 91, 61] : sky,
    ),
  )
  expect(map.count).toBe(2)
  expect(map.classes[20 * W + 15]).toBe(map.classes[20 * W + 60])
})

test('a fine line is a colour though no place of it is even, a stroke as short as a mark is none', () => {
  const long = segment(
    lay(
      draw(W, H, () => sky),
      [20, 20, 20],
      box(5, 30, 70, 1),
    ),
  )
  expect(long.count).toBe(2)
  expect(colorAt(long, 40, 30)).toEqual([20, 20, 20])
  const short = segment(
    lay(
      draw(W, H, () => sky),
      [20, 20, 20],
      box(5, 30, 12, 1),
    ),
  )
  expect(short.count).toBe(1)
})

test('an even slope is one colour, not a staircase', () => {
  const map = segment(draw(W, H, (x, y) => (y > 40 ? [30, 120, 90] : [60 + 2 * x, 40, 200 - 2 * y])))
  expect(map.count).toBe(2)
})

test('what text covers has no colour', () => {
  const data = Uint8Array.from({ length: W * H }, (_, i) => (i % W < 10 ? 1 : 0))
  const map = segment(
    draw(W, H, () => sky),
    { ...nothing, data },
  )
  expect([...map.classes.subarray(0, 12)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
})

test('noise is no edge where it is known', () => {
  const noisy = draw(W, H, (x, y) => [0, 1, 2].map(() => (x < 40 ? 80 : 160) + ((x * 7 + y * 13 + x * y) % 5) - 2))
  expect(segmentColors(noisy, nothing, 2).count).toBe(2)
})

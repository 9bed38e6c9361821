import { expect, test } from 'vitest'
import type { RgbF } from '../../../imaging/pixels.ts'
import { box, disc, draw, lay } from '../modelled/drawing.ts'
import { partThings } from './part-things.ts'

const [W, H] = [200, 150]
const ground = draw(W, H, () => [180, 215, 250])
const [square, ball] = [box(30, 50, 70, 70), disc(105, 60, 35)]

/** Parts of the things in the labels; those are 1 left of a column and 2 right of it. */
function parts(image: RgbF, border = W, noise = 0) {
  const labels = Int32Array.from({ length: W * H }, (_, i) => {
    const differs = [0, 1, 2].some((c) => Math.abs(image.data[i * 3 + c] - ground.data[i * 3 + c]) > 12)
    return differs ? (i % W < border ? 1 : 2) : 0
  })
  return partThings({ image, ground, labels, count: border < W ? 2 : 1, noise })
}

test('only what is more than one thing comes in parts, each thing by itself', () => {
  const both = lay(lay(ground, [200, 60, 40], square), [250, 200, 20], ball)
  const image = lay(both, [40, 60, 90], box(160, 40, 30, 80))
  const found = parts(image, 150)
  expect([...found.keys()]).toEqual([1])
  const [lower, upper] = found.get(1)!
  expect(lower.box).toEqual({ x: 30, y: 50, width: 70, height: 70 })
  expect(upper.box.x).toBeGreaterThan(68)
  expect(upper.box.width).toBeGreaterThan(68)
})

test('a small bit goes with the shape that it is nearest to', () => {
  const both = lay(lay(ground, [200, 60, 40], square), [250, 200, 20], ball)
  const [lower, upper] = parts(lay(both, [30, 30, 30], disc(150, 60, 6))).get(1)!
  expect(upper.box.x + upper.box.width).toBeGreaterThan(154)
  expect(lower.box.width).toBe(70)
})

test('a patch that hardly reaches the ground is no part', () => {
  const rim = (x: number, y: number) => Math.min(square(x, y), disc(99, 85, 22)(x, y))
  const both = lay(lay(lay(ground, [200, 60, 40], square), [250, 200, 20], disc(45, 50, 25)), [250, 240, 220], rim)
  const [lower, upper, ...others] = parts(both).get(1)!
  expect(others).toEqual([])
  expect(lower.box).toEqual({ x: 30, y: 50, width: 70, height: 70 })
  expect(upper.box).toEqual({ x: 20, y: 25, width: 51, height: 51 })
})

test('things that are not even, or small, are not looked at', () => {
  const grain = draw(W, H, (x, y) => [0, 1, 2].map((c) => 60 + ((x * 31 + y * 17 + c * 7 + x * y) % 90)))
  const textured = draw(W, H, (x, y) => {
    const at = (y * W + x) * 3
    const on = Math.max(square(x, y), ball(x, y)) > 0.5
    return [...(on ? grain : ground).data.subarray(at, at + 3)]
  })
  expect(parts(textured).size).toBe(0)
  const tiny = lay(lay(ground, [200, 60, 40], box(30, 50, 12, 12)), [250, 200, 20], disc(44, 54, 8))
  expect(parts(tiny).size).toBe(0)
})

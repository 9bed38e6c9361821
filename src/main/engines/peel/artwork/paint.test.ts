import { expect, test } from 'vitest'
import { box, disc, draw, lay } from '../modelled/drawing.ts'
import { sceneOf } from './drawing.ts'
import type { LocalScene } from './layers.ts'
import { mainColor, paintShape } from './paint.ts'
import { liftSpecks } from './specks.ts'

const [W, H] = [80, 60]

/** A shape (place 1) on the left half of the picture, the rest is something over it (place 2). */
function local(colorAt: (x: number, y: number) => number[], main: number): LocalScene {
  const image = draw(W, H, (x, y) => (x < 40 ? colorAt(x, y) : [0, 0, 0]))
  const own = Int32Array.from({ length: W * H }, (_, i) => (i % W < 40 ? 1 : 2))
  return {
    image,
    painted: draw(W, H, () => [255, 255, 255]),
    own,
    beside: own,
    around: own,
    core: new Uint8Array(W * H).fill(1),
    classes: own.map((place) => (place === 1 ? main : 9)),
  }
}

const everywhere = new Float32Array(W * H).fill(1)
const at = ({ painted }: LocalScene, x: number, y: number) =>
  [...painted.data.subarray((y * W + x) * 3, (y * W + x) * 3 + 3)].map(Math.round)

test('an even shape goes on in its colour, as far as it is said to reach', () => {
  const scene = local(() => [200, 60, 30], 4)
  const coverage = everywhere.map((_, i) => (i % W < 60 ? 1 : i % W === 60 ? 0.5 : 0))
  paintShape(scene, coverage, 1, 4)
  expect(at(scene, 10, 30)).toEqual([200, 60, 30])
  expect(at(scene, 55, 30)).toEqual([200, 60, 30])
  expect(at(scene, 60, 30)).toEqual([228, 158, 143])
  expect(at(scene, 70, 30)).toEqual([255, 255, 255])
})

test('a graded one smoothly, one of several colours by what is nearest', () => {
  const graded = local((_, y) => [100 + y, 60, 30], 4)
  paintShape(graded, everywhere, 1, 4)
  expect(Math.abs(at(graded, 45, 10)[0] - 110)).toBeLessThan(8)
  expect(Math.abs(at(graded, 45, 50)[0] - 150)).toBeLessThan(8)

  const striped = local((_, y) => (y < 30 ? [200, 60, 30] : [20, 60, 200]), 0)
  paintShape(striped, everywhere, 1, 0)
  expect(at(striped, 50, 10)).toEqual([200, 60, 30])
  expect(at(striped, 50, 50)).toEqual([20, 60, 200])
})

test('the main colour is the one that nearly all of an element is in', () => {
  const image = lay(
    lay(
      draw(W, H, () => [180, 215, 250]),
      [220, 50, 40],
      box(10, 10, 40, 40),
    ),
    [30, 30, 90],
    disc(30, 30, 12),
  )
  const scene = sceneOf(image)!
  const colorOf = (k: number) => mainColor(scene, k)
  expect(scene.stack).toHaveLength(2)
  expect(scene.colors.colors[(colorOf(0) - 1) * 3]).toBeCloseTo(180, 0)
  expect(colorOf(1)).toBe(0)
})

test('specks on a ground go to the shape whose tip they are, those far from any stay', () => {
  const image = draw(W, H, (x, y) =>
    y === 30 && (x === 43 || x === 70) ? [190, 180, 200] : x < 40 && y > 20 && y < 40 ? [220, 50, 40] : [180, 215, 250],
  )
  const scene = sceneOf(image)!
  const rank = Int32Array.from({ length: W * H }, (_, i) => (i % W < 40 && i > 21 * W && i < 40 * W ? 1 : 0))
  const before = rank.slice()
  liftSpecks(image, scene, rank, 0)
  before[30 * W + 43] = 1
  expect(rank).toEqual(before)
})

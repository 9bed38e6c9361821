import { describe, expect, test } from 'vitest'
import type { RgbF } from '../../../imaging/pixels.ts'
import { box, disc, draw, lay } from '../modelled/drawing.ts'
import { sceneOf } from './drawing.ts'
import { sortScene, type Scene } from './scene.ts'

const [W, H] = [200, 150]
const nobody = new Float32Array(W * H)
const noHole = { width: W, height: H, data: new Uint8Array(W * H) }
const shore = draw(W, H, (_, y) => (y < 90 ? [180, 215, 250] : [246, 208, 152]))

/** Place in the stack of what shows at a point. */
const placeAt = ({ map, stack }: Scene, x: number, y: number): number =>
  stack.findIndex(({ part }) => part.has(map.labels[y * W + x]))

test('every pixel is of one element, the lowest is a ground', () => {
  const scene = sceneOf(lay(shore, [220, 50, 40], disc(100, 90, 30)))!
  expect(scene.stack.map(({ role }) => role)).toEqual(['ground', 'ground', 'thing'])
  const all = scene.stack.flatMap(({ part }) => [...part])
  expect(all.sort((a, b) => a - b)).toEqual(scene.map.regions.map(({ id }) => id))
  expect(['sky', 'sand', 'ball'].map((_, k) => placeAt(scene, 100, [10, 140, 90][k]))).toEqual([0, 1, 2])
})

test('small things are details of what they share most of their outline with', () => {
  const scene = sceneOf(lay(lay(shore, [220, 50, 40], disc(100, 60, 25)), [20, 20, 20], disc(100, 60, 1.5)))!
  expect(scene.stack).toHaveLength(3)
  expect(placeAt(scene, 100, 60)).toBe(2)
})

test('a limb in the colour of another thing is cut off where it begins', () => {
  // A towel of two colours, a pole in one of them, a parasol of two colours on top of the pole.
  const towel = lay(lay(shore, [20, 40, 80], box(50, 120, 60, 22)), [250, 245, 230], box(110, 120, 40, 22))
  const parasol = lay(lay(towel, [220, 50, 40], box(40, 10, 40, 31)), [250, 245, 230], box(80, 10, 40, 31))
  const image = lay(parasol, [20, 40, 80], box(78, 25, 5, 96))
  const scene = sceneOf(image)!
  expect(placeAt(scene, 80, 80)).toBe(placeAt(scene, 60, 20))
  expect(placeAt(scene, 60, 130)).not.toBe(placeAt(scene, 80, 80))
})

test('what text covers takes part as if the colours around it went on', () => {
  const image = lay(shore, [220, 50, 40], disc(100, 60, 25))
  const data = noHole.data.map((_, i) => (Math.abs((i % W) - 100) < 12 && Math.abs(Math.floor(i / W) - 60) < 5 ? 1 : 0))
  const scene = sortScene(image, { ...noHole, data }, 0, nobody)!
  expect(scene.stack).toHaveLength(3)
  expect(placeAt(scene, 100, 60)).toBe(2)
})

describe('the main subject', () => {
  // A person in a corner, cut by the frame.
  const person = (x: number, y: number): boolean => x > 140 && y > 50
  const image: RgbF = lay(shore, [40, 40, 60], (x, y) => (person(x, y) ? 1 : 0))
  const matte = nobody.map((_, i) => (person(i % W, Math.floor(i / W)) ? 1 : 0))

  test('is no ground though it runs along the frame', () => {
    const roleAt = (scene: Scene | null) => scene?.stack[placeAt(scene, 180, 130)].role
    expect(roleAt(sortScene(image, noHole, 0, nobody))).toBe('ground')
    expect(roleAt(sortScene(image, noHole, 0, matte))).toBe('thing')
  })
})

test('without a ground there is no scene', () => {
  // Each tile touches one side of the frame only, with little of it.
  const tiles = draw(W, H, (x, y) => [10 * Math.floor(x / 10), 10 * Math.floor(y / 10), 90])
  expect(sceneOf(tiles)).toBeNull()
})

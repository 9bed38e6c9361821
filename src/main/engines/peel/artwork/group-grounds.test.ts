import { expect, test } from 'vitest'
import { box, disc, draw, lay } from '../modelled/drawing.ts'
import { sceneOf } from './drawing.ts'
import { groupGrounds } from './group-grounds.ts'
import { layersOf } from './layers.ts'

const [W, H] = [160, 160]
const waves: [number, number, number][] = [
  [42, 165, 155],
  [22, 130, 140],
  [15, 95, 115],
]
const shore = [0, 1, 2].reduce(
  (image, k) => lay(image, waves[k], box(0, 60 + 25 * k, W, H)),
  draw(W, H, () => [250, 225, 190]),
)
const image = lay(lay(shore, [246, 208, 152], box(0, 135, W, H)), [220, 50, 40], disc(80, 60, 20))

const scene = sceneOf(image)!
const hole = { width: W, height: H, data: new Uint8Array(W * H) }
const { layers, elements } = layersOf(image, scene, { hole, noise: 0, printed: [] }, () => {})
const grouped = (most: number) => groupGrounds(scene, elements, layers, most)

test('grounds stay apart as long as there is room', () => {
  expect(layers).toHaveLength(5)
  expect(grouped(5)).toEqual(layers)
})

test('those alike are grouped, the nearest colours first, and say how many they are', () => {
  expect(grouped(4)).toHaveLength(4)
  const names = grouped(3).map(({ name }) => name)
  expect(names).toHaveLength(3)
  expect(names).toContain('Teal bands (3)')
  const sea = grouped(3).find(({ name }) => name === 'Teal bands (3)')!
  expect(sea.box).toEqual({ x: 0, y: 60, width: W, height: H - 60 })
})

test('things and grounds of another kind are never grouped', () => {
  expect(grouped(1)).toHaveLength(3)
})

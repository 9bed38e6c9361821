import { expect, test } from 'vitest'
import { disc, draw, lay } from '../modelled/drawing.ts'
import { sceneOf } from './drawing.ts'
import { layersOf } from './layers.ts'

const [W, H] = [160, 120]

function namesOf(image: ReturnType<typeof draw>, printed: Parameters<typeof layersOf>[2]['printed'] = []): string[] {
  const hole = { width: W, height: H, data: new Uint8Array(W * H) }
  const scene = sceneOf(image)!
  return layersOf(image, scene, { hole, noise: 0, printed }, () => {}).layers.map(({ name }) => name)
}

const shore = draw(W, H, (_, y) => (y < 80 ? [180, 215, 250] : [246, 208, 152]))

test('layers are named after what they look like', () => {
  const inBox = (x: number, y: number) => (x >= 100 && x < 150 && y >= 20 && y < 50 ? 1 : 0)
  const image = lay(lay(shore, [253, 184, 56], disc(50, 45, 25)), [31, 122, 90], inBox)
  expect(namesOf(image).sort()).toEqual(['Beige ground', 'Green rectangle', 'Orange disc'])
})

test('two colours are said, and what is printed on a thing, but not what is printed beside it', () => {
  const image = lay(lay(shore, [253, 184, 56], disc(50, 45, 25)), [30, 30, 60], disc(50, 45, 14))
  const text = { string: 'OPEN', confidence: 1, color: [255, 255, 255] as [number, number, number] }
  const at = (x: number, y: number) => [{ ...text, box: { x, y, width: 10, height: 6 } }]
  expect(namesOf(image, at(45, 42))).toContain('Orange and navy disc: OPEN')
  expect(namesOf(image, at(120, 10))).toContain('Orange and navy disc')
})

import { expect, test } from 'vitest'
import { drawMap } from './drawing.ts'
import { hullOfRegions, mapRegions, pixelsWithin } from './regions.ts'
import type { ColorMap } from './segment.ts'

function colorMap(width: number, height: number, colors: number[][], at: (x: number, y: number) => number): ColorMap {
  return {
    width,
    height,
    classes: Int32Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
    colors: Float32Array.from(colors.flat()),
    count: colors.length,
    core: new Uint8Array(width * height),
  }
}

test('regions know their neighbours, their outline and where they meet the frame', () => {
  const map = drawMap(20, 10, (x, y) => (x >= 5 && x < 11 && y >= 2 && y < 6 ? 2 : y < 4 ? 1 : 3))
  const byColor = new Map(map.regions.map((region) => [region.color, region]))
  const [sky, box, sea] = [1, 2, 3].map((color) => byColor.get(color)!)
  expect(box.area).toBe(24)
  expect(box.box).toEqual({ x: 5, y: 2, width: 6, height: 4 })
  expect(box.frame).toEqual([0, 0, 0, 0])
  expect(sky.frame).toEqual([4, 4, 20, 0])
  expect(box.outline).toBe(20)
  expect([...box.borders]).toEqual([
    [sky.id, 10],
    [sea.id, 10],
  ])
  expect(sea.borders.get(sky.id)).toBe(14)
})

test('pieces of one colour are regions of their own', () => {
  const map = drawMap(20, 10, (x) => (x < 5 || x >= 15 ? 1 : 2))
  expect(map.regions.map(({ color, area }) => [color, area])).toEqual([
    [1, 50],
    [2, 100],
    [1, 50],
  ])
})

test('rests of soft edges go to a neighbour: specks, hairlines, and bands in a colour between', () => {
  const colors = [
    [0, 0, 0],
    [200, 200, 200],
    [100, 100, 100],
    [250, 20, 30],
  ]
  // Black left, white right, a grey band two pixels wide between them, a red speck in the black.
  const map = mapRegions(
    colorMap(40, 30, colors, (x, y) => (x === 8 && y > 4 && y < 8 ? 4 : x < 20 ? 1 : x < 22 ? 3 : 2)),
  )
  expect(map.regions.map(({ color }) => color)).toEqual([1, 2])
  expect(map.regions[0].area + map.regions[1].area).toBe(40 * 30)
  // The same band in a colour that is not between the two is a line that was drawn.
  const line = mapRegions(colorMap(40, 30, colors, (x) => (x < 20 ? 1 : x < 22 ? 4 : 2)))
  expect(line.regions.map(({ color }) => color)).toEqual([1, 4, 2])
})

test('the hull of regions, and what lies in it', () => {
  const map = drawMap(20, 20, (x, y) => (x < 4 && y < 20 ? 1 : y >= 16 ? 1 : 2))
  const inside = pixelsWithin(map, hullOfRegions(map, new Set([1])))
  // An L takes half of the square between its arms.
  expect(inside[1]).toBe(map.regions[0].area)
  expect(inside[2]).toBeGreaterThan(90)
  expect(inside[2]).toBeLessThan(150)
})

import { expect, test } from 'vitest'
import { colorsOf, drawMap, partOf } from './drawing.ts'
import { kinOf } from './kin.ts'
import { areaOf, borderBetween, outlineOf, paletteOf, touchingParts } from './parts.ts'

/** Two boxes that touch, a third one apart, on a ground. */
const map = drawMap(60, 20, (x, y) => {
  if (y < 5 || y >= 15) return 1
  return x >= 5 && x < 15 ? 2 : x >= 15 && x < 25 ? 3 : x >= 40 && x < 44 ? 2 : 1
})

test('regions that touch make a part, the largest first', () => {
  const parts = touchingParts(map, ({ color }) => color !== 1)
  expect(parts.map((part) => [colorsOf(map, part), areaOf(map, part)])).toEqual([
    [[2, 3], 200],
    [[2], 40],
  ])
})

test('borders and outlines are counted in pixel sides, palettes in pixels', () => {
  const [pair] = touchingParts(map, ({ color }) => color !== 1)
  expect(outlineOf(map, pair)).toBe(60)
  const [left] = partOf(map, 2)
  expect(borderBetween(map, new Set([left]), partOf(map, 3))).toBe(10)
  expect(borderBetween(map, pair, partOf(map, 1))).toBe(60)
  expect(paletteOf(map, partOf(map, 2, 3))).toEqual(
    new Map([
      [2, 140],
      [3, 100],
    ]),
  )
})

test('colours are kin by how far apart they look', () => {
  const kin = kinOf({ colors: Float32Array.of(31, 122, 90, 20, 92, 70, 220, 50, 40), count: 3 })
  expect(kin(1, 2, 20)).toBe(true)
  expect(kin(2, 1, 20)).toBe(true)
  expect(kin(1, 3, 20)).toBe(false)
})

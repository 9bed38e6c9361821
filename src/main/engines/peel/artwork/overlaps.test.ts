import { describe, expect, test } from 'vitest'
import { colorsOf, drawMap } from './drawing.ts'
import { findFigures } from './figures.ts'
import { findJunctions } from './junctions.ts'
import { splitOverlaps } from './overlaps.ts'
import type { Part } from './parts.ts'
import type { RegionMap } from './regions.ts'
import { largestSurfaces, type Sorting } from './surfaces.ts'

const [W, H] = [200, 160]

/** Colour 1 is the ground, all others are figures; colours of one kind are those with the same tens. */
function sorting(map: RegionMap): Sorting {
  const free = new Uint8Array(W * H)
  return {
    map,
    junctions: findJunctions(map, free),
    figures: new Set(map.regions.filter(({ color }) => color !== 1).map(({ id }) => id)),
    kin: (a, b) => Math.floor(a / 10) === Math.floor(b / 10),
    hole: { width: W, height: H, data: free },
  }
}

function split(map: RegionMap): { parts: number[][]; overlaps: string[] } {
  const known = sorting(map)
  const { parts, overlaps } = splitOverlaps(known, known.figures)
  const name = (part: Part) => colorsOf(map, part).join('+')
  return {
    parts: parts.map((part) => colorsOf(map, part)).sort((a, b) => a[0] - b[0]),
    overlaps: overlaps.map(({ upper, lower }) => `${name(upper)} over ${name(lower)}`),
  }
}

const inDisc = (x: number, y: number): boolean => Math.hypot(x - 80, y - 80) < 45
const inBox = (x: number, y: number): boolean => x >= 90 && x < 180 && y >= 60 && y < 130

describe('things that touch are two', () => {
  test('where a disc goes on behind a box', () => {
    const { parts, overlaps } = split(drawMap(W, H, (x, y) => (inBox(x, y) ? 20 : inDisc(x, y) ? 10 : 1)))
    expect(parts).toEqual([[10], [20]])
    expect(overlaps).toEqual(['20 over 10'])
  })

  test('where a box goes on behind a disc, its corner hidden', () => {
    const corner = (x: number, y: number): boolean => Math.hypot(x - 95, y - 65) < 40
    const { parts, overlaps } = split(drawMap(W, H, (x, y) => (corner(x, y) ? 10 : inBox(x, y) ? 20 : 1)))
    expect(parts).toEqual([[10], [20]])
    expect(overlaps).toEqual(['10 over 20'])
  })

  test('with what lies on each of them', () => {
    const { parts } = split(
      drawMap(W, H, (x, y) => {
        if (inBox(x, y)) return x >= 120 && x < 150 && y >= 80 && y < 110 ? 30 : 20
        if (inDisc(x, y)) return Math.hypot(x - 60, y - 70) < 12 ? 40 : 10
        return 1
      }),
    )
    expect(parts).toEqual([
      [10, 40],
      [20, 30],
    ])
  })
})

describe('a thing stays whole', () => {
  test('though it has colours: a detail within one, a stripe through it', () => {
    const face = drawMap(W, H, (x, y) => (!inDisc(x, y) ? 1 : Math.hypot(x - 80, y - 80) < 20 ? 20 : 10))
    expect(split(face).parts).toEqual([[10, 20]])
    const striped = drawMap(W, H, (x, y) => (!inBox(x, y) ? 1 : x >= 120 && x < 140 ? 20 : 10))
    expect(split(striped).parts).toEqual([[10, 20]])
  })

  test('where its parts meet at a straight border', () => {
    const house = drawMap(W, H, (x, y) => (inBox(x, y) ? (y < 90 ? 10 : 20) : 1))
    expect(split(house).parts).toEqual([[10, 20]])
  })

  test('in shades of one colour', () => {
    const shaded = drawMap(W, H, (x, y) => (inBox(x, y) ? 11 : inDisc(x, y) ? 10 : 1))
    expect(split(shaded).parts).toEqual([[10, 11]])
  })
})

test('a surface has all pieces that make one simple shape, and stripes that end at one straight border', () => {
  const bar = (x: number): boolean => x >= 100 && x < 104
  const cut = drawMap(W, H, (x, y) =>
    bar(x) && y > 40 && y < 150 ? 20 : inBox(x, y) ? 10 : x > 20 && x < 60 && y > 60 && y < 130 ? 10 : 1,
  )
  const known = sorting(cut)
  // The box behind the bar; the other thing of its colour is too far away.
  const [whole] = largestSurfaces(known, known.figures, 3000)
  expect([...whole].reduce((sum, id) => sum + cut.regions[id - 1].area, 0)).toBe(86 * 70)

  const stripes = drawMap(W, H, (x, y) => (inBox(x, y) ? 10 * (2 + (Math.floor(x / 30) % 2)) : 1))
  const cloth = sorting(stripes)
  expect(largestSurfaces(cloth, cloth.figures, 100).map((surface) => surface.size)).toEqual([3])
})

test('figures are sorted with what was seen of who lies on whom', () => {
  const map = drawMap(W, H, (x, y) => (inBox(x, y) ? 20 : inDisc(x, y) ? 10 : x < 15 && y < 15 ? 30 : 1))
  const { things, junctions } = findFigures(sorting(map))
  expect(things.map((part) => colorsOf(map, part)).sort((a, b) => a[0] - b[0])).toEqual([[10], [20], [30]])
  const [told] = junctions.slice(-1)
  expect([told.bar, told.stems[0]].map((id) => map.regions[id - 1].color)).toEqual([20, 10])
})

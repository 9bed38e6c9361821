import { expect, test } from 'vitest'
import { drawMap } from './drawing.ts'
import { findJunctions } from './junctions.ts'
import { countVotes } from './votes.ts'

const [W, H] = [100, 80]
const free = new Uint8Array(W * H)
const inDisc = (x: number, y: number): boolean => Math.hypot(x - 49.5, y - 39.5) < 25

/** A disc over the border of two bands. */
const map = drawMap(W, H, (x, y) => (inDisc(x, y) ? 3 : y < 40 ? 1 : 2))
const [above, disc, below] = [1, 3, 2].map((color) => map.regions.find((region) => region.color === color)!.id)

test('where a border ends at a shape that runs on, the shape lies over both', () => {
  const found = findJunctions(map, free)
  expect(found).toHaveLength(2)
  const [left, right] = [...found].sort((a, b) => a.x - b.x)
  expect(Math.hypot(left.x - 24.5, left.y - 40)).toBeLessThan(3)
  expect(Math.hypot(right.x - 74.5, right.y - 40)).toBeLessThan(3)
  for (const { bar, stems, weight } of found) {
    expect(bar).toBe(disc)
    expect([...stems].sort()).toEqual([above, below].sort())
    expect(weight).toBeGreaterThan(0.5)
  }
})

test('a corner of three at which none runs on says nothing, nor one of four', () => {
  const fork = drawMap(W, H, (x, y) => (y > 40 ? 1 : x + 0.6 * (y - 40) < 50 ? 2 : 3))
  expect(findJunctions(fork, free).every(({ bar }) => fork.regions[bar - 1].color === 1)).toBe(true)
  const star = drawMap(W, H, (x, y) => (Math.floor((Math.atan2(y - 40, x - 50) / Math.PI + 1.001) * 1.5) % 3) + 1)
  expect(findJunctions(star, free)).toEqual([])
  const cross = drawMap(W, H, (x, y) => (x < 50 ? 1 : 2) + (y < 40 ? 0 : 2))
  expect(findJunctions(cross, free)).toEqual([])
})

test('what was filled in is not looked at', () => {
  const skip = Uint8Array.from(free, (_, i) => (i % W < 50 ? 1 : 0))
  const found = findJunctions(map, skip)
  expect(found).toHaveLength(1)
  expect(found[0].x).toBeGreaterThan(50)
})

test('votes are summed over groups; stems of one group tell nothing', () => {
  const junctions = [
    { x: 0, y: 0, bar: 1, stems: [2, 3] as [number, number], weight: 0.75 },
    { x: 0, y: 0, bar: 4, stems: [2, 3] as [number, number], weight: 0.5 },
    { x: 0, y: 0, bar: 3, stems: [1, 4] as [number, number], weight: 0.25 },
  ]
  const apart = countVotes(junctions, Int32Array.of(0, 1, 2, 3, 1))
  expect(apart.over(1, 2)).toBe(1.25)
  expect(apart.over(1, 3)).toBe(1.25)
  // Regions 1 and 4 are of one group here.
  expect(apart.over(3, 1)).toBe(0)
  const joined = countVotes(junctions, Int32Array.of(0, 1, 2, 2, 3))
  expect(joined.over(1, 2)).toBe(0)
  expect(joined.over(2, 1)).toBe(0.25)
})

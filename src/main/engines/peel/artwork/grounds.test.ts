import { expect, test } from 'vitest'
import { drawMap } from './drawing.ts'
import { findGrounds } from './grounds.ts'
import type { RegionMap } from './regions.ts'

const [W, H] = [200, 150]
const strangers = () => false

/** The colours of each ground, the colours of one ground sorted, and those of what stands before them. */
function sorted(
  map: RegionMap,
  kin = strangers as Parameters<typeof findGrounds>[1],
  inFront: Record<number, number> = {},
) {
  const shares = Float64Array.from({ length: map.regions.length + 1 }, (_, id) =>
    id ? (inFront[map.regions[id - 1].color] ?? 0) : 0,
  )
  const groundOf = findGrounds(map, kin, shares)
  const grounds = new Map<number, number[]>()
  for (const { id, color } of map.regions) grounds.set(groundOf[id], [...(grounds.get(groundOf[id]) ?? []), color])
  const figures = (grounds.get(0) ?? []).sort()
  grounds.delete(0)
  return { grounds: [...grounds.values()].map((colors) => colors.sort()).sort(), figures }
}

const inDisc = (x: number, y: number): boolean => Math.hypot(x - 100, y - 75) < 30

test('bands from side to side are grounds, what stands on them is not', () => {
  const map = drawMap(W, H, (x, y) => (inDisc(x, y) ? 3 : y < 75 ? 1 : 2))
  expect(sorted(map)).toEqual({ grounds: [[1], [2]], figures: [3] })
})

test('a figure cut by the frame is one: it touches one side with little of it', () => {
  const map = drawMap(W, H, (x, y) => (Math.hypot(x - 100, y - 150) < 40 ? 2 : 1))
  expect(sorted(map)).toEqual({ grounds: [[1]], figures: [2] })
})

test('a ground in a corner is none where the main subject is', () => {
  const corner = (x: number, y: number) => (x > 120 && y > 60 ? 2 : 1)
  expect(sorted(drawMap(W, H, corner)).grounds).toEqual([[1], [2]])
  expect(sorted(drawMap(W, H, corner), strangers, { 2: 0.9 })).toEqual({ grounds: [[1]], figures: [2] })
})

test('pieces of one ground that a figure cuts apart are one ground', () => {
  const map = drawMap(W, H, (x, y) => (x >= 80 && x < 120 && y > 20 ? 3 : y < 75 ? 1 : 2))
  // 2 is seen on both sides of the figure.
  expect(sorted(map)).toEqual({ grounds: [[1], [2, 2]], figures: [3] })
})

test('a ground shows between things; a small hole within one thing in its colour is a detail of that thing', () => {
  const gap = drawMap(W, H, (x, y) => {
    const [ring, hole] = [Math.hypot(x - 100, y - 75) < 50, Math.hypot(x - 100, y - 75) < 30]
    return hole ? 1 : ring ? 2 : 1
  })
  expect(sorted(gap)).toEqual({ grounds: [[1, 1]], figures: [2] })
  const eye = drawMap(W, H, (x, y) => (Math.hypot(x - 100, y - 75) < 3 ? 1 : Math.hypot(x - 100, y - 75) < 50 ? 2 : 1))
  expect(sorted(eye)).toEqual({ grounds: [[1]], figures: [1, 2] })
})

test('shade on a ground belongs to it, the same shape in another colour does not', () => {
  const map = drawMap(W, H, (x, y) => (inDisc(x, y) ? 2 : 1))
  const kin = (a: number, b: number) => Math.abs(a - b) <= 1
  expect(sorted(map, kin)).toEqual({ grounds: [[1, 2]], figures: [] })
  expect(sorted(map)).toEqual({ grounds: [[1]], figures: [2] })
})

test('there may be none', () => {
  const map = drawMap(W, H, (x, y) => 1 + Math.floor(x / 10) + 20 * Math.floor(y / 10))
  expect(sorted(map).grounds).toEqual([])
})

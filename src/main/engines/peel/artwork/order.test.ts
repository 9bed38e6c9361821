import { expect, test } from 'vitest'
import { corner, drawMap, partOf } from './drawing.ts'
import { findJunctions } from './junctions.ts'
import { stackElements, type Element } from './order.ts'
import type { RegionMap } from './regions.ts'

const [W, H] = [120, 90]

/** Colours 1 and 2 are grounds, the others things. */
function elementsOf(map: RegionMap, colors: number[]): Element[] {
  return colors.map((color) => ({ role: color <= 2 ? 'ground' : 'thing', part: partOf(map, color) }))
}

/** The colours from the bottom to the top, whatever order they are given in. */
function stackOf(map: RegionMap, colors: number[], junctions = findJunctions(map, new Uint8Array(W * H))): number[] {
  const stacks = [colors, [...colors].reverse()].map((given) =>
    stackElements(map, elementsOf(map, given), junctions).map(({ part }) => map.regions[[...part][0] - 1].color),
  )
  expect(stacks[1]).toEqual(stacks[0])
  return stacks[0]
}

const inDisc = (x: number, y: number): boolean => Math.hypot(x - 60, y - 45) < 25
const inBox = (x: number, y: number): boolean => x >= 40 && x < 110 && y >= 50 && y < 80

test('a disc over a box over a ground', () => {
  const map = drawMap(W, H, (x, y) => (inDisc(x, y) ? 4 : inBox(x, y) ? 3 : 1))
  expect(stackOf(map, [1, 3, 4])).toEqual([1, 3, 4])
})

test('the same with the box over the disc, though the disc is smaller', () => {
  const map = drawMap(W, H, (x, y) => (inBox(x, y) ? 3 : inDisc(x, y) ? 4 : 1))
  expect(stackOf(map, [1, 3, 4])).toEqual([1, 4, 3])
})

test('what goes down behind a ground lies below it', () => {
  const sun = drawMap(W, H, (x, y) => (y >= 50 ? 2 : inDisc(x, y) ? 3 : 1))
  expect(stackOf(sun, [1, 2, 3])).toEqual([1, 3, 2])
})

test('what stands on a ground lies above it', () => {
  const ball = drawMap(W, H, (x, y) => (inDisc(x, y) ? 3 : y >= 50 ? 2 : 1))
  expect(stackOf(ball, [1, 2, 3])).toEqual([1, 2, 3])
})

test('a corner that errs about one of its stems is no witness for the other', () => {
  const map = drawMap(W, H, (x, y) => {
    if (y < 20 || y >= 70 || x < 20 || x >= 100) return 1
    return x < 60 ? 3 : y < 45 ? 4 : 5
  })
  const witness = corner(map, 3, [4, 5])
  expect(stackOf(map, [1, 3, 4, 5], [witness])).toEqual([1, 4, 5, 3])
  // Others are sure that 5 lies over 3: then the smaller of 3 and 4 is the upper one, as if nobody had told.
  const others = [corner(map, 5, [3, 1]), corner(map, 5, [3, 1])]
  const stack = stackOf(map, [1, 3, 4, 5], [witness, ...others])
  expect(stack.indexOf(4)).toBeGreaterThan(stack.indexOf(3))
  expect(stack.indexOf(5)).toBeGreaterThan(stack.indexOf(3))
})

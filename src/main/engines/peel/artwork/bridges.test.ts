import { describe, expect, test } from 'vitest'
import { joinBeside } from './beside.ts'
import { cutBridges, cutLimbs } from './bridges.ts'
import { colorsOf, corner, drawMap, partOf } from './drawing.ts'

const [W, H] = [200, 160]
const within = (x: number, y: number, left: number, top: number, width: number, height: number): boolean =>
  x >= left && y >= top && x < left + width && y < top + height

/** A parasol of two colours, a pole, a towel of two colours. */
const beach = drawMap(W, H, (x, y) => {
  if (within(x, y, 60, 10, 40, 30)) return 2
  if (within(x, y, 100, 10, 40, 30)) return 3
  if (within(x, y, 97, 40, 6, 80)) return 4
  if (within(x, y, 60, 120, 60, 20)) return 5
  if (within(x, y, 120, 120, 30, 20)) return 6
  return 1
})
const all = partOf(beach, 2, 3, 4, 5, 6)

describe('bridges', () => {
  const cut = (junctions = [] as Parameters<typeof cutBridges>[2]) =>
    cutBridges(beach, [all], junctions).map((part) => colorsOf(beach, part))

  test('a thin thing between two others of several colours goes with the one that it touches more', () => {
    expect(cut()).toHaveLength(2)
    expect(cut()).toContainEqual([2, 3, 4])
    expect(cut()).toContainEqual([5, 6])
  })

  test('it is none where it shares its outline with others: a stripe', () => {
    expect(cut([corner(beach, 1, [4, 2]), corner(beach, 1, [4, 2])])).toEqual([[2, 3, 4, 5, 6]])
  })

  test('nor where it is as thick as it is long', () => {
    const thick = drawMap(W, H, (x, y) =>
      within(x, y, 75, 40, 50, 80) ? 4 : beach.regions[beach.labels[y * W + x] - 1].color,
    )
    expect(cutBridges(thick, [partOf(thick, 2, 3, 4, 5, 6)], [])).toHaveLength(1)
  })
})

test('limbs are cut off where they begin, in a colour of their own', () => {
  const map = drawMap(W, H, (x, y) => (within(x, y, 60, 120, 60, 25) || within(x, y, 86, 20, 6, 100) ? 2 : 1))
  const classes = Int32Array.from(map.labels, (id) => map.regions[id - 1].color)
  const [body] = partOf(map, 2)
  expect(cutLimbs(map, [body], classes, 7)).toEqual([2])
  expect(classes[60 * W + 88]).toBe(7)
  expect(classes[130 * W + 88]).toBe(2)
  expect(classes[60 * W + 20]).toBe(1)
  const box = drawMap(W, H, (x, y) => (within(x, y, 60, 20, 60, 100) ? 2 : 1))
  const plain = Int32Array.from(box.labels, (id) => box.regions[id - 1].color)
  expect(cutLimbs(box, partOf(box, 2), plain, 7)).toEqual([])
})

describe('beside', () => {
  const sails = drawMap(W, H, (x, y) =>
    within(x, y, 40, 20, 30, 60) ? 2 : within(x, y, 72, 20, 30, 60) ? 3 : within(x, y, 150, 20, 30, 60) ? 4 : 1,
  )

  test('what stands close along much of its outline is one thing, what stands apart is not', () => {
    const joined = joinBeside(sails, [partOf(sails, 2), partOf(sails, 3), partOf(sails, 4)])
    expect(joined.map((part) => colorsOf(sails, part))).toEqual([[4], [2, 3]])
  })

  test('what touches was told apart before', () => {
    const touching = drawMap(W, H, (x, y) => (within(x, y, 40, 20, 30, 60) ? 2 : within(x, y, 70, 20, 30, 60) ? 3 : 1))
    expect(joinBeside(touching, [partOf(touching, 2), partOf(touching, 3)])).toHaveLength(2)
  })
})

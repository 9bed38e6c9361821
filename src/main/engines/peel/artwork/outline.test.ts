import { describe, expect, test } from 'vitest'
import { joinStems } from './curves.ts'
import { discAt, fitDisc } from './disc.ts'
import { drawState } from './drawing.ts'
import { findStems, type Point } from './outline.ts'

const [W, H] = [120, 100]
const inDisc = (x: number, y: number): boolean => Math.hypot(x + 0.5 - 60, y + 0.5 - 50) < 30

describe('stems', () => {
  // A box, its right half behind a bar.
  const state = drawState(
    W,
    H,
    (x, y) => x >= 20 && x < 90 && y >= 30 && y < 70,
    (x) => x >= 60 && x < 80,
  )

  test('lie where an outline runs under what hides it, along it with the inside to the left', () => {
    const { ends, starts } = findStems(state, W, H)
    const shown = ({ x, y, dx, dy, straight }: (typeof ends)[0]) =>
      [x, y, dx, dy].map((v) => Math.round(v)).join() + (straight ? '' : ' bent')
    // Left of the bar the outline comes in along the top and leaves along the bottom; right of it the other way.
    expect(ends.map(shown).sort()).toEqual(['60,70,1,0', '80,30,-1,0 bent'].sort())
    expect(starts.map(shown).sort()).toEqual(['60,30,-1,0', '80,70,1,0 bent'].sort())
  })

  test('are joined in pairs by the curves that bend least', () => {
    const curves = joinStems(findStems(state, W, H), { width: W, height: H, state }, Infinity)
    expect(curves).toHaveLength(2)
    for (const curve of curves) {
      const [first, last] = [curve[0], curve[curve.length - 1]]
      expect(Math.abs(first.y - last.y)).toBeLessThan(1)
      expect(Math.abs(first.x - last.x)).toBeGreaterThan(18)
    }
  })

  test('two straight ones meet at a corner', () => {
    const box = drawState(
      W,
      H,
      (x, y) => x >= 20 && x < 80 && y >= 20 && y < 70,
      (x, y) => Math.hypot(x - 80, y - 70) < 25,
    )
    const [curve, ...others] = joinStems(findStems(box, W, H), { width: W, height: H, state: box }, Infinity)
    expect(others).toEqual([])
    const off = (p: Point): number => Math.hypot(p.x - 80, p.y - 70)
    expect(Math.min(...curve.map(off))).toBeLessThan(1)
  })

  test('without a partner, run out of the picture; no curve comes to light', () => {
    const edge = drawState(
      W,
      H,
      (_, y) => y > 50,
      (x) => x >= 70,
    )
    const curves = joinStems(findStems(edge, W, H), { width: W, height: H, state: edge }, Infinity)
    expect(curves).toHaveLength(1)
    expect(Math.max(...curves[0].map(({ x }) => x))).toBeGreaterThanOrEqual(W - 1)
    expect(curves[0].every(({ y }) => Math.abs(y - 51) < 1)).toBe(true)
    // Two shapes with something visible between them do not join through it.
    const apart = drawState(
      W,
      H,
      (x, y) => y > 40 && y < 60 && (x < 30 || x > 90),
      (x) => (x >= 20 && x < 40) || (x >= 80 && x < 100),
    )
    for (const c of joinStems(findStems(apart, W, H), { width: W, height: H, state: apart }, Infinity)) {
      expect(Math.min(...c.map(({ x }) => x)) < 60 && Math.max(...c.map(({ x }) => x)) > 60).toBe(false)
    }
  })
})

describe('discs', () => {
  test('are known from a part of their outline', () => {
    const half = drawState(W, H, inDisc, (_, y) => y >= 55)
    const disc = fitDisc(findStems(half, W, H).points)
    expect(disc?.x).toBeCloseTo(60, 0)
    expect(disc?.y).toBeCloseTo(50, 0)
    expect(disc?.radius).toBeCloseTo(30, 0)
    expect(discAt(disc!, 60, 60)).toBe(1)
    expect(discAt(disc!, 60, 95)).toBe(0)
  })

  test('but not from a flat arc, nor is a box one', () => {
    const arc = drawState(W, H, inDisc, (_, y) => y >= 24)
    expect(fitDisc(findStems(arc, W, H).points)).toBeNull()
    const box = drawState(
      W,
      H,
      (x, y) => x >= 30 && x < 90 && y >= 20 && y < 80,
      (_, y) => y >= 70,
    )
    expect(fitDisc(findStems(box, W, H).points)).toBeNull()
  })
})

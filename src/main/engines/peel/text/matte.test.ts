import { describe, expect, it } from 'vitest'
import type { RgbF } from '../../../imaging/pixels.ts'
import { drawnInk, mixedInk } from './ink.ts'
import { matteOf } from './matte.ts'
import { makeWindow } from './window.ts'

type Colour = readonly number[]

const width = 200
const height = 90
const quad = { x: 100, y: 45, width: 150, height: 46, angle: 0 }
/** The middles of the three letters below. */
const centers = [50, 100, 150].map((x) => (x - 25) / 150)

/** Signed distance to "I O T": a bar, a ring, a bar with a cross bar; negative inside. */
function letters(x: number, y: number): number {
  const bar = (cx: number, cy: number, w: number, h: number) => Math.max(Math.abs(x - cx) - w, Math.abs(y - cy) - h)
  const ring = Math.abs(Math.hypot(x - 100, y - 45) - 13) - 4.2
  return Math.min(bar(50.3, 45, 4.4, 17.3), ring, bar(150, 45, 4.2, 17.3), bar(150, 32, 14.6, 4.2))
}

const coverage = (distance: number): number => Math.min(1, Math.max(0, 0.5 - distance))
const ground = (x: number, y: number): Colour => [60 + x / 3, 90 + y / 2, 150 - x / 5]

/** The letters over the ground; `shape` gives their distance, `ink` their colour. */
function scene(ink: (x: number, y: number) => Colour, shape = letters, behind = ground) {
  const data = new Float32Array(width * height * 3)
  const alpha = new Float32Array(width * height)
  for (let i = 0; i < alpha.length; i++) {
    const x = (i % width) + 0.5
    const y = Math.floor(i / width) + 0.5
    alpha[i] = coverage(shape(x, y))
    const [over, under] = [ink(x, y), behind(x, y)]
    for (let c = 0; c < 3; c++) data[i * 3 + c] = Math.round(over[c] * alpha[i] + under[c] * (1 - alpha[i]))
  }
  return { image: { width, height, data } satisfies RgbF, alpha }
}

function softIou(a: Float32Array, b: Float32Array): number {
  let less = 0
  let more = 0
  for (let i = 0; i < a.length; i++) {
    less += Math.min(a[i], b[i])
    more += Math.max(a[i], b[i])
  }
  return less / more
}

function farthest(behind: RgbF, truth: (x: number, y: number) => Colour): number {
  let most = 0
  for (let i = 0; i < width * height; i++) {
    const expected = truth((i % width) + 0.5, Math.floor(i / width) + 0.5)
    for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(behind.data[i * 3 + c] - expected[c]))
  }
  return most
}

const red: Colour = [200, 30, 40]

describe('glyph mattes', () => {
  it('of one colour on a gradient: alpha, colour at the edge, clean ground', () => {
    const { image, alpha } = scene(() => red)
    const window = makeWindow(image, { quad, vertical: false }, centers, [])
    const [ink] = drawnInk(window)
    expect(ink.source).toBe('exact')
    const matte = matteOf(window, ink)
    expect(softIou(matte?.alpha ?? new Float32Array(), alpha)).toBeGreaterThan(0.98)
    expect(matte?.ink).toEqual(red)
    for (let i = 0; i < alpha.length; i++) {
      const a = matte?.alpha[i] ?? 0
      expect(a === 0 || a >= 2 / 255).toBe(true)
      if (a > 0.05 && a < 0.95) expect([...(matte?.color.subarray(i * 3, i * 3 + 3) ?? [])]).toEqual(red)
    }
    expect(matte && farthest(matte.behind, ground)).toBeLessThan(3)
  })

  it('of letters shaded from top to bottom', () => {
    const { image, alpha } = scene((_, y) => [255, 120 + 3 * (y - 27), 0])
    const window = makeWindow(image, { quad, vertical: false }, centers, [])
    const best = mixedInk(window)[0]
    const matte = matteOf(window, best)
    expect(softIou(matte?.alpha ?? new Float32Array(), alpha)).toBeGreaterThan(0.95)
  })

  it('of outlined letters: the outline comes with the filling', () => {
    const outlined = (x: number, y: number) => letters(x, y) - 3
    const { image, alpha } = scene((x, y) => (letters(x, y) < 0 ? [250, 250, 250] : [20, 20, 30]), outlined)
    const window = makeWindow(image, { quad, vertical: false }, centers, [])
    for (const ink of drawnInk(window).slice(0, 2)) {
      const matte = matteOf(window, ink)
      expect(softIou(matte?.alpha ?? new Float32Array(), alpha)).toBeGreaterThan(0.93)
    }
  })

  it('leaves the same colour alone where it belongs to another line or runs on outside', () => {
    const clutter = (x: number, y: number) =>
      Math.min(letters(x, y), Math.max(Math.abs(x - 100) - 20, Math.abs(y - 82) - 6), y - 12)
    const { image, alpha } = scene(() => red, clutter)
    const others = [{ x: 100, y: 82, width: 60, height: 16, angle: 0 }]
    const window = makeWindow(image, { quad, vertical: false }, centers, others)
    const matte = matteOf(window, drawnInk(window)[0])
    const own = alpha.map((a, i) => (Math.floor(i / width) > 14 && Math.floor(i / width) < 74 ? a : 0))
    expect(softIou(matte?.alpha ?? new Float32Array(), own)).toBeGreaterThan(0.97)
  })

  it('nothing to find gives no guess', () => {
    const { image } = scene(
      () => red,
      () => 5,
    )
    expect(drawnInk(makeWindow(image, { quad, vertical: false }, centers, []))).toEqual([])
  })
})

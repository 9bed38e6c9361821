import { expect, test } from 'vitest'
import { hullOf, spansOf } from '../../../imaging/hull.ts'
import { completeShape, dropHairlines, surelyHidden } from './complete.ts'
import { drawState } from './drawing.ts'
import { INSIDE } from './outline.ts'

const [W, H] = [120, 100]
type Shape = (x: number, y: number) => boolean

const inDisc: Shape = (x, y) => Math.hypot(x + 0.5 - 60, y + 0.5 - 50) < 30
const inBox: Shape = (x, y) => x >= 20 && x < 80 && y >= 20 && y < 70
const bar: Shape = (x) => x >= 45 && x < 62

/** Largest share of wrong pixels, of those that are hidden. */
function wrong(coverage: Float32Array, shape: Shape, hides: Shape): number {
  let off = 0
  let hidden = 0
  for (let i = 0; i < coverage.length; i++) {
    const [x, y] = [i % W, Math.floor(i / W)]
    if (!hides(x, y)) {
      expect(coverage[i]).toBe(shape(x, y) ? 1 : 0)
      continue
    }
    hidden++
    off += Math.abs(coverage[i] - (shape(x, y) ? 1 : 0))
  }
  return off / hidden
}

function complete(shape: Shape, hides: Shape, bounded = true): Float32Array {
  const state = drawState(W, H, shape, hides)
  const seen = { width: W, height: H, data: Uint8Array.from(state, (s) => (s === INSIDE ? 1 : 0)) }
  return completeShape(state, W, H, bounded ? hullOf(spansOf(seen)) : null)
}

test('a disc is completed as a disc', () => {
  const lower: Shape = (_, y) => y >= 52
  expect(wrong(complete(inDisc, lower), inDisc, lower)).toBeLessThan(0.01)
})

test('a box behind a bar goes through, its borders straight', () => {
  expect(wrong(complete(inBox, bar), inBox, bar)).toBeLessThan(0.01)
})

test('a box gets back the corner that a disc hides', () => {
  const cover: Shape = (x, y) => Math.hypot(x - 82, y - 72) < 22
  expect(wrong(complete(inBox, cover), inBox, cover)).toBeLessThan(0.03)
})

test('a ground goes on behind all that stands before it, to the frame too', () => {
  const band: Shape = (_, y) => y >= 40
  const cover: Shape = (x, y) => Math.hypot(x - 115, y - 40) < 25
  expect(wrong(complete(band, cover, false), band, cover)).toBeLessThan(0.02)
})

test('where no curve says how far a thing goes, it does not reach beyond its hull', () => {
  // It widens towards what hides it, so that its stems part.
  const wedge: Shape = (x, y) => y < 30 && Math.abs(x - 60) < 5 + y
  const cover: Shape = (x, y) => x >= 10 && x < 110 && y >= 30 && y < 80
  const hidden = (coverage: Float32Array) => coverage.subarray(30 * W).reduce((sum, a) => sum + a, 0)
  expect(hidden(complete(wedge, cover))).toBe(0)
  expect(hidden(complete(wedge, cover, false))).toBeGreaterThan(50)
})

test('a thing has no hidden hairlines; those that show stay', () => {
  const inside: Shape = (x, y) => inBox(x, y) || (y === 50 && x >= 80 && x < 110)
  const state = drawState(W, H, inside, (x) => x >= 60 && x < 100)
  const coverage = Float32Array.from(state, (_, i) => (inside(i % W, Math.floor(i / W)) ? 1 : 0))
  dropHairlines(coverage, state, W, H)
  expect(coverage[50 * W + 90]).toBe(0)
  expect(coverage[50 * W + 105]).toBe(1)
  expect(coverage[40 * W + 70]).toBe(1)
  expect(coverage[20 * W + 79]).toBe(1)
})

test('what shows whole is what it is', () => {
  const nothing: Shape = () => false
  expect(wrong(Float32Array.from(complete(inBox, nothing)), inBox, nothing)).toBeNaN()
})

test('what is surely hidden of a shape: a disc, or what curves that hardly bend cut off, and nothing else', () => {
  const disc = drawState(W, H, inDisc, bar)
  const known = surelyHidden(disc, W, H, 'disc')!
  expect(known[50 * W + 50]).toBe(1)
  expect(known[5 * W + 50]).toBe(0)
  // What shows is not hidden.
  expect(known[50 * W + 40]).toBe(0)

  const box = drawState(W, H, inBox, bar)
  expect(surelyHidden(box, W, H, 'disc')).toBeNull()
  const curves = surelyHidden(box, W, H, 'curves')!
  expect(curves[40 * W + 50]).toBe(1)
  expect(curves[10 * W + 50]).toBe(0)

  const whole = drawState(W, H, inBox, () => false)
  expect(surelyHidden(whole, W, H, 'curves')).toBeNull()
})

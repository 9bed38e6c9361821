/** Shapes completed behind what hides them. */
import { labelWhere } from '../../../imaging/components.ts'
import type { Spans } from '../../../imaging/hull.ts'
import { harmonicFill } from '../../../imaging/fill.ts'
import { dilate, open } from '../../../imaging/morphology.ts'
import { joinStems, type Curve } from './curves.ts'
import { discAt, fitDisc, type Disc } from './disc.ts'
import { findStems, HIDDEN, INSIDE, OUTSIDE } from './outline.ts'

/** Contact of a hidden area with a side counts from this share of its contact with both. */
const NOISE = 0.03
/** Curves that bend less than this, squared radians, are no mere possibility. */
const SURE = 1.6
/** What is hidden of a thing is thicker than twice this, pixels. */
const HAIRLINE = 1.5

/**
 * The coverage (0..1 a pixel) of a shape with what is hidden of it. `state` holds INSIDE, OUTSIDE or HIDDEN. Hidden areas are
 * cut along the curves that continue the outline; each piece goes to the side that it touches. Where no curve says how far
 * the shape goes, a smooth border does, and `within`: a thing does not reach beyond its hull (null: no limit).
 */
export function completeShape(state: Uint8Array, width: number, height: number, within: Spans | null): Float32Array {
  const coverage = new Float32Array(state.length)
  for (let i = 0; i < state.length; i++) if (state[i] === INSIDE) coverage[i] = 1
  if (!state.includes(HIDDEN) || !state.includes(INSIDE)) return coverage
  const outline = findStems(state, width, height)
  const disc = fitDisc(outline.points)
  if (disc) {
    drawDisc(disc, state, coverage, width)
    return coverage
  }
  const curves = joinStems(outline, { width, height, state }, Infinity)
  const undecided = cutAlong(curves, state, coverage, width, height, false)
  shareOpen(undecided, state, coverage, width, height, within)
  if (within) dropHairlines(coverage, state, width, height)
  return coverage
}

/** Clears hidden strips of a shape that are thinner than what could be known of it, in place. */
export function dropHairlines(coverage: Float32Array, state: Uint8Array, width: number, height: number): void {
  const body = open({ width, height, data: Uint8Array.from(coverage, (a) => (a >= 0.5 ? 1 : 0)) }, HAIRLINE)
  const near = dilate(body, HAIRLINE).data
  for (let i = 0; i < coverage.length; i++) if (state[i] === HIDDEN && !near[i]) coverage[i] = 0
}

/** How much is sure of a shape that something hides: that it is a disc, or what curves that bend little cut off. */
export type Certainty = 'disc' | 'curves'

/**
 * The coverage of what is surely hidden of a shape (0 elsewhere), by its being a disc or by the continuation of its outline.
 * Null where that tells nothing.
 */
export function surelyHidden(
  state: Uint8Array,
  width: number,
  height: number,
  certainty: Certainty,
): Float32Array | null {
  const coverage = new Float32Array(state.length)
  const outline = findStems(state, width, height)
  if (certainty === 'disc') {
    const disc = fitDisc(outline.points)
    if (!disc) return null
    drawDisc(disc, state, coverage, width)
    return coverage
  }
  const curves = joinStems(outline, { width, height, state }, SURE)
  if (curves.length === 0) return null
  cutAlong(curves, state, coverage, width, height, true)
  return coverage
}

function drawDisc(disc: Disc, state: Uint8Array, coverage: Float32Array, width: number): void {
  for (let i = 0; i < coverage.length; i++)
    if (state[i] === HIDDEN) coverage[i] = discAt(disc, i % width, Math.floor(i / width))
}

/**
 * Covers the hidden pieces that the curves cut off and that touch the inside; pieces that touch both sides come back as
 * open. `bounded` leaves out what no curve bounds.
 */
function cutAlong(
  curves: readonly Curve[],
  state: Uint8Array,
  coverage: Float32Array,
  width: number,
  height: number,
  bounded: boolean,
): Uint8Array {
  const side = new Float32Array(state.length).fill(Infinity)
  for (const curve of curves) drawSides(curve, side, width, height)
  const pieces = labelWhere(width, height, 4, (i) => state[i] === HIDDEN && side[i] === Infinity)
  const decided = contacts(state, side, pieces.labels, pieces.count, width).map(([inside, outside, curve]) => {
    if (inside <= NOISE * (inside + outside) || (bounded && curve === 0)) return OUTSIDE
    return outside <= NOISE * (inside + outside) ? INSIDE : HIDDEN
  })
  const open = new Uint8Array(state.length)
  for (let i = 0; i < state.length; i++) {
    if (state[i] !== HIDDEN) continue
    const piece = pieces.labels[i]
    if (piece === 0) coverage[i] = Math.min(1, Math.max(0, 0.5 + side[i]))
    else if (decided[piece - 1] === HIDDEN) open[i] = 1
    else if (decided[piece - 1] === INSIDE) coverage[i] = 1
  }
  return open
}

/** Marks the pixels beside a curve with their distance to it, the inside (to the left) positive. */
function drawSides(curve: Curve, side: Float32Array, width: number, height: number): void {
  for (let k = 1; k < curve.length; k++) {
    const [a, b] = [curve[k - 1], curve[k]]
    const length = Math.hypot(b.x - a.x, b.y - a.y)
    if (length === 0) continue
    const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length]
    for (let y = Math.floor(Math.min(a.y, b.y) - 2); y <= Math.max(a.y, b.y) + 2; y++) {
      for (let x = Math.floor(Math.min(a.x, b.x) - 2); x <= Math.max(a.x, b.x) + 2; x++) {
        if (x < 0 || y < 0 || x >= width || y >= height) continue
        const [px, py] = [x + 0.5 - a.x, y + 0.5 - a.y]
        const along = Math.min(length, Math.max(0, px * ux + py * uy))
        const off = Math.hypot(px - along * ux, py - along * uy)
        if (off > 1.2 || off >= Math.abs(side[y * width + x])) continue
        side[y * width + x] = px * uy - py * ux >= 0 ? off : -off
      }
    }
  }
}

/** Per piece: pixel sides shared with the inside, with the outside, and with a curve. */
function contacts(
  state: Uint8Array,
  side: Float32Array,
  labels: Int32Array,
  count: number,
  width: number,
): [number, number, number][] {
  const out = Array.from({ length: count }, (): [number, number, number] => [0, 0, 0])
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue
    const contact = out[labels[i] - 1]
    const x = i % width
    for (const next of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
      if (next < 0 || next >= labels.length) continue
      if (state[next] === INSIDE) contact[0]++
      else if (state[next] === OUTSIDE) contact[1]++
      else if (side[next] !== Infinity) contact[2]++
    }
  }
  return out
}

/** Where no curve parts the sides, a smooth border does: the level line of a harmonic function between them. */
function shareOpen(
  open: Uint8Array,
  state: Uint8Array,
  coverage: Float32Array,
  width: number,
  height: number,
  within: Spans | null,
): void {
  if (!open.includes(1)) return
  const known = new Float32Array(state.length * 3)
  const hole = new Uint8Array(state.length)
  for (let i = 0; i < state.length; i++) {
    if (state[i] === INSIDE) known.fill(1, i * 3, i * 3 + 3)
    hole[i] = state[i] === HIDDEN ? 1 : 0
  }
  const level = harmonicFill({ width, height, data: known }, { width, height, data: hole }).data
  for (let i = 0; i < open.length; i++) {
    if (!open[i]) continue
    const x = i % width
    const y = (i - x) / width
    const reaches = !within || (x >= within.first[y] && x <= within.last[y])
    coverage[i] = reaches && level[i * 3] >= 0.5 ? 1 : 0
  }
}

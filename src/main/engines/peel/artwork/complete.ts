/** Shapes completed behind what hides them. */
import { labelWhere } from '../../../imaging/components.ts'
import type { Spans } from '../../../imaging/hull.ts'
import { harmonicFill } from '../../../imaging/fill.ts'
import { joinStems, type Curve } from './curves.ts'
import { discAt, fitDisc } from './disc.ts'
import { findStems, HIDDEN, INSIDE, OUTSIDE } from './outline.ts'

/** Contact of a hidden area with a side counts from this share of its contact with both. */
const NOISE = 0.03

/**
 * The coverage (0..1 a pixel) of a shape with what is hidden of it. `state` holds INSIDE, OUTSIDE or HIDDEN. Hidden areas are
 * cut along the curves that continue the outline; each piece goes to the side that it touches. `within` limits the result
 * where no curve says how far it goes: a thing does not reach beyond its hull.
 */
export function completeShape(state: Uint8Array, width: number, height: number, within: Spans | null): Float32Array {
  const coverage = new Float32Array(state.length)
  const touched = [false, false, false]
  for (let i = 0; i < state.length; i++) {
    touched[state[i]] = true
    if (state[i] === INSIDE) coverage[i] = 1
  }
  if (!touched[HIDDEN] || !touched[INSIDE]) return coverage
  const outline = findStems(state, width, height)
  const disc = fitDisc(outline.points)
  if (disc) {
    for (let i = 0; i < coverage.length; i++)
      if (state[i] === HIDDEN) coverage[i] = discAt(disc, i % width, Math.floor(i / width))
    return coverage
  }
  const curves = joinStems(outline, { width, height, state })
  const side = new Float32Array(state.length).fill(Infinity)
  for (const curve of curves) drawSides(curve, side, width, height)
  const pieces = labelWhere(width, height, 4, (i) => state[i] === HIDDEN && side[i] === Infinity)
  const contact = contacts(state, pieces.labels, pieces.count, width)
  const open = new Uint8Array(state.length)
  const decided = contact.map(([inside, outside]) => {
    const both = inside + outside
    if (both === 0) return OUTSIDE
    if (inside <= NOISE * both) return OUTSIDE
    return outside <= NOISE * both ? INSIDE : HIDDEN
  })
  for (let i = 0; i < state.length; i++) {
    if (state[i] !== HIDDEN) continue
    const piece = pieces.labels[i]
    if (piece === 0) coverage[i] = Math.min(1, Math.max(0, 0.5 + side[i]))
    else if (decided[piece - 1] === HIDDEN) open[i] = 1
    else coverage[i] = decided[piece - 1] === INSIDE ? 1 : 0
  }
  shareOpen(open, state, coverage, width, height, within)
  return coverage
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

/** Per piece: pixel sides shared with the inside and with the outside. */
function contacts(state: Uint8Array, labels: Int32Array, count: number, width: number): [number, number][] {
  const out = Array.from({ length: count }, (): [number, number] => [0, 0])
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue
    const x = i % width
    for (const next of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
      if (next < 0 || next >= labels.length) continue
      if (state[next] === INSIDE) out[labels[i] - 1][0]++
      else if (state[next] === OUTSIDE) out[labels[i] - 1][1]++
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

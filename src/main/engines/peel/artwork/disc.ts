/** Discs: the commonest shape of which more can be known than shows. */
import { leastSquares } from '../../../imaging/linear.ts'
import type { Point } from './outline.ts'

export interface Disc extends Point {
  radius: number
}

/** Pixels that outline points may be off the circle, and the share of them that must not be. */
const OFF = 1
const SHARE = 0.95
const LEAST_POINTS = 40
/** A circle is known from an arc that rises this many pixels over its chord. */
const LEAST_RISE = 6

/** The circle on which an outline lies; null where it does not. */
export function fitDisc(points: readonly Point[]): Disc | null {
  if (points.length < LEAST_POINTS) return null
  const [cx, cy] = [points[0].x, points[0].y]
  // x² + y² = 2·a·x + 2·b·y + c
  const rows = points.flatMap((p) => [2 * (p.x - cx), 2 * (p.y - cy), 1])
  const squares = points.map((p) => (p.x - cx) ** 2 + (p.y - cy) ** 2)
  const solved = leastSquares(rows, squares, 3)
  if (!solved) return null
  const [a, b, c] = solved
  const disc = { x: a + cx, y: b + cy, radius: Math.sqrt(Math.max(0, c + a * a + b * b)) }
  const on = points.filter((p) => Math.abs(Math.hypot(p.x - disc.x, p.y - disc.y) - disc.radius) <= OFF).length
  if (on < SHARE * points.length) return null
  return riseOf(points, disc) >= LEAST_RISE ? disc : null
}

/** How far the points rise over the chord of the arc that they cover: the part of a diameter that they span. */
function riseOf(points: readonly Point[], { x, y }: Disc): number {
  const [mx, my] = [0, 1].map((k) => points.reduce((sum, p) => sum + (k ? p.y - y : p.x - x), 0) / points.length)
  const length = Math.hypot(mx, my)
  if (length === 0) return Infinity
  const along = points.map((p) => ((p.x - x) * mx + (p.y - y) * my) / length)
  return along.reduce((m, v) => Math.max(m, v), -Infinity) - along.reduce((m, v) => Math.min(m, v), Infinity)
}

/** Coverage of a pixel by a disc. */
export function discAt(disc: Disc, x: number, y: number): number {
  return Math.min(1, Math.max(0, disc.radius + 0.5 - Math.hypot(x + 0.5 - disc.x, y + 0.5 - disc.y)))
}

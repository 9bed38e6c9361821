/** The outline of a shape that something partly hides: the visible pieces of it, and how they run into what hides them. */
import { leastSquares } from '../../../imaging/linear.ts'

/** What a pixel is to a shape. */
export const OUTSIDE = 0
export const INSIDE = 1
export const HIDDEN = 2

export interface Point {
  x: number
  y: number
}

/** The end of a visible piece of outline, where it runs under what hides it. */
export interface Stem extends Point {
  /** Unit vector along the outline, the inside to the left: out of the piece for its end, into it for its start. */
  dx: number
  dy: number
  straight: boolean
}

export interface Outline {
  /** Stems at which pieces end, and at which pieces start. */
  ends: Stem[]
  starts: Stem[]
  /** Middles of the pixel sides along all visible pieces. */
  points: Point[]
}

/** Lengths of outline that a stem's direction is taken from, the longest first that a parabola fits. */
const LENGTHS = [64, 40, 24, 12]
const SHORTEST = 6
/** Root mean square distance of a fit, pixels. */
const FITS = 0.45
/** A piece is straight if its parabola rises less than this share of its length; shorter ones do not tell. */
const STRAIGHT = 1 / 160
const TELLING = 20

/** Finds the stems of a shape. `state` holds OUTSIDE, INSIDE or HIDDEN for each pixel. */
export function findStems(state: Uint8Array, width: number, height: number): Outline {
  const next = cracksOf(state, width, height)
  const entered = new Set<number>()
  for (const targets of next.values()) for (const to of targets) entered.add(to)
  const outline: Outline = { ends: [], starts: [], points: [] }
  for (const from of [...next.keys()]) {
    if (entered.has(from)) continue
    const chain = follow(next, from)
    const points = middles(chain, width + 1)
    if (points.length < SHORTEST) continue
    outline.points.push(...points)
    if (isHidden(state, chain[chain.length - 1], width, height)) outline.ends.push(stemOf(points))
    if (isHidden(state, chain[0], width, height)) {
      const { x, y, dx, dy, straight } = stemOf([...points].reverse())
      outline.starts.push({ x, y, dx: -dx, dy: -dy, straight })
    }
  }
  return outline
}

/** Sides of pixels between inside and outside, from corner to corner, the inside to the left. */
function cracksOf(state: Uint8Array, width: number, height: number): Map<number, number[]> {
  const next = new Map<number, number[]>()
  const add = (from: number, to: number): void => {
    const known = next.get(from)
    if (known) known.push(to)
    else next.set(from, [to])
  }
  const row = width + 1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = state[y * width + x]
      if (here === HIDDEN) continue
      const corner = y * row + x
      const left = x > 0 ? state[y * width + x - 1] : HIDDEN
      if (left !== HIDDEN && left !== here) {
        if (here === INSIDE) add(corner, corner + row)
        else add(corner + row, corner)
      }
      const above = y > 0 ? state[(y - 1) * width + x] : HIDDEN
      if (above !== HIDDEN && above !== here) {
        if (here === INSIDE) add(corner + 1, corner)
        else add(corner, corner + 1)
      }
    }
  }
  return next
}

/** The corners of a piece from its start on; takes them out of `next`. */
function follow(next: Map<number, number[]>, start: number): number[] {
  const chain = [start]
  for (let at = start; ;) {
    const targets = next.get(at)
    const to = targets?.pop()
    if (to === undefined) return chain
    chain.push(to)
    at = to
  }
}

function middles(chain: number[], row: number): Point[] {
  const points: Point[] = []
  for (let k = 1; k < chain.length; k++) {
    const [a, b] = [chain[k - 1], chain[k]]
    points.push({ x: ((a % row) + (b % row)) / 2, y: (Math.floor(a / row) + Math.floor(b / row)) / 2 })
  }
  return points
}

function isHidden(state: Uint8Array, corner: number, width: number, height: number): boolean {
  const x = corner % (width + 1)
  const y = (corner - x) / (width + 1)
  for (const [px, py] of [
    [x, y],
    [x - 1, y],
    [x, y - 1],
    [x - 1, y - 1],
  ]) {
    if (px >= 0 && py >= 0 && px < width && py < height && state[py * width + px] === HIDDEN) return true
  }
  return false
}

/** Place and direction at the last of the points. */
function stemOf(points: Point[]): Stem {
  let best: (Stem & { rest: number }) | null = null
  for (const length of LENGTHS) {
    const piece = points.slice(-length)
    if (piece.length < SHORTEST) continue
    const fit = fitParabola(piece)
    if (fit.rest <= FITS) return fit
    if (!best || fit.rest < best.rest) best = fit
    if (piece.length < length) continue
  }
  return best ?? fitParabola(points)
}

/** A parabola over the chord of the points, by least squares; its place and direction at the last one. */
function fitParabola(points: Point[]): Stem & { rest: number } {
  const first = points[0]
  const last = points[points.length - 1]
  const length = Math.max(1e-6, Math.hypot(last.x - first.x, last.y - first.y))
  const ux = (last.x - first.x) / length
  const uy = (last.y - first.y) / length
  const along = points.map((p) => ((p.x - last.x) * ux + (p.y - last.y) * uy) / length)
  const across = points.map((p) => (p.y - last.y) * ux - (p.x - last.x) * uy)
  const curved = polynomial(along, across, 2)
  const line = polynomial(along, across, 1)
  const straight = points.length >= TELLING && line.rest <= FITS && Math.abs(curved.factors[2]) / 4 <= STRAIGHT * length
  const { factors, rest } = straight ? line : curved
  const slope = factors[1] / length
  const norm = Math.hypot(1, slope)
  return {
    x: last.x - uy * factors[0],
    y: last.y + ux * factors[0],
    dx: (ux - uy * slope) / norm,
    dy: (uy + ux * slope) / norm,
    straight,
    rest,
  }
}

function polynomial(x: number[], y: number[], degree: number): { factors: number[]; rest: number } {
  const n = degree + 1
  const rows = x.flatMap((v) => Array.from({ length: n }, (_, k) => v ** k))
  const factors = [...(leastSquares(rows, y, n) ?? new Float64Array(n))]
  let sum = 0
  x.forEach((v, i) => (sum += (factors.reduce((s, f, k) => s + f * v ** k, 0) - y[i]) ** 2))
  return { factors, rest: Math.sqrt(sum / x.length) }
}

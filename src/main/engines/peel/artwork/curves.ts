/**
 * Where an outline goes on behind what hides it: its stems joined in pairs by smooth curves, or by a corner where both run
 * straight (good continuation; Kellman & Shipley's relatability, 1991, and the pairing of Masnou & Morel, 1998).
 */
import { HIDDEN, type Outline, type Point, type Stem } from './outline.ts'

/** A curve as points about two pixels apart, the inside to the left. */
export type Curve = Point[]

/** A stem turns by at most this angle, radians, towards the other. */
const MOST_TURN = 2.2
/** Two straight stems meet at a corner of at least this angle, radians, at most so many gaps away. */
const LEAST_CORNER = 0.4
const FARTHEST_CORNER = 3
/** What it costs to run out of the picture, in squared radians; and a gap as long as the picture. */
const FRAME = 1
const LENGTH = 0.5
/** A curve may leave what is hidden by so many pixels. */
const SLACK = 2
const STEP = 2

/** Where a curve may run. */
export interface Hidden {
  width: number
  height: number
  state: Uint8Array
}

/**
 * The curves that join an outline's stems, the smoothest first; what finds no partner runs out of the picture if it
 * can. None bends more than `mostBend`, squared radians.
 */
export function joinStems({ ends, starts }: Outline, hidden: Hidden, mostBend: number): Curve[] {
  const size = Math.max(hidden.width, hidden.height)
  const offers: { cost: number; end: number; start: number; curve: Curve }[] = []
  ends.forEach((end, i) => {
    starts.forEach((start, j) => {
      const joined = join(end, start)
      if (joined && joined.bend <= mostBend && staysHidden(joined.curve, hidden))
        offers.push({ cost: joined.bend + (LENGTH * joined.gap) / size, end: i, start: j, curve: joined.curve })
    })
    const way = runOut(end, hidden, 1)
    if (way) offers.push({ cost: FRAME, end: i, start: -1, curve: way })
  })
  starts.forEach((start, j) => {
    const way = runOut(start, hidden, -1)
    if (way) offers.push({ cost: FRAME, end: -1, start: j, curve: [...way].reverse() })
  })
  offers.sort((a, b) => a.cost - b.cost)
  const curves: Curve[] = []
  const used = { ends: new Set([-1]), starts: new Set([-1]) }
  for (const { end, start, curve } of offers) {
    if ((end >= 0 && used.ends.has(end)) || (start >= 0 && used.starts.has(start))) continue
    if (curves.some((other) => cross(curve, other))) continue
    used.ends.add(end)
    used.starts.add(start)
    curves.push(curve)
  }
  return curves
}

/** The curve from one stem to another: how much it bends (squared radians) and the gap; null where they do not relate. */
function join(end: Stem, start: Stem): { curve: Curve; bend: number; gap: number } | null {
  const gap = Math.hypot(start.x - end.x, start.y - end.y)
  if (gap < 1) return { curve: [end, start], bend: 0, gap }
  const chord = Math.atan2(start.y - end.y, start.x - end.x)
  const a = turn(chord, Math.atan2(end.dy, end.dx))
  const b = turn(chord, Math.atan2(start.dy, start.dx))
  if (Math.abs(a) > MOST_TURN || Math.abs(b) > MOST_TURN) return null
  // The energy of a cubic spline over the chord with these slopes.
  const bend = a * a + a * b + b * b
  const corner = end.straight && start.straight ? cornerOf(end, start, gap) : null
  if (corner) return { curve: [...line(end, corner), ...line(corner, start)], bend: bend / 2, gap }
  const even = Math.max(-0.8, Math.cos((Math.abs(a) + Math.abs(b)) / 2))
  // Handles of a circle's arc where both stems turn the same way.
  const handle = a * b < 0 ? ((2 / 3) * gap) / (1 + even) : gap / 3
  return { curve: cubic(end, start, Math.min(handle, 2 * gap)), bend, gap }
}

function turn(from: number, to: number): number {
  const angle = to - from
  return Math.atan2(Math.sin(angle), Math.cos(angle))
}

/** Where two straight stems meet in front of both. */
function cornerOf(end: Stem, start: Stem, gap: number): Point | null {
  const sine = end.dx * start.dy - end.dy * start.dx
  if (Math.abs(sine) < Math.sin(LEAST_CORNER)) return null
  const [x, y] = [start.x - end.x, start.y - end.y]
  const ahead = (x * start.dy - y * start.dx) / sine
  const back = (x * end.dy - y * end.dx) / sine
  if (ahead <= 0 || ahead > FARTHEST_CORNER * gap || back >= 0 || -back > FARTHEST_CORNER * gap) return null
  return { x: end.x + ahead * end.dx, y: end.y + ahead * end.dy }
}

function line(from: Point, to: Point): Curve {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STEP))
  return Array.from({ length: steps + 1 }, (_, k) => ({
    x: from.x + ((to.x - from.x) * k) / steps,
    y: from.y + ((to.y - from.y) * k) / steps,
  }))
}

function cubic(end: Stem, start: Stem, handle: number): Curve {
  const steps = Math.max(4, Math.ceil(Math.hypot(start.x - end.x, start.y - end.y) + handle) / STEP)
  const points = [
    end,
    { x: end.x + handle * end.dx, y: end.y + handle * end.dy },
    { x: start.x - handle * start.dx, y: start.y - handle * start.dy },
    start,
  ]
  return Array.from({ length: Math.ceil(steps) + 1 }, (_, k) => {
    const t = Math.min(1, k / steps)
    const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3]
    return {
      x: weights.reduce((sum, w, n) => sum + w * points[n].x, 0),
      y: weights.reduce((sum, w, n) => sum + w * points[n].y, 0),
    }
  })
}

/** The straight way from a stem out of the picture; null where it comes to light before. */
function runOut(stem: Stem, hidden: Hidden, sense: 1 | -1): Curve | null {
  const { width, height } = hidden
  const reach = width + height
  const far = { x: stem.x + sense * stem.dx * reach, y: stem.y + sense * stem.dy * reach }
  const way = line(stem, far)
  const out = way.findIndex((p) => p.x < 0 || p.y < 0 || p.x > width || p.y > height)
  const curve = way.slice(0, out + 1)
  return out > 0 && staysHidden(curve, hidden) ? curve : null
}

function staysHidden(curve: Curve, { width, height, state }: Hidden): boolean {
  return curve.every((p) => {
    const x0 = Math.floor(p.x)
    const y0 = Math.floor(p.y)
    if (x0 < 0 || y0 < 0 || x0 >= width || y0 >= height) return true
    for (let y = Math.max(0, y0 - SLACK); y <= Math.min(height - 1, y0 + SLACK); y++) {
      for (let x = Math.max(0, x0 - SLACK); x <= Math.min(width - 1, x0 + SLACK); x++) {
        if (state[y * width + x] === HIDDEN) return true
      }
    }
    return false
  })
}

/** Whether two curves cross; sharing an end is no crossing. */
function cross(a: Curve, b: Curve): boolean {
  const box = (c: Curve) => [
    Math.min(...c.map((p) => p.x)),
    Math.max(...c.map((p) => p.x)),
    Math.min(...c.map((p) => p.y)),
    Math.max(...c.map((p) => p.y)),
  ]
  const [p, q] = [box(a), box(b)]
  if (p[0] > q[1] || q[0] > p[1] || p[2] > q[3] || q[2] > p[3]) return false
  for (let i = 1; i < a.length; i++) {
    for (let j = 1; j < b.length; j++) if (segmentsCross(a[i - 1], a[i], b[j - 1], b[j])) return true
  }
  return false
}

function segmentsCross(a: Point, b: Point, c: Point, d: Point): boolean {
  const side = (p: Point, q: Point, r: Point): number => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}

/** Rounded rectangles in a picture, found by their four straight sides. */
import { luminance } from '../../../imaging/color.ts'
import type { Box, Plane, RgbF } from '../../../imaging/pixels.ts'

export interface RoundedBox {
  box: Box
  /** Radius of the corners, pixels. */
  radius: number
}

/** A straight step of brightness: at `at` across, from `start` to `end` along; `sign` is + where it gets lighter. */
interface Side {
  at: number
  start: number
  end: number
  sign: 1 | -1
}

/** A side may be interrupted by this share of its length (where it crosses something of its own colour). */
const MOST_GAPS = 0.15
/** Gaps and pieces of a side, pixels. */
const SHORT_GAP = 3
const SHORTEST_PIECE = 6
/** Sides shorter than this share of the picture's are not looked at. */
const SHORTEST = 0.08

/**
 * Boxes whose four sides are steps of brightness of one sign, inwards. `limit` is the step, in levels, that counts.
 * Largest first; none that lies in another's outline by a few pixels.
 */
export function findRoundedBoxes(image: RgbF, limit: number): RoundedBox[] {
  const light = luminance(image)
  const across = sidesOf(light, limit)
  const down = sidesOf(transpose(light), limit)
  const found: RoundedBox[] = []
  for (const top of across) {
    for (const bottom of across) {
      const height = bottom.at - top.at
      if (height < 16 || bottom.sign === top.sign || !alike(top, bottom)) continue
      const start = Math.min(top.start, bottom.start)
      const end = Math.max(top.end, bottom.end)
      const onEdge = (side: Side, sign: number): boolean =>
        side.sign === sign &&
        side.start >= top.at - 3 &&
        side.end <= bottom.at + 3 &&
        side.end - side.start >= 0.4 * height
      const left = down.find((s) => onEdge(s, top.sign) && s.at <= start + 3 && s.at >= start - height / 2 - 3)
      if (!left) continue
      const inset = start - left.at
      const right = down.find((s) => onEdge(s, -top.sign) && Math.abs(s.at - end - inset) <= 4)
      if (!right) continue
      const box = { x: left.at, y: top.at, width: right.at - left.at, height }
      if (found.every((f) => !near(f.box, box))) found.push({ box, radius: radiusOf(inset) })
    }
  }
  return found.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)
}

/** A corner's radius from how far in its side seems to begin: the arc leaves the side's first row of pixels sooner. */
function radiusOf(inset: number): number {
  return inset <= 1 ? Math.max(0, inset) : Math.round(inset + Math.sqrt(2 * inset))
}

function near(a: Box, b: Box): boolean {
  return [a.x - b.x, a.y - b.y, a.x + a.width - b.x - b.width, a.y + a.height - b.y - b.height].every(
    (d) => Math.abs(d) <= 4,
  )
}

function alike(a: Side, b: Side): boolean {
  const slack = 4 + 0.06 * (a.end - a.start)
  return Math.abs(a.start - b.start) <= slack && Math.abs(a.end - b.end) <= slack
}

function transpose(plane: Plane): Plane {
  const { width, height, data } = plane
  const out = new Float32Array(data.length)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[x * height + y] = data[y * width + x]
  return { width: height, height: width, data: out }
}

/** Horizontal sides: `at` is the first row behind the step. */
function sidesOf(light: Plane, limit: number): Side[] {
  const { width, height, data } = light
  const shortest = Math.max(24, SHORTEST * width)
  const sides: Side[] = []
  for (let y = 1; y < height; y++) {
    for (const sign of [1, -1] as const) {
      const pieces = piecesOf((x) => sign * (data[y * width + x] - data[(y - 1) * width + x]) >= limit, width)
      const joined: { start: number; end: number; hits: number }[] = []
      for (const [start, end] of pieces) {
        const last = joined.at(-1)
        if (last && start - last.end <= MOST_GAPS * (end - last.start)) {
          last.end = end
          last.hits += end - start
        } else joined.push({ start, end, hits: end - start })
      }
      for (const { start, end, hits } of joined) {
        if (end - start >= shortest && hits >= (1 - MOST_GAPS) * (end - start)) sides.push({ at: y, start, end, sign })
      }
    }
  }
  return sides.sort((a, b) => b.end - b.start - (a.end - a.start)).slice(0, 60)
}

/** Runs of places where `hit`, [start, end), closed over short gaps; short runs, which chance or texture makes, dropped. */
function piecesOf(hit: (x: number) => boolean, width: number): [number, number][] {
  const pieces: [number, number][] = []
  let start = -1
  let last = -1
  for (let x = 0; x <= width; x++) {
    if (x < width && hit(x)) {
      if (start < 0) start = x
      last = x
    } else if (start >= 0 && (x === width || x - last > SHORT_GAP)) {
      if (last - start + 1 >= SHORTEST_PIECE) pieces.push([start, last + 1])
      start = -1
    }
  }
  return pieces
}

/** Coverage of each pixel by a rounded box, 0..1, with an edge one pixel soft at the corners. */
export function drawRoundedBox(shape: RoundedBox, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height)
  const { box, radius } = shape
  for (let y = Math.max(0, box.y); y < Math.min(height, box.y + box.height); y++) {
    for (let x = Math.max(0, box.x); x < Math.min(width, box.x + box.width); x++) {
      const dx = Math.max(0, box.x + radius - x - 0.5, x + 0.5 - (box.x + box.width - radius))
      const dy = Math.max(0, box.y + radius - y - 0.5, y + 0.5 - (box.y + box.height - radius))
      out[y * width + x] = dx > 0 && dy > 0 ? Math.min(1, Math.max(0, radius - Math.hypot(dx, dy) + 0.5)) : 1
    }
  }
  return out
}

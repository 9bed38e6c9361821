/** Rotated rectangles: where a line of text stands in the picture. */
import type { Box, RgbF } from '../../../imaging/pixels.ts'

export interface Point {
  x: number
  y: number
}

/** A rectangle turned about its centre. Pixel (0, 0) covers 0..1; `angle` is that of the width's direction, radians, clockwise on screen. */
export interface Quad {
  x: number
  y: number
  width: number
  height: number
  angle: number
}

/** Convex hull, anticlockwise on screen (Andrew's monotone chain). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y)
  if (sorted.length < 3) return sorted
  const chain = (input: readonly Point[]): Point[] => {
    const out: Point[] = []
    for (const p of input) {
      while (out.length > 1 && cross(out[out.length - 2], out[out.length - 1], p) <= 0) out.pop()
      out.push(p)
    }
    out.pop()
    return out
  }
  return [...chain(sorted), ...chain(sorted.reverse())]
}

function cross(o: Point, a: Point, b: Point): number {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x)
}

/** The rectangle of least area around the points: one of its sides lies on the hull. The angle is in (-45°, 45°]. */
export function smallestQuad(points: readonly Point[]): Quad {
  const hull = convexHull(points)
  let best: Quad | null = null
  for (let i = 0; i < hull.length; i++) {
    const next = hull[(i + 1) % hull.length]
    const angle = Math.atan2(next.y - hull[i].y, next.x - hull[i].x)
    const quad = quadAlong(hull, angle)
    if (!best || quad.width * quad.height < best.width * best.height) best = quad
  }
  return uprightQuad(best ?? quadAlong(points, 0))
}

/** The rectangle around the points whose width runs at `angle`. */
export function quadAlong(points: readonly Point[], angle: number): Quad {
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  let left = Infinity
  let right = -Infinity
  let top = Infinity
  let bottom = -Infinity
  for (const p of points) {
    const u = p.x * c + p.y * s
    const v = p.y * c - p.x * s
    left = Math.min(left, u)
    right = Math.max(right, u)
    top = Math.min(top, v)
    bottom = Math.max(bottom, v)
  }
  const u = (left + right) / 2
  const v = (top + bottom) / 2
  return { x: u * c - v * s, y: u * s + v * c, width: right - left, height: bottom - top, angle }
}

/** The same rectangle with its angle in (-45°, 45°]. */
export function uprightQuad(quad: Quad): Quad {
  let { width, height, angle } = quad
  while (angle > Math.PI / 4 + 1e-9) {
    angle -= Math.PI / 2
    ;[width, height] = [height, width]
  }
  while (angle <= -Math.PI / 4 + 1e-9) {
    angle += Math.PI / 2
    ;[width, height] = [height, width]
  }
  return { ...quad, width, height, angle }
}

/** The four corners: top left first, clockwise on screen. */
export function corners(quad: Quad): Point[] {
  const c = Math.cos(quad.angle)
  const s = Math.sin(quad.angle)
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([i, j]) => ({
    x: quad.x + ((i * quad.width) / 2) * c - ((j * quad.height) / 2) * s,
    y: quad.y + ((i * quad.width) / 2) * s + ((j * quad.height) / 2) * c,
  }))
}

/** Every side moved outwards by `margin` pixels. */
export function inflate(quad: Quad, margin: number): Quad {
  return { ...quad, width: quad.width + 2 * margin, height: quad.height + 2 * margin }
}

export function scaleQuad(quad: Quad, byX: number, byY: number): Quad {
  // The two factors differ by rounding to multiples of 32 at most, so that the angle may be kept.
  return {
    x: quad.x * byX,
    y: quad.y * byY,
    width: quad.width * (Math.abs(Math.cos(quad.angle)) > 0.7 ? byX : byY),
    height: quad.height * (Math.abs(Math.cos(quad.angle)) > 0.7 ? byY : byX),
    angle: quad.angle,
  }
}

/** The upright box in whole pixels around the rectangle, inside width × height; null where it lies outside. */
export function quadBox(quad: Quad, width: number, height: number): Box | null {
  const points = corners(quad)
  const x = Math.max(0, Math.floor(Math.min(...points.map((p) => p.x))))
  const y = Math.max(0, Math.floor(Math.min(...points.map((p) => p.y))))
  const right = Math.min(width, Math.ceil(Math.max(...points.map((p) => p.x))))
  const bottom = Math.min(height, Math.ceil(Math.max(...points.map((p) => p.y))))
  return right > x && bottom > y ? { x, y, width: right - x, height: bottom - y } : null
}

/** The point in the rectangle's own axes, from its centre: u along the width, v along the height. */
export function toQuad(quad: Quad, x: number, y: number): { u: number; v: number } {
  const c = Math.cos(quad.angle)
  const s = Math.sin(quad.angle)
  const dx = x - quad.x
  const dy = y - quad.y
  return { u: dx * c + dy * s, v: dy * c - dx * s }
}

export function contains(quad: Quad, x: number, y: number): boolean {
  const p = toQuad(quad, x, y)
  return Math.abs(p.u) <= quad.width / 2 && Math.abs(p.v) <= quad.height / 2
}

/** Share of the smaller rectangle that lies in the larger one (by sampling a 12 × 12 grid of the smaller). */
export function overlap(a: Quad, b: Quad): number {
  const [small, large] = a.width * a.height <= b.width * b.height ? [a, b] : [b, a]
  const n = 12
  let inside = 0
  const c = Math.cos(small.angle)
  const s = Math.sin(small.angle)
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const u = ((i + 0.5) / n - 0.5) * small.width
      const v = ((j + 0.5) / n - 0.5) * small.height
      if (contains(large, small.x + u * c - v * s, small.y + u * s + v * c)) inside++
    }
  }
  return inside / (n * n)
}

/** Cuts the rectangle out, upright, at the picture's own scale (bilinear; the frame's pixels repeat outside). */
export function cutQuad(image: RgbF, quad: Quad): RgbF {
  const width = Math.max(1, Math.round(quad.width))
  const height = Math.max(1, Math.round(quad.height))
  const data = new Float32Array(width * height * 3)
  const c = Math.cos(quad.angle)
  const s = Math.sin(quad.angle)
  for (let y = 0; y < height; y++) {
    const v = ((y + 0.5) / height - 0.5) * quad.height
    for (let x = 0; x < width; x++) {
      const u = ((x + 0.5) / width - 0.5) * quad.width
      const px = Math.min(image.width - 1, Math.max(0, quad.x + u * c - v * s - 0.5))
      const py = Math.min(image.height - 1, Math.max(0, quad.y + u * s + v * c - 0.5))
      const x0 = Math.floor(px)
      const y0 = Math.floor(py)
      const right = x0 < image.width - 1 ? 3 : 0
      const down = y0 < image.height - 1 ? image.width * 3 : 0
      const fx = px - x0
      const fy = py - y0
      const at = (y0 * image.width + x0) * 3
      const to = (y * width + x) * 3
      for (let k = 0; k < 3; k++) {
        const top = image.data[at + k] * (1 - fx) + image.data[at + right + k] * fx
        const low = image.data[at + down + k] * (1 - fx) + image.data[at + down + right + k] * fx
        data[to + k] = top * (1 - fy) + low * fy
      }
    }
  }
  return { width, height, data }
}

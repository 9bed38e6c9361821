/** A brush stroke on a mask: the same for the live preview and for the mask that is kept. */
import type { Region } from './composite.ts'

export interface Stroke {
  /** x, y, x, y... in document pixels. */
  points: readonly number[]
  /** Diameter in document pixels. */
  size: number
  /** 0..1: the part of the radius that is painted in full. */
  hardness: number
  /** 0..1, of the whole stroke. */
  opacity: number
  /** 0..255: what is painted. */
  value: number
}

/** The box of whole pixels that a stroke reaches. */
export function strokeBounds({ points, size }: Stroke): Region {
  const xs = points.filter((_, index) => index % 2 === 0)
  const ys = points.filter((_, index) => index % 2 === 1)
  const reach = size / 2 + 1
  const x = Math.floor(Math.min(...xs) - reach)
  const y = Math.floor(Math.min(...ys) - reach)
  return { x, y, width: Math.ceil(Math.max(...xs) + reach) - x, height: Math.ceil(Math.max(...ys) + reach) - y }
}

/**
 * Paints the stroke into one byte a pixel of the region. Coverage follows the distance to the line through the points, so
 * that overlapping parts of one stroke are not painted twice.
 */
export function paintStroke(data: Uint8Array, region: Region, stroke: Stroke): void {
  const cover = new Float32Array(region.width * region.height)
  const { points } = stroke
  for (let i = 0; i < points.length; i += 2) {
    const last = Math.max(0, i - 2)
    coverSegment(cover, region, stroke, points[last], points[last + 1], points[i], points[i + 1])
  }
  for (let i = 0; i < data.length; i++) {
    if (cover[i] > 0) data[i] = Math.round(data[i] + cover[i] * stroke.opacity * (stroke.value - data[i]))
  }
}

function coverSegment(
  cover: Float32Array,
  region: Region,
  { size, hardness }: Stroke,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): void {
  const radius = size / 2
  // The edge is never sharper than a pixel.
  const core = Math.min(radius * hardness, radius - 0.5)
  const fade = radius - core + 0.5
  const reach = radius + 1
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach) - region.x)
  const right = Math.min(region.width, Math.ceil(Math.max(x0, x1) + reach) - region.x)
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach) - region.y)
  const bottom = Math.min(region.height, Math.ceil(Math.max(y0, y1) + reach) - region.y)
  const dx = x1 - x0
  const dy = y1 - y0
  const length = dx * dx + dy * dy
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const px = region.x + x + 0.5 - x0
      const py = region.y + y + 0.5 - y0
      const along = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0
      const distance = Math.hypot(px - along * dx, py - along * dy)
      const share = Math.min(1, Math.max(0, (radius + 0.5 - distance) / fade))
      const i = y * region.width + x
      if (share > cover[i]) cover[i] = share
    }
  }
}

/** A brush stroke on a mask: the same for the live preview and for the mask that is kept. */
import type { Region } from './composite.ts'
import { intersection } from './transform.ts'

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
  const reach = intersection(strokeBounds(stroke), region)
  if (reach.width === 0 || reach.height === 0) return
  const cover = new Float32Array(reach.width * reach.height)
  for (let i = 0; i < stroke.points.length; i += 2) coverTo(cover, reach, stroke, i)
  for (let y = 0, from = 0; y < reach.height; y++) {
    let to = (reach.y - region.y + y) * region.width + reach.x - region.x
    for (let x = 0; x < reach.width; x++, from++, to++) data[to] = painted(data[to], cover[from], stroke)
  }
}

/** A stroke that grows: paints what is new of it each time. The result is paintStroke's. */
export class StrokePainter {
  /** One byte a pixel of the region, the stroke painted. */
  readonly data: Uint8Array
  readonly #base: Uint8Array
  readonly #region: Region
  readonly #cover: Float32Array
  #points = 0

  constructor(base: Uint8Array, region: Region) {
    this.#base = base
    this.#region = region
    this.data = base.slice()
    this.#cover = new Float32Array(base.length)
  }

  /** The stroke with more points than at the last call. */
  paint(stroke: Stroke): void {
    for (; this.#points < stroke.points.length; this.#points += 2) {
      coverTo(this.#cover, this.#region, stroke, this.#points)
      this.#paintIn(intersection(segmentBounds(stroke, this.#points), this.#region), stroke)
    }
  }

  #paintIn({ x, y, width, height }: Region, stroke: Stroke): void {
    for (let row = y; row < y + height; row++) {
      let i = (row - this.#region.y) * this.#region.width + x - this.#region.x
      for (const end = i + width; i < end; i++) this.data[i] = painted(this.#base[i], this.#cover[i], stroke)
    }
  }
}

/** The box of whole pixels that the line to the point at an index of `points` reaches. */
export function segmentBounds(stroke: Stroke, index: number): Region {
  return strokeBounds({ ...stroke, points: stroke.points.slice(Math.max(0, index - 2), index + 2) })
}

function painted(value: number, cover: number, stroke: Stroke): number {
  return cover > 0 ? Math.round(value + cover * stroke.opacity * (stroke.value - value)) : value
}

/** Covers the line to the point at an index of `points` from the one before it. */
function coverTo(cover: Float32Array, region: Region, stroke: Stroke, index: number): void {
  const { points } = stroke
  const last = Math.max(0, index - 2)
  coverSegment(cover, region, stroke, points[last], points[last + 1], points[index], points[index + 1])
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
      const across = px - along * dx
      const beyond = py - along * dy
      const distance = Math.sqrt(across * across + beyond * beyond)
      const share = Math.min(1, Math.max(0, (radius + 0.5 - distance) / fade))
      const i = y * region.width + x
      if (share > cover[i]) cover[i] = share
    }
  }
}

/**
 * Fills outlines: how much of each pixel they cover, exactly. Signed areas of the outline's segments are gathered a row
 * at a time and summed up from left to right (the method of font-rs, R. Levien 2016), so that no grid of samples, no
 * hinting and no gamma of a system's text renderer is in the result, which is the same on every machine.
 *
 * Outlines that overlap in the same direction, as variable fonts have them, are one shape; holes run the other way.
 */

/** A curve is nowhere further than this from its segments, in pixels. */
const TOLERANCE = 0.03

/** Segments of a quadratic curve with the second difference `bend`: it is bend / 4n² from n of them. */
const segmentsFor = (bend: number) => Math.max(1, Math.ceil(Math.sqrt(bend / (4 * TOLERANCE))))

export class Coverage {
  readonly width: number
  readonly height: number
  readonly #stride: number
  readonly #sums: Float32Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    // A segment in the last column spills into the one after it.
    this.#stride = width + 2
    this.#sums = new Float32Array(this.#stride * height)
  }

  line(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return
    for (const border of [0, this.width]) {
      if (x0 < border !== x1 < border && x0 !== border && x1 !== border) {
        const y = y0 + ((border - x0) / (x1 - x0)) * (y1 - y0)
        this.line(x0, y0, border, y)
        return this.line(border, y, x1, y1)
      }
    }
    if (y0 < y1) this.#down(x0, y0, x1, y1, 1)
    else this.#down(x1, y1, x0, y0, -1)
  }

  quadratic(x0: number, y0: number, x1: number, y1: number, x2: number, y2: number): void {
    const count = segmentsFor(Math.hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2))
    let fromX = x0
    let fromY = y0
    for (let i = 1; i <= count; i++) {
      const t = i / count
      const s = 1 - t
      const x = s * s * x0 + 2 * s * t * x1 + t * t * x2
      const y = s * s * y0 + 2 * s * t * y1 + t * t * y2
      this.line(fromX, fromY, x, y)
      fromX = x
      fromY = y
    }
  }

  cubic(x0: number, y0: number, x1: number, y1: number, x2: number, y2: number, x3: number, y3: number): void {
    const bend = Math.max(
      Math.hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2),
      Math.hypot(x1 - 2 * x2 + x3, y1 - 2 * y2 + y3),
    )
    const count = segmentsFor(3 * bend)
    let fromX = x0
    let fromY = y0
    for (let i = 1; i <= count; i++) {
      const t = i / count
      const s = 1 - t
      const x = s * s * s * x0 + 3 * s * s * t * x1 + 3 * s * t * t * x2 + t * t * t * x3
      const y = s * s * s * y0 + 3 * s * s * t * y1 + 3 * s * t * t * y2 + t * t * t * y3
      this.line(fromX, fromY, x, y)
      fromX = x
      fromY = y
    }
  }

  /** Shares 0..1, row by row. */
  finish(): Float32Array {
    const out = new Float32Array(this.width * this.height)
    for (let y = 0; y < this.height; y++) {
      let sum = 0
      for (let x = 0, from = y * this.#stride, to = y * this.width; x < this.width; x++) {
        sum += this.#sums[from + x]
        out[to + x] = Math.min(1, Math.abs(sum))
      }
    }
    return out
  }

  /** A segment that runs downwards, on one side of each border. */
  #down(x0: number, y0: number, x1: number, y1: number, direction: 1 | -1): void {
    const slope = (x1 - x0) / (y1 - y0)
    const bottom = Math.min(this.height, Math.ceil(y1))
    let y = Math.max(0, Math.floor(y0))
    let x = y0 < 0 ? x0 - y0 * slope : x0
    for (; y < bottom; y++) {
      const height = Math.min(y + 1, y1) - Math.max(y, y0)
      const next = x + slope * height
      this.#part(y * this.#stride, x, next, height * direction)
      x = next
    }
  }

  /** The part of a segment within a row: what lies to the right of it gains `area`. */
  #part(row: number, from: number, to: number, area: number): void {
    const left = Math.min(this.width, Math.max(0, Math.min(from, to)))
    const right = Math.min(this.width, Math.max(0, Math.max(from, to)))
    const sums = this.#sums
    const first = Math.floor(left)
    const last = Math.ceil(right)
    if (last <= first + 1) {
      const share = area * ((left + right) / 2 - first)
      sums[row + first] += area - share
      sums[row + first + 1] += share
      return
    }
    const step = 1 / (right - left)
    const start = left - first
    const end = right - last + 1
    const firstShare = (step * (1 - start) * (1 - start)) / 2
    const lastShare = (step * end * end) / 2
    sums[row + first] += area * firstShare
    if (last === first + 2) sums[row + first + 1] += area * (1 - firstShare - lastShare)
    else {
      const second = step * (1.5 - start)
      sums[row + first + 1] += area * (second - firstShare)
      for (let x = first + 2; x < last - 1; x++) sums[row + x] += area * step
      sums[row + last - 1] += area * (1 - (second + (last - first - 3) * step) - lastShare)
    }
    sums[row + last] += area * lastShare
  }
}

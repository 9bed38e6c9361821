/**
 * Drawing a picture under an affine matrix: the one function by which the window, its proxies and every export place a
 * layer that is scaled, turned or between pixels.
 *
 * Enlarged it is bilinear with its border pixels continued, so that edges stay edges; reduced it is the average over the
 * area that a target pixel covers. Colours are weighed by alpha, so that what is transparent never bleeds. A target
 * pixel that the picture covers in part gets that part of its alpha.
 */
import type { AffineMatrix } from '../document/types.ts'
import type { PlacedPixels, Region } from './composite.ts'

export type Matrix = AffineMatrix

/** Straight-alpha RGBA, 8 bit. */
export interface Raster {
  width: number
  height: number
  data: Uint8Array | Uint8ClampedArray
}

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer
  const [p, q, r, s, t, u] = inner
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f]
}

/** The matrix that undoes it; null where it flattens the plane. */
export function invert([a, b, c, d, e, f]: Matrix): Matrix | null {
  const det = a * d - b * c
  if (!Number.isFinite(1 / det)) return null
  return [d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det]
}

export function mapPoint([a, b, c, d, e, f]: Matrix, x: number, y: number): [x: number, y: number] {
  return [a * x + c * y + e, b * x + d * y + f]
}

/** Whether the matrix only moves by whole pixels, so that pixels stay as they are. */
export function isWholePixelMove([a, b, c, d, e, f]: Matrix): boolean {
  return a === 1 && b === 0 && c === 0 && d === 1 && Number.isInteger(e) && Number.isInteger(f)
}

/** Products of rounded numbers miss whole ones by this much at most; it is no pixel. */
const SLACK = 1e-6

/** The smallest box of whole pixels around a picture of this size under the matrix. */
export function boundsUnder(width: number, height: number, matrix: Matrix): Region {
  const corners = [
    mapPoint(matrix, 0, 0),
    mapPoint(matrix, width, 0),
    mapPoint(matrix, 0, height),
    mapPoint(matrix, width, height),
  ]
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  const x = Math.floor(Math.min(...xs) + SLACK)
  const y = Math.floor(Math.min(...ys) + SLACK)
  return { x, y, width: Math.ceil(Math.max(...xs) - SLACK) - x, height: Math.ceil(Math.max(...ys) - SLACK) - y }
}

/** What two regions share; of width or height 0 where they do not meet. */
export function intersection(one: Region, other: Region): Region {
  const x = Math.max(one.x, other.x)
  const y = Math.max(one.y, other.y)
  const width = Math.max(0, Math.min(one.x + one.width, other.x + other.width) - x)
  const height = Math.max(0, Math.min(one.y + one.height, other.y + other.height) - y)
  return { x, y, width, height }
}

/** The part of the picture under the matrix that lies in `clip`. A move by whole pixels gives the picture's own bytes. */
export function drawUnder(source: Raster, matrix: Matrix, clip: Region): PlacedPixels {
  if (isWholePixelMove(matrix)) {
    const { width, height, data } = source
    return { x: matrix[4], y: matrix[5], width, height, data }
  }
  const region = intersection(boundsUnder(source.width, source.height, matrix), clip)
  const data = new Uint8Array(region.width * region.height * 4)
  if (data.length > 0) {
    if (matrix[1] === 0 && matrix[2] === 0) drawScaled(source, matrix, region, data)
    else drawTurned(source, matrix, region, data)
  }
  return { ...region, data }
}

/** One axis of a scaling: for each target pixel the first source pixel, how many, and their weights in a row. */
interface Taps {
  first: Int32Array
  count: Int32Array
  /** Where its weights begin. */
  start: Int32Array
  /** They add up to the part of the target pixel that the picture covers. */
  weights: Float32Array
}

function tapsOf(size: number, scale: number, offset: number, from: number, length: number): Taps {
  const step = 1 / Math.abs(scale)
  const most = Math.max(2, Math.ceil(step) + 2)
  const taps: Taps = {
    first: new Int32Array(length),
    count: new Int32Array(length),
    start: new Int32Array(length),
    weights: new Float32Array(length * most),
  }
  for (let i = 0; i < length; i++) {
    const one = (from + i - offset) / scale
    const other = (from + i + 1 - offset) / scale
    const low = Math.min(one, other)
    const high = Math.max(one, other)
    const covered = Math.max(0, Math.min(high, size) - Math.max(low, 0)) / step
    const start = (taps.start[i] = i * most)
    if (covered <= 0) continue
    if (step > 1) averageTaps(taps, i, start, Math.max(low, 0), Math.min(high, size), step)
    else blendTaps(taps, i, start, (low + high) / 2 - 0.5, size, covered)
  }
  return taps
}

/** The average over low..high of the source. */
function averageTaps(taps: Taps, i: number, start: number, low: number, high: number, step: number): void {
  const first = Math.floor(low + SLACK)
  const last = Math.max(first, Math.ceil(high - SLACK) - 1)
  taps.first[i] = first
  taps.count[i] = last - first + 1
  for (let s = first; s <= last; s++) {
    taps.weights[start + s - first] = Math.max(0, Math.min(s + 1, high) - Math.max(s, low)) / step
  }
}

/** Between the two source pixels around the place; beyond the border the border pixel goes on. */
function blendTaps(taps: Taps, i: number, start: number, place: number, size: number, covered: number): void {
  const at = Math.min(size - 1, Math.max(0, place))
  const first = Math.min(size - 1, Math.floor(at))
  const share = at - first
  taps.first[i] = first
  taps.count[i] = share > SLACK && first + 1 < size ? 2 : 1
  taps.weights[start] = covered * (taps.count[i] === 2 ? 1 - share : 1)
  taps.weights[start + 1] = covered * share
}

/** Scaling and mirroring along the axes: rows first, into premultiplied floats, then columns. */
function drawScaled(source: Raster, [a, , , d, e, f]: Matrix, region: Region, out: Uint8Array): void {
  const across = tapsOf(source.width, a, e, region.x, region.width)
  const down = tapsOf(source.height, d, f, region.y, region.height)
  const rowLength = region.width * 4
  const row = new Float32Array(rowLength)
  const sum = new Float32Array(rowLength)
  // The rows of two target rows next to each other overlap by one or two: the last two are kept.
  const kept: { y: number; values: Float32Array }[] = [
    { y: -1, values: row },
    { y: -1, values: new Float32Array(rowLength) },
  ]
  for (let y = 0; y < region.height; y++) {
    sum.fill(0)
    for (let k = 0; k < down.count[y]; k++) {
      const sy = down.first[y] + k
      const slot = kept[sy & 1]
      if (slot.y !== sy) {
        scaleRow(source, sy, across, slot.values)
        slot.y = sy
      }
      const weight = down.weights[down.start[y] + k]
      const values = slot.values
      for (let i = 0; i < rowLength; i++) sum[i] += weight * values[i]
    }
    unpremultiply(sum, out, y * rowLength)
  }
}

function scaleRow({ width, data }: Raster, y: number, taps: Taps, out: Float32Array): void {
  const { first, count, start, weights } = taps
  for (let x = 0; x < first.length; x++) {
    let r = 0
    let g = 0
    let b = 0
    let alpha = 0
    let from = (y * width + first[x]) * 4
    const begin = start[x]
    for (let k = 0; k < count[x]; k++, from += 4) {
      const share = weights[begin + k] * data[from + 3]
      r += share * data[from]
      g += share * data[from + 1]
      b += share * data[from + 2]
      alpha += share
    }
    const to = x * 4
    out[to] = r
    out[to + 1] = g
    out[to + 2] = b
    out[to + 3] = alpha
  }
}

/** Colours times alpha (0..255 × 0..255) and alpha 0..255, to straight bytes. */
function unpremultiply(sum: Float32Array, out: Uint8Array, offset: number): void {
  for (let i = 0; i < sum.length; i += 4) {
    const alpha = sum[i + 3]
    // Less than half a level is nothing.
    if (alpha < 0.5) continue
    out[offset + i] = sum[i] / alpha + 0.5
    out[offset + i + 1] = sum[i + 1] / alpha + 0.5
    out[offset + i + 2] = sum[i + 2] / alpha + 0.5
    out[offset + i + 3] = Math.min(255, alpha + 0.5)
  }
}

/** Most samples a target pixel along one axis. */
const MOST_SAMPLES = 32

/** Any matrix, by samples on a grid within each target pixel: one where the picture is not reduced. */
function drawTurned(source: Raster, matrix: Matrix, region: Region, out: Uint8Array): void {
  const inverse = invert(matrix)
  if (!inverse) return
  const [ia, ib, ic, id] = inverse
  const samples = (dx: number, dy: number) => Math.min(MOST_SAMPLES, Math.max(1, Math.ceil(Math.hypot(dx, dy) - 0.01)))
  const columns = samples(ia, ib)
  const rows = samples(ic, id)
  const sampler = new Sampler(source, inverse, columns * rows === 1)
  const sum = new Float32Array(region.width * 4)
  for (let y = 0; y < region.height; y++) {
    sum.fill(0)
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const px = region.x + (column + 0.5) / columns
        const py = region.y + y + (row + 0.5) / rows
        sampler.addRow(px, py, 1 / (columns * rows), sum)
      }
    }
    unpremultiply(sum, out, y * region.width * 4)
  }
}

/** Bilinear samples along a row of target pixels. */
class Sampler {
  private readonly source: Raster
  private readonly inverse: Matrix
  /** Alone in its target pixel: the edge is softened by the distance to it; else by how many samples fall inside. */
  private readonly alone: boolean
  /** Target pixels for a source pixel across the edges of the source. */
  private readonly perU: number
  private readonly perV: number

  constructor(source: Raster, inverse: Matrix, alone: boolean) {
    this.source = source
    this.inverse = inverse
    this.alone = alone
    this.perU = 1 / Math.hypot(inverse[0], inverse[2])
    this.perV = 1 / Math.hypot(inverse[1], inverse[3])
  }

  addRow(px: number, py: number, share: number, sum: Float32Array): void {
    const { width, height, data } = this.source
    const [ia, ib] = this.inverse
    const [u0, v0] = mapPoint(this.inverse, px, py)
    for (let i = 0, x = 0; i < sum.length; i += 4, x++) {
      const u = u0 + ia * x
      const v = v0 + ib * x
      const part = share * this.coverage(u, v)
      if (part <= 0) continue
      const su = u <= 0.5 ? 0 : u >= width - 0.5 ? width - 1 : u - 0.5
      const sv = v <= 0.5 ? 0 : v >= height - 0.5 ? height - 1 : v - 0.5
      const left = Math.floor(su)
      const top = Math.floor(sv)
      const fu = su - left
      const fv = sv - top
      const right = fu > 0 ? 4 : 0
      const below = fv > 0 ? width * 4 : 0
      const at = (top * width + left) * 4
      const w00 = part * (1 - fu) * (1 - fv) * data[at + 3]
      const w10 = part * fu * (1 - fv) * data[at + right + 3]
      const w01 = part * (1 - fu) * fv * data[at + below + 3]
      const w11 = part * fu * fv * data[at + right + below + 3]
      for (let c = 0; c < 3; c++) {
        sum[i + c] +=
          w00 * data[at + c] +
          w10 * data[at + right + c] +
          w01 * data[at + below + c] +
          w11 * data[at + right + below + c]
      }
      sum[i + 3] += w00 + w10 + w01 + w11
    }
  }

  /** How much of a target pixel centred here the picture covers. */
  private coverage(u: number, v: number): number {
    const { width, height } = this.source
    if (!this.alone) return u >= 0 && v >= 0 && u < width && v < height ? 1 : 0
    const across = part(u * this.perU + 0.5) * part((width - u) * this.perU + 0.5)
    return across <= 0 ? 0 : across * part(v * this.perV + 0.5) * part((height - v) * this.perV + 0.5)
  }
}

function part(value: number): number {
  return value <= 0 ? 0 : value >= 1 ? 1 : value
}

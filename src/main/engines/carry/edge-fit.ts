/**
 * How a matte follows the picture: around each working pixel, matte ≈ slope · colour + constant by least squares, as in
 * the guided filter (He, Sun, Tang 2013; He, Sun 2015). Only the slope is kept: the matte is enlarged by itself, and the
 * slope adds what the picture shows finer than that.
 */
import type { Patch } from './patch.ts'

/** Half the side of the window of a fit, in working pixels. */
export const FIT_REACH = 2

/** Variance in squared levels that is taken for noise. */
const NOISE = 9

export interface EdgeFit {
  /** Change of the matte per level of red, green and blue. */
  slope: Float32Array
  /** Smallest and largest matte in the 3 × 3 pixels around each pixel. Equal ones mean that there is no edge. */
  low: Float32Array
  high: Float32Array
  /** Whether there is any edge in the patch. */
  edges: boolean
}

export function fitEdges(patch: Patch): EdgeFit {
  const { low, high } = extremes(patch)
  const slope = new Float32Array(patch.alpha.length * 3)
  const { width, height } = patch.window
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      if (nearEdge(low, high, y * width + x, width)) fitPixel(patch, x, y, slope)
    }
  }
  return { slope, low, high, edges: low.some((value, index) => value < high[index]) }
}

/** Whether a pixel or one beside it has an edge: its slope takes part in interpolation there. */
function nearEdge(low: Float32Array, high: Float32Array, at: number, width: number): boolean {
  for (let v = -width; v <= width; v += width)
    for (let i = at + v - 1; i <= at + v + 1; i++) if (low[i] < high[i]) return true
  return false
}

/** Smallest and largest matte in the 3 × 3 pixels around each pixel. */
function extremes(patch: Patch): { low: Float32Array; high: Float32Array } {
  const { alpha } = patch
  const { width, height } = patch.window
  const least = new Float32Array(alpha.length)
  const most = new Float32Array(alpha.length)
  for (let at = 0; at < alpha.length; at++) {
    const column = at % width
    const own = alpha[at]
    const before = column > 0 ? alpha[at - 1] : own
    const after = column < width - 1 ? alpha[at + 1] : own
    least[at] = Math.min(before, own, after)
    most[at] = Math.max(before, own, after)
  }
  const low = new Float32Array(alpha.length)
  const high = new Float32Array(alpha.length)
  for (let at = 0; at < alpha.length; at++) {
    const up = at >= width ? at - width : at
    const down = at < (height - 1) * width ? at + width : at
    low[at] = Math.min(least[up], least[at], least[down])
    high[at] = Math.max(most[up], most[at], most[down])
  }
  return { low, high }
}

/**
 * Weighted least squares in one window. Pixels count by how much of them is seen, and the slope by how much of the
 * matte's variance it explains: texture that happens to run along with a soft matte must not get into it.
 */
function fitPixel(patch: Patch, x: number, y: number, slope: Float32Array): void {
  const { alpha, guide, seen } = patch
  const { width, height } = patch.window
  let total = 0
  let a = 0
  let r = 0
  let g = 0
  let b = 0
  let aa = 0
  let ra = 0
  let ga = 0
  let ba = 0
  let rr = 0
  let rg = 0
  let rb = 0
  let gg = 0
  let gb = 0
  let bb = 0
  for (let v = Math.max(0, y - FIT_REACH); v <= Math.min(height - 1, y + FIT_REACH); v++) {
    for (let u = Math.max(0, x - FIT_REACH); u <= Math.min(width - 1, x + FIT_REACH); u++) {
      const at = v * width + u
      const weight = seen[at]
      if (weight === 0) continue
      const matte = alpha[at]
      const red = guide[at * 3]
      const green = guide[at * 3 + 1]
      const blue = guide[at * 3 + 2]
      total += weight
      a += weight * matte
      r += weight * red
      g += weight * green
      b += weight * blue
      aa += weight * matte * matte
      ra += weight * red * matte
      ga += weight * green * matte
      ba += weight * blue * matte
      rr += weight * red * red
      rg += weight * red * green
      rb += weight * red * blue
      gg += weight * green * green
      gb += weight * green * blue
      bb += weight * blue * blue
    }
  }
  if (total < 1) return
  a /= total
  r /= total
  g /= total
  b /= total
  const variance = aa / total - a * a
  if (variance < 1e-6) return
  ra = ra / total - r * a
  ga = ga / total - g * a
  ba = ba / total - b * a
  rr = rr / total - r * r + NOISE
  gg = gg / total - g * g + NOISE
  bb = bb / total - b * b + NOISE
  rg = rg / total - r * g
  rb = rb / total - r * b
  gb = gb / total - g * b
  // The inverse of the symmetric 3 × 3 covariance by cofactors.
  const c00 = gg * bb - gb * gb
  const c01 = rb * gb - rg * bb
  const c02 = rg * gb - rb * gg
  const determinant = rr * c00 + rg * c01 + rb * c02
  const c11 = rr * bb - rb * rb
  const c12 = rg * rb - rr * gb
  const c22 = rr * gg - rg * rg
  const sr = (c00 * ra + c01 * ga + c02 * ba) / determinant
  const sg = (c01 * ra + c11 * ga + c12 * ba) / determinant
  const sb = (c02 * ra + c12 * ga + c22 * ba) / determinant
  const explained = Math.min(1, Math.max(0, (sr * ra + sg * ga + sb * ba) / variance))
  const to = (y * width + x) * 3
  const trust = explained * explained
  slope[to] = sr * trust
  slope[to + 1] = sg * trust
  slope[to + 2] = sb * trust
}

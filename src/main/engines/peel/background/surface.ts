/** Colour as a linear function of features of the place, fitted so that what lies on the background does not count. */
import { solve } from '../../../imaging/linear.ts'
import type { Samples } from './samples.ts'

/** Features of every sample, `size` values each, row by row. */
export interface Features {
  size: number
  rows: Float64Array
}

export interface Surface {
  /** One vector of coefficients a channel. */
  coefficients: [Float64Array, Float64Array, Float64Array]
  /** Noise around the surface, levels. */
  sigma: number
  /** Largest channel's difference, one a sample. */
  residuals: Float64Array
  /** Shares of the samples, and of those along the frame, that agree. */
  share: number
  frameShare: number
}

/** Weighted least squares of all three channels; `smooth` adds a penalty matrix (size × size). */
function fitOnce(
  features: Features,
  samples: Samples,
  weights: Float64Array,
  smooth?: Float64Array,
): Surface['coefficients'] | null {
  const n = features.size
  const normal = new Float64Array(n * n)
  const right = [new Float64Array(n), new Float64Array(n), new Float64Array(n)]
  // Knots and meshes have few features at a place that are not 0.
  const present = new Uint16Array(n)
  for (let i = 0; i < samples.count; i++) {
    const weight = weights[i]
    if (weight === 0) continue
    const from = i * n
    let count = 0
    for (let j = 0; j < n; j++) if (features.rows[from + j] !== 0) present[count++] = j
    for (let a = 0; a < count; a++) {
      const j = present[a]
      const value = weight * features.rows[from + j]
      for (let b = a; b < count; b++) normal[j * n + present[b]] += value * features.rows[from + present[b]]
      for (let c = 0; c < 3; c++) right[c][j] += value * samples.color[i * 3 + c]
    }
  }
  for (let j = 0; j < n; j++) for (let k = 0; k < j; k++) normal[j * n + k] = normal[k * n + j]
  for (let j = 0; j < n; j++) normal[j * n + j] *= 1 + 1e-9
  if (smooth) for (let j = 0; j < n * n; j++) normal[j] += smooth[j]
  const [red, green, blue] = right.map((r) => solve(normal, r))
  return red && green && blue ? [red, green, blue] : null
}

export function residualsOf(
  features: Features,
  samples: Samples,
  coefficients: Surface['coefficients'],
  out = new Float64Array(samples.count),
): Float64Array {
  const n = features.size
  const [reds, greens, blues] = coefficients
  for (let i = 0; i < samples.count; i++) {
    let red = -samples.color[i * 3]
    let green = -samples.color[i * 3 + 1]
    let blue = -samples.color[i * 3 + 2]
    for (let j = 0; j < n; j++) {
      const feature = features.rows[i * n + j]
      if (feature === 0) continue
      red += reds[j] * feature
      green += greens[j] * feature
      blue += blues[j] * feature
    }
    out[i] = Math.max(Math.abs(red), Math.abs(green), Math.abs(blue))
  }
  return out
}

const BINS_A_LEVEL = 32

/** Median of the residuals under `most` levels, to 1/32 level; only of samples along the frame if so asked. */
function medianUnder(residuals: Float64Array, most: number, only?: Uint8Array): number {
  const bins = new Uint32Array(Math.ceil(Math.min(256, most) * BINS_A_LEVEL) + 1)
  let total = 0
  for (let i = 0; i < residuals.length; i++) {
    if (residuals[i] >= most || (only && !only[i])) continue
    bins[Math.min(bins.length - 1, Math.floor(residuals[i] * BINS_A_LEVEL))]++
    total++
  }
  let seen = 0
  for (let b = 0; b < bins.length; b++) {
    seen += bins[b]
    if (seen > total / 2) return (b + 0.5) / BINS_A_LEVEL
  }
  return 0
}

interface FitOptions {
  /** How often the samples along the frame are weighed anew, and then all. */
  rounds?: { frame: number; all: number }
  /** Penalty on the coefficients, size × size. */
  smooth?: Float64Array
  /** Weights to begin with instead of the frame's. */
  start?: Float64Array
  /** Samples that may be the background; all where left out. */
  within?: Uint8Array
}

/**
 * Fits from the frame inwards: first the samples along the frame with weights that fall with the residual, then all
 * samples that agree, with a tolerance that shrinks to the noise found. Null where the system cannot be solved.
 */
export function fitSurface(features: Features, samples: Samples, options: FitOptions = {}): Surface | null {
  const { rounds = { frame: 8, all: 6 }, smooth, start, within } = options
  let weights = start ?? Float64Array.from(samples.frame)
  let coefficients = fitOnce(features, samples, weights, smooth)
  if (!coefficients) return null
  const residuals = new Float64Array(samples.count)
  for (let round = 0; round < rounds.frame; round++) {
    residualsOf(features, samples, coefficients, residuals)
    const scale = Math.max(0.5, medianUnder(residuals, 256, samples.frame))
    // Geman-McClure: what is far off counts with the fourth power of its distance less.
    weights = residuals.map((r, i) => (samples.frame[i] ? 1 / (1 + (r / (2 * scale)) ** 2) ** 2 : 0))
    coefficients = fitOnce(features, samples, weights, smooth) ?? coefficients
  }
  let sigma = 1
  for (let round = 0; round < rounds.all; round++) {
    residualsOf(features, samples, coefficients, residuals)
    // The residual is the largest of three channels, whose median for rounding or Gaussian noise is about 1.2 sigma.
    const near = 4 + 3 * sigma
    sigma = Math.max(0.3, medianUnder(residuals, near) / 1.2)
    const limit = round < 2 ? Math.max(4, 3 * sigma) : Math.max(1, 2.5 * sigma)
    weights = residuals.map((r, i) => (r <= limit && (!within || within[i]) ? 1 : 0))
    coefficients = fitOnce(features, samples, weights, smooth) ?? coefficients
  }
  residualsOf(features, samples, coefficients, residuals)
  sigma = Math.max(0.3, medianUnder(residuals, 4 + 3 * sigma) / 1.2)
  return { coefficients, sigma, residuals, ...sharesWithin(residuals, samples, Math.max(2, 3 * sigma + 1)) }
}

function sharesWithin(residuals: Float64Array, samples: Samples, limit: number): { share: number; frameShare: number } {
  let all = 0
  let frame = 0
  for (let i = 0; i < samples.count; i++) {
    if (residuals[i] > limit) continue
    all++
    frame += samples.frame[i]
  }
  return { share: all / samples.count, frameShare: frame / Math.max(1, samples.frameCount) }
}

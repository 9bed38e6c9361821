/** Backgrounds that are a smooth function of the place: even colour, polynomials, gradients along a line or a radius. */
import type { RgbF } from '../../../imaging/pixels.ts'
import { modelScale, type Samples } from './samples.ts'
import { fitSurface, type Features, type Surface } from './surface.ts'

/** A fitted background and how to draw it. */
export interface Candidate {
  kind: 'flat' | 'polynomial' | 'radial'
  surface: Surface
  /** Free parameters, for choosing the simplest of equals. */
  complexity: number
  /** Writes the features of a place into `row`. */
  featuresAt: (x: number, y: number, row: Float64Array) => void
}

export function featuresOf(samples: Samples, size: number, featuresAt: Candidate['featuresAt']): Features {
  const rows = new Float64Array(samples.count * size)
  for (let i = 0; i < samples.count; i++) {
    featuresAt(samples.x[i], samples.y[i], rows.subarray(i * size, (i + 1) * size))
  }
  return { size, rows }
}

/** Polynomial of the given degree (0..3) in x and y; `start` weighs the samples to begin with instead of the frame's. */
export function fitPolynomial(samples: Samples, degree: number, start?: Float64Array): Candidate | null {
  const featuresAt: Candidate['featuresAt'] = (x, y, row) => {
    let at = 0
    for (let total = 0; total <= degree; total++) {
      for (let power = 0; power <= total; power++) row[at++] = x ** (total - power) * y ** power
    }
  }
  const size = ((degree + 1) * (degree + 2)) / 2
  const rounds = { frame: start ? 0 : 8, all: 6 }
  const surface = fitSurface(featuresOf(samples, size, featuresAt), samples, { rounds, start })
  return surface && { kind: degree === 0 ? 'flat' : 'polynomial', surface, complexity: size, featuresAt }
}

/** A coordinate of the place along which the colour changes. */
type Coordinate = (x: number, y: number) => number

/** Two colours, the change between them linear in the coordinate and ending at `end`. */
function fitRamp(samples: Samples, coordinate: Coordinate, end: number, rounds?: { frame: number; all: number }) {
  const featuresAt: Candidate['featuresAt'] = (x, y, row) => {
    row[0] = 1
    row[1] = Math.min(end, coordinate(x, y))
  }
  const surface = fitSurface(featuresOf(samples, 2, featuresAt), samples, { rounds })
  return surface && { surface, featuresAt }
}

const KNOTS = 33

/** Any colours along the coordinate: linear between evenly spaced knots, held smooth where nothing is seen. */
function fitProfile(samples: Samples, coordinate: Coordinate, start?: Float64Array) {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < samples.count; i++) {
    const t = coordinate(samples.x[i], samples.y[i])
    low = Math.min(low, t)
    high = Math.max(high, t)
  }
  const unit = (KNOTS - 1) / Math.max(1e-9, high - low)
  const featuresAt: Candidate['featuresAt'] = (x, y, row) => {
    row.fill(0)
    const t = Math.min(KNOTS - 1, Math.max(0, (coordinate(x, y) - low) * unit))
    const k = Math.min(KNOTS - 2, Math.floor(t))
    row[k] = k + 1 - t
    row[k + 1] = t - k
  }
  // Second differences cost little beside the samples of a knot, but rule where a knot has none.
  const smooth = new Float64Array(KNOTS * KNOTS)
  const weight = samples.count * 1e-6
  for (let k = 1; k < KNOTS - 1; k++) {
    const taps = [k - 1, k, k + 1]
    const values = [1, -2, 1]
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) smooth[taps[a] * KNOTS + taps[b]] += weight * values[a] * values[b]
    }
  }
  const surface = fitSurface(featuresOf(samples, KNOTS, featuresAt), samples, {
    rounds: { frame: 4, all: 6 },
    smooth,
    start,
  })
  return surface && { surface, featuresAt }
}

/** What a search tries to raise: less the mean residual, large ones capped. */
function merit(surface: Surface | undefined | null): number {
  if (!surface) return -Infinity
  let sum = 0
  for (const r of surface.residuals) sum += Math.min(r, 8)
  return -sum / surface.residuals.length
}

/** Sweeps over the axes in one search at most. */
const MOST_STEPS = 40

/** Maximises by trying steps along each axis and halving them when none helps. */
function patternSearch(
  start: number[],
  steps: number[],
  value: (at: number[]) => number,
  halvings: number,
): { at: number[]; best: number } {
  let at = start.slice()
  let best = value(at)
  const size = steps.slice()
  let left = MOST_STEPS
  for (let round = 0; round < halvings && left > 0; left--) {
    let moved = false
    for (let k = 0; k < at.length; k++) {
      for (const sign of [1, -1]) {
        const next = at.slice()
        next[k] += sign * size[k]
        const found = value(next)
        if (found > best + 1e-9) {
          best = found
          at = next
          moved = true
          break
        }
      }
    }
    if (moved) continue
    for (let k = 0; k < size.length; k++) size[k] /= 2
    round++
  }
  return { at, best }
}

function ellipse(at: number[]): Coordinate {
  const [cx, cy, aspect] = at
  return (x, y) => Math.hypot(x - cx, (y - cy) * aspect)
}

/**
 * A gradient around a centre: circles or ellipses, linear up to an end and constant beyond, or with a free profile.
 * `coarse` serves the search for the centre, `samples` the result.
 */
export function fitRadial(samples: Samples, coarse: Samples, aspect: number): Candidate | null {
  const value = (rounds: { frame: number; all: number }) => (at: number[]) =>
    at[2] > 0.2 && at[2] < 5 && at[3] > 0.15 ? merit(fitRamp(coarse, ellipse(at), at[3], rounds)?.surface) : -Infinity
  const quick = value({ frame: 3, all: 2 })
  const starts: { at: number[]; best: number }[] = []
  for (const ratio of Math.abs(aspect - 1) < 0.02 ? [1] : [1, aspect]) {
    for (let cy = -0.8; cy <= 0.81; cy += 0.4) {
      for (let cx = -0.8; cx <= 0.81; cx += 0.4) {
        for (const end of [0.7, 1.1, 4]) {
          const at: number[] = [cx, cy / Math.max(1, ratio), ratio, end]
          starts.push({ at, best: quick(at) })
        }
      }
    }
  }
  starts.sort((a, b) => b.best - a.best)
  let winner: { at: number[]; best: number } | null = null
  const thorough = value({ frame: 3, all: 4 })
  for (const start of starts.slice(0, 3)) {
    const found = patternSearch(start.at, [0.2, 0.2, 0.1, 0.3], thorough, 9)
    if (!winner || found.best > winner.best) winner = found
  }
  if (!winner || winner.best === -Infinity) return null
  // The end of the ramp often lies in a corner, where few samples speak for it: look for it along its whole length.
  for (let end = 0.3; end <= 2.4; end += 0.15) {
    const at: number[] = [...winner.at.slice(0, 3), end]
    const best = thorough(at)
    if (best > winner.best) winner = { at, best }
  }
  winner = patternSearch(winner.at, [0.01, 0.01, 0.01, 0.05], thorough, 5)
  const coordinate = ellipse(winner.at)
  const ramp = fitRamp(samples, coordinate, winner.at[3])
  const profile = fitProfile(
    samples,
    coordinate,
    ramp?.surface.residuals.map((r) => (r < 6 ? 1 : 0)),
  )
  const better = profile && (!ramp || merit(profile.surface) > merit(ramp.surface) + 0.15) ? profile : ramp
  return better && { kind: 'radial', complexity: better === profile ? KNOTS + 3 : 6, ...better }
}

/** A gradient along a direction with any number of colour stops. */
export function fitLinearProfile(samples: Samples, coarse: Samples): Candidate | null {
  const along =
    (angle: number): Coordinate =>
    (x, y) =>
      x * Math.cos(angle) + y * Math.sin(angle)
  let best = { at: [0], best: -Infinity }
  const value = (at: number[]) => merit(fitProfile(coarse, along(at[0]))?.surface)
  for (let k = 0; k < 8; k++) {
    const found = value([(k * Math.PI) / 8])
    if (found > best.best) best = { at: [(k * Math.PI) / 8], best: found }
  }
  best = patternSearch(best.at, [Math.PI / 16], value, 6)
  const fitted = fitProfile(samples, along(best.at[0]))
  return fitted && { kind: 'polynomial', complexity: KNOTS + 1, ...fitted }
}

/** The candidate's colours at every pixel. */
export function drawCandidate(candidate: Candidate, width: number, height: number): RgbF {
  const { scale, centerX, centerY } = modelScale(width, height)
  const { coefficients } = candidate.surface
  const row = new Float64Array(coefficients[0].length)
  const data = new Float32Array(width * height * 3)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      candidate.featuresAt((x - centerX) * scale, (y - centerY) * scale, row)
      for (let c = 0; c < 3; c++) {
        const vector = coefficients[c]
        let value = 0
        for (let j = 0; j < row.length; j++) value += vector[j] * row[j]
        data[at + c] = Math.min(255, Math.max(0, value))
      }
    }
  }
  return { width, height, data }
}

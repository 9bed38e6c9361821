/**
 * Backgrounds whose colour changes smoothly and along no single direction: mesh gradients, several glows, a blurred ground.
 * A tensor product of cubic B-splines with a penalty on bending (P-splines: Eilers & Marx, 1996), fitted to what can be
 * reached from the frame without a step: edges and soft shadows are steeper than such a ground.
 */
import { label } from '../../../imaging/components.ts'
import { gradient } from '../../../imaging/filter.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { resizeRgb } from '../../../imaging/resample.ts'
import { featuresOf, type Candidate } from './gradients.ts'
import { modelScale, sampleGrid, type Samples } from './samples.ts'
import { fitSurface } from './surface.ts'

/** Intervals between knots along the longer side. */
const INTERVALS = 12
/** Of bending, against one sample. */
const STIFFNESS = 2e-7
const ROUNDS = { frame: 0, all: 10 }
/** Longer side of the picture in which steps are looked for. */
const SMALL = 400
/** Levels a pixel of that picture: what is steeper is no ground. */
const STEEP = 2
/** Share of the ground that is within the tolerance. */
const SURE = 0.98
/** Ground that the frame reaches takes at least this share of the picture. */
const LEAST_REACHED = 0.2

/** The four cubic B-splines that are not 0 at `t`, 0..1 between two knots. */
function basis(t: number): [number, number, number, number] {
  const s = 1 - t
  return [(s * s * s) / 6, (3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6, (t * t * t) / 6]
}

/** About `wanted` samples are fitted. Null where too little can be reached from the frame, or nothing can be solved. */
export function fitMesh(image: RgbF, wanted: number): Candidate | null {
  const reached = reachedFromFrame(image)
  if (!reached) return null
  const samples = sampleGrid(image, wanted)
  const within = atSamples(reached, samples, image)
  const longer = Math.max(image.width, image.height)
  const [halfWidth, halfHeight] = [image.width / longer, image.height / longer]
  const columns = Math.max(2, Math.round(INTERVALS * halfWidth))
  const rows = Math.max(2, Math.round(INTERVALS * halfHeight))
  const [across, down] = [columns + 3, rows + 3]
  const featuresAt: Candidate['featuresAt'] = (x, y, row) => {
    row.fill(0)
    const u = Math.min(columns, Math.max(0, ((x / halfWidth + 1) / 2) * columns))
    const v = Math.min(rows, Math.max(0, ((y / halfHeight + 1) / 2) * rows))
    const i = Math.min(columns - 1, Math.floor(u))
    const j = Math.min(rows - 1, Math.floor(v))
    const alongX = basis(u - i)
    const alongY = basis(v - j)
    for (let q = 0; q < 4; q++) for (let p = 0; p < 4; p++) row[(j + q) * across + i + p] = alongX[p] * alongY[q]
  }
  const surface = fitSurface(featuresOf(samples, across * down, featuresAt), samples, {
    rounds: ROUNDS,
    smooth: bendingOf(across, down, samples.count * STIFFNESS),
    start: Float64Array.from(within),
    within,
  })
  if (!surface) return null
  const noise = noiseWithin(surface.residuals, within)
  return {
    kind: 'polynomial',
    surface: { ...surface, sigma: Math.max(surface.sigma, noise) },
    complexity: across * down,
    featuresAt,
  }
}

/** Standard deviation whose tolerance holds nearly all of the ground: what the mesh cannot follow is no thing either. */
function noiseWithin(residuals: Float64Array, within: Uint8Array): number {
  const ground = residuals.filter((_, i) => within[i] === 1).sort()
  return (ground[Math.floor(ground.length * SURE)] - 1) / 3
}

/** What is joined to the frame by gentle slopes, in a small picture; null where that is little. */
function reachedFromFrame(image: RgbF): Mask | null {
  const scale = Math.min(1, SMALL / Math.max(image.width, image.height))
  const small = resizeRgb(
    image,
    Math.max(1, Math.round(image.width * scale)),
    Math.max(1, Math.round(image.height * scale)),
  )
  const { width, height } = small
  const slope = gradient(small).data
  const gentle = label({ width, height, data: Uint8Array.from(slope, (value) => Number(value <= STEEP)) }, 4)
  const atFrame = gentle.boxes.map(
    ({ x, y, width: w, height: h }) => x === 0 || y === 0 || x + w === width || y + h === height,
  )
  const data = Uint8Array.from(gentle.labels, (id) => Number(id > 0 && atFrame[id - 1]))
  const count = data.reduce((sum, value) => sum + value, 0)
  return count >= LEAST_REACHED * data.length ? { width, height, data } : null
}

function atSamples(mask: Mask, samples: Samples, { width, height }: RgbF): Uint8Array {
  const { scale, centerX, centerY } = modelScale(width, height)
  return Uint8Array.from({ length: samples.count }, (_, i) => {
    const x = Math.floor(((samples.x[i] / scale + centerX + 0.5) / width) * mask.width)
    const y = Math.floor(((samples.y[i] / scale + centerY + 0.5) / height) * mask.height)
    return mask.data[y * mask.width + x]
  })
}

/** Squared second differences of the coefficients along both axes and of the twist, as a matrix. */
function bendingOf(across: number, down: number, weight: number): Float64Array {
  const size = across * down
  const out = new Float64Array(size * size)
  const add = (at: number[], values: number[]) => {
    for (let a = 0; a < at.length; a++) {
      for (let b = 0; b < at.length; b++) out[at[a] * size + at[b]] += weight * values[a] * values[b]
    }
  }
  for (let j = 0; j < down; j++) {
    for (let i = 0; i < across; i++) {
      const k = j * across + i
      if (i > 0 && i < across - 1) add([k - 1, k, k + 1], [1, -2, 1])
      if (j > 0 && j < down - 1) add([k - across, k, k + across], [1, -2, 1])
      if (i > 0 && j > 0)
        add(
          [k, k - 1, k - across, k - across - 1],
          [1, -1, -1, 1].map((value) => value * Math.SQRT2),
        )
    }
  }
  return out
}

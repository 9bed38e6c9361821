/** Finds out what the background of a picture is, and completes it behind what lies on it. */
import type { RgbF } from '../../../imaging/pixels.ts'
import { drawCandidate, fitLinearProfile, fitPolynomial, fitRadial, type Candidate } from './gradients.ts'
import { fitMesh } from './mesh.ts'
import { tolerance, type BackgroundModel } from './model.ts'
import { framePalette } from './palette.ts'
import { fitPattern } from './pattern.ts'
import { sampleGrid, type Samples } from './samples.ts'

/** Shares from which a model counts as the background: of the band along the frame, and of the whole picture. */
const FRAME_SHARE = 0.7
const PICTURE_SHARE = 0.25
/** The more a model can bend, the more of the frame it must explain: with so many parameters, this share. */
const BENDING: readonly [complexity: number, share: number][] = [
  [12, 0.9],
  [3, 0.8],
]
/** Share of the frame from which an even background needs no look for a pattern. */
const PLAIN_SHARE = 0.97
/** The same where the fit is exact to rounding. */
const EXACT_SHARE = 0.85
const ROUNDING = 0.38
/** An even colour may be the background though much cuts the frame (a crowd along its lower edge...). */
const COMMON_SHARE = 0.4
/** Noise of a pattern drawn by a program. */
const EXACT_NOISE = 0.5
/** Up to this noise a surface counts as even whatever the noise is like. */
const SMALL_NOISE = 2
/** Above it, pixels a few apart must differ by at least this share of what independent noise would give. */
const INDEPENDENCE = 0.6
/** A surface noisier than this many levels is a photograph's. */
const MOST_NOISE = 6
/** Of a mesh: its noise, and the share of the frame that it explains. */
const MESH_NOISE = 1.5
const MESH_FRAME_SHARE = 0.85

/**
 * The background model of a picture whose text has been removed. Fitted on samples from the frame inwards, drawn at
 * full precision: where the model holds, it is the picture to within its noise (rounding, for computer-made ones).
 */
export function modelBackground(image: RgbF): BackgroundModel {
  const gradient = bestGradient(image)
  if (!isPlain(gradient)) {
    const pattern = repeating(image, gradient)
    if (pattern) return pattern
  }
  if (gradient && acceptable(gradient) && !isTexture(image, gradient)) return drawn(image, gradient)
  const mesh = smoothGround(image)
  return mesh ? drawn(image, mesh) : { kind: 'photo', picture: null, sigma: 0, share: 0, frameShare: 0 }
}

function drawn(image: RgbF, candidate: Candidate): BackgroundModel {
  const { sigma, share, frameShare } = candidate.surface
  const picture = drawCandidate(candidate, image.width, image.height)
  return { kind: candidate.kind, picture, sigma, share, frameShare }
}

/** A mesh bends to almost anything: it must come very near to much of the frame, as photographs do not. */
function smoothGround(image: RgbF): Candidate | null {
  const mesh = fitMesh(image, 16_000)
  if (!mesh) return null
  const { sigma, share, frameShare } = mesh.surface
  return sigma <= MESH_NOISE && frameShare >= MESH_FRAME_SHARE && share >= PICTURE_SHARE ? mesh : null
}

function acceptable(candidate: Candidate): boolean {
  const { sigma, share, frameShare } = candidate.surface
  if (sigma > MOST_NOISE) return false
  const needed = BENDING.find(([complexity]) => candidate.complexity > complexity)?.[1] ?? FRAME_SHARE
  if (frameShare >= needed && share >= PICTURE_SHARE) return true
  return candidate.complexity <= 3 && share >= COMMON_SHARE
}

/** The simplest smooth model that explains as much as any. */
function bestGradient(image: RgbF): Candidate | null {
  const samples = sampleGrid(image, 16_000)
  const coarse = sampleGrid(image, 1_200)
  let best: Candidate | null = null
  const offer = (candidate: Candidate | null): void => {
    if (!candidate) return
    const better = !best || explains(candidate) > explains(best) + 0.01
    const usable = acceptable(candidate) || !best || !acceptable(best)
    if ((better && usable) || (best && acceptable(candidate) && !acceptable(best))) best = candidate
  }
  for (let degree = 0; degree <= 3; degree++) offer(fitPolynomial(samples, degree))
  if (!isPlain(best)) {
    for (const start of commonColors(samples)) {
      for (let degree = 0; degree <= 2; degree++) offer(fitPolynomial(samples, degree, start))
    }
  }
  if (!isPlain(best)) {
    const aspect = image.width / image.height
    offer(fitRadial(samples, coarse, aspect))
    offer(fitLinearProfile(samples, coarse))
  }
  return best
}

function isPlain(candidate: Candidate | null): boolean {
  if (!candidate) return false
  const { frameShare, sigma } = candidate.surface
  // An exact fit of most of the frame is no coincidence; a noisy one may be.
  return frameShare >= (sigma < ROUNDING ? EXACT_SHARE : PLAIN_SHARE) && sigma < SMALL_NOISE
}

/** For each of the commonest colours, 1 for the samples near it. */
function commonColors(samples: Samples): Float64Array[] {
  const bins = new Map<number, number>()
  const keyOf = (i: number) =>
    ((samples.color[i * 3] >> 4) << 8) | ((samples.color[i * 3 + 1] >> 4) << 4) | (samples.color[i * 3 + 2] >> 4)
  for (let i = 0; i < samples.count; i++) bins.set(keyOf(i), (bins.get(keyOf(i)) ?? 0) + 1 + samples.frame[i])
  const keys = [...bins.keys()].sort((a, b) => (bins.get(b) ?? 0) - (bins.get(a) ?? 0) || a - b).slice(0, 3)
  return keys.map((key) => {
    const middle = [(key >> 8) & 15, (key >> 4) & 15, key & 15].map((v) => v * 16 + 8)
    const start = new Float64Array(samples.count)
    for (let i = 0; i < samples.count; i++) {
      if (middle.every((v, c) => Math.abs(samples.color[i * 3 + c] - v) < 16)) start[i] = 1
    }
    return start
  })
}

/** Whether what the surface leaves over is texture, not noise: neighbours a few pixels apart then differ too little. */
function isTexture(image: RgbF, candidate: Candidate): boolean {
  const { sigma } = candidate.surface
  if (sigma < SMALL_NOISE) return false
  const step = Math.max(1, Math.floor(Math.sqrt((image.width * image.height) / 16_000)))
  const differences: number[] = []
  for (let y = 0; y < image.height; y += step) {
    for (let x = 0; x + 4 < image.width; x += step) {
      const at = (y * image.width + x) * 3
      differences.push(Math.max(...[0, 1, 2].map((c) => Math.abs(image.data[at + c] - image.data[at + 12 + c]))))
    }
  }
  differences.sort((a, b) => a - b)
  return differences[differences.length >> 1] / 1.2 / Math.SQRT2 < INDEPENDENCE * sigma
}

/**
 * Agreement, less a price for noise: a loose fit agrees with more pixels without explaining more. Where the frame is cut
 * by many things, what shows along it says less than the whole picture.
 */
function explains(candidate: Candidate): number {
  const { share, frameShare, sigma } = candidate.surface
  const agreement = frameShare >= FRAME_SHARE ? (share + frameShare) / 2 : share
  return agreement - 0.02 * Math.max(0, sigma - 0.3)
}

function repeating(image: RgbF, gradient: Candidate | null): BackgroundModel | null {
  const palette = framePalette(image)
  if (!palette) return null
  const picture = fitPattern(image, palette, EXACT_NOISE) ?? fitPattern(image, palette, SMALL_NOISE)
  if (!picture) return null
  const { share, frameShare, sigma } = agreementOf(image, picture)
  const rival = gradient && acceptable(gradient) && !isTexture(image, gradient) ? gradient.surface.frameShare : 0
  if (frameShare < Math.max(FRAME_SHARE, rival) || share < PICTURE_SHARE) return null
  return { kind: 'pattern', picture, sigma, share, frameShare }
}

function agreementOf(image: RgbF, picture: RgbF) {
  const a = sampleGrid(image, 16_000)
  const b = sampleGrid(picture, 16_000)
  const residuals = new Float64Array(a.count)
  for (let i = 0; i < a.count; i++) {
    for (let c = 0; c < 3; c++) residuals[i] = Math.max(residuals[i], Math.abs(a.color[i * 3 + c] - b.color[i * 3 + c]))
  }
  const near = residuals.filter((r) => r < 8).sort()
  const sigma = Math.max(0.3, (near[near.length >> 1] ?? 0) / 1.2)
  let all = 0
  let frame = 0
  for (let i = 0; i < a.count; i++) {
    if (residuals[i] > tolerance(sigma)) continue
    all++
    frame += a.frame[i]
  }
  return { sigma, share: all / a.count, frameShare: frame / Math.max(1, a.frameCount) }
}

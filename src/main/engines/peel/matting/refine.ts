/** Sharpening a network's matte at the picture's own size, from the colours on both sides of its edge. */
import { gaussian } from '../../../imaging/filter.ts'
import type { Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { dilate } from '../../../imaging/morphology.ts'

/** Mattes beyond these are taken for sure, but for the band around the edge. */
const SURE = 0.95
/** Colours of the two sides must lie this many times their spread apart for the projection to count fully, and half for not at all. */
const CLEAR_CONTRAST = 4
/** Spread of colours that is always there (noise, compression), levels. */
const NOISE = 4

/**
 * Recomputes the matte in a band of `radius` pixels around its uncertain part: where the colours on both sides differ
 * clearly, alpha is the pixel's place on the line between them; elsewhere the network's value stays. Returns 0..1.
 */
export function refineMatte(image: RgbF, matte: Plane, radius = 2): Plane {
  const { width, height } = image
  const n = width * height
  const uncertain: Mask = { width, height, data: new Uint8Array(n) }
  for (let i = 0; i < n; i++) {
    const a = matte.data[i]
    const x = i % width
    const jump =
      (x + 1 < width && a > 0.5 !== matte.data[i + 1] > 0.5) ||
      (i + width < n && a > 0.5 !== matte.data[i + width] > 0.5)
    uncertain.data[i] = jump || (a > 1 - SURE && a < SURE) ? 1 : 0
  }
  const band = dilate(uncertain, radius)
  const inner = sideColors(image, (i) => (band.data[i] ? 0 : matte.data[i] >= SURE ? 1 : 0), radius)
  const outer = sideColors(image, (i) => (band.data[i] ? 0 : matte.data[i] <= 1 - SURE ? 1 : 0), radius)
  const out = matte.data.slice()
  for (let i = 0; i < n; i++) {
    if (!band.data[i] || inner.support[i] < 1e-3 || outer.support[i] < 1e-3) continue
    let dot = 0
    let square = 0
    for (let c = 0; c < 3; c++) {
      const d = inner.mean[c][i] - outer.mean[c][i]
      dot += d * (image.data[i * 3 + c] - outer.mean[c][i])
      square += d * d
    }
    const spread = Math.sqrt(inner.variance[i] + outer.variance[i]) + NOISE
    const clear = Math.sqrt(square) / spread
    const trust = Math.min(1, Math.max(0, (2 * clear) / CLEAR_CONTRAST - 1))
    if (trust === 0) continue
    const projected = Math.min(1, Math.max(0, dot / square))
    out[i] += trust * (projected - out[i])
  }
  return { width, height, data: out }
}

interface Side {
  mean: Float32Array[]
  /** Summed over the channels. */
  variance: Float32Array
  /** How much of the neighbourhood is of this side. */
  support: Float32Array
}

/** Local mean and variance of the colours where `weight` is 1 (normalised convolution). */
function sideColors(image: RgbF, weight: (index: number) => number, radius: number): Side {
  const { width, height } = image
  const n = width * height
  const weights = new Float32Array(n)
  for (let i = 0; i < n; i++) weights[i] = weight(i)
  const blur = (data: Float32Array) => gaussian({ width, height, data }, radius).data
  const support = blur(weights)
  const variance = new Float32Array(n)
  const mean: Float32Array[] = []
  for (let c = 0; c < 3; c++) {
    const value = new Float32Array(n)
    const square = new Float32Array(n)
    for (let i = 0; i < n; i++) {
      const v = image.data[i * 3 + c]
      value[i] = weights[i] * v
      square[i] = weights[i] * v * v
    }
    const m = blur(value)
    const s = blur(square)
    for (let i = 0; i < n; i++) {
      if (support[i] < 1e-3) continue
      m[i] /= support[i]
      variance[i] += Math.max(0, s[i] / support[i] - m[i] * m[i])
    }
    mean.push(m)
  }
  return { mean, variance, support }
}

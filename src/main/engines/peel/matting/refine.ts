/** Sharpening a network's matte at the picture's own size, from the colours on both sides of its edge. */
import { boundsOf, cropData, grow, pasteData } from '../../../imaging/boxes.ts'
import { gaussian } from '../../../imaging/filter.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Mask, Plane, RgbF } from '../../../imaging/pixels.ts'

/** Mattes beyond these are taken for sure, but for the band around the edge. */
export const SURE = 0.95
/** Colours of the two sides this many times their spread apart let the projection count fully; half as many, not at all. */
const CLEAR_CONTRAST = 4
/** Spread of colours that is always there (noise, compression), levels. */
const NOISE = 4

/**
 * Recomputes the matte in a band of `radius` pixels around its uncertain part: where the colours on both sides differ
 * clearly, alpha is the pixel's place on the line between them; elsewhere the network's value stays. Returns 0..1.
 */
export function refineMatte(image: RgbF, matte: Plane, radius = 2): Plane {
  const { width, height } = matte
  const uncertain = uncertainPixels(matte)
  const tight = boundsOf(uncertain)
  if (!tight) return { width, height, data: matte.data.slice() }
  const box = grow(tight, radius * 5, width, height)
  const size = { width: box.width, height: box.height }
  const part: RgbF = { ...size, data: cropData(image.data, width, 3, box) }
  const alpha = cropData(matte.data, width, 1, box)
  const band = dilate({ ...size, data: cropData(uncertain.data, width, 1, box) }, radius).data
  const isInner = alpha.map((a, i) => (!band[i] && a >= SURE ? 1 : 0))
  const isOuter = alpha.map((a, i) => (!band[i] && a <= 1 - SURE ? 1 : 0))
  const inner = sideColors(part, isInner, radius)
  const outer = sideColors(part, isOuter, radius)
  const between = new Between()
  for (let i = 0; i < alpha.length; i++) {
    if (!band[i] || inner.support[i] < LEAST_SUPPORT || outer.support[i] < LEAST_SUPPORT) continue
    for (let c = 0; c < 3; c++) {
      between.inner[c] = inner.mean[c][i]
      between.outer[c] = outer.mean[c][i]
    }
    between.variance = inner.variance[i] + outer.variance[i]
    alpha[i] = between.refined(alpha[i], part.data, i * 3)
  }
  const data = matte.data.slice()
  pasteData(data, width, 1, box, alpha)
  return { width, height, data }
}

/** The colours on both sides of an edge at one pixel, and what they make of its matte. */
export class Between {
  readonly inner = new Float32Array(3)
  readonly outer = new Float32Array(3)
  /** Of both sides, summed over the channels. */
  variance = 0

  /** Drawn from the matte (0..1) to the place of the colour at `at` on the line between the sides, as far as they differ. */
  refined(matte: number, colors: Float32Array, at: number): number {
    const { inner, outer } = this
    let dot = 0
    let square = 0
    for (let c = 0; c < 3; c++) {
      const d = inner[c] - outer[c]
      dot += d * (colors[at + c] - outer[c])
      square += d * d
    }
    const clear = Math.sqrt(square) / (Math.sqrt(this.variance) + NOISE)
    const trust = Math.min(1, Math.max(0, (2 * clear) / CLEAR_CONTRAST - 1))
    return trust > 0 ? matte + trust * (Math.min(1, Math.max(0, dot / square)) - matte) : matte
  }
}

/** Pixels that are grey, or where the matte jumps. */
export function uncertainPixels(matte: Plane): Mask {
  const { width, height, data } = matte
  const out = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) {
    const a = data[i]
    if (a > 1 - SURE && a < SURE) out[i] = 1
    else if ((i + 1) % width !== 0 && Math.abs(a - data[i + 1]) > 0.5) out[i] = 1
    else if (i + width < data.length && Math.abs(a - data[i + width]) > 0.5) out[i] = 1
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

export const LEAST_SUPPORT = 1e-3

/** Local mean and variance of the colours where `weight` is 1 (normalised convolution). */
function sideColors(image: RgbF, weight: Float32Array, radius: number): Side {
  const { width, height } = image
  const blur = (data: Float32Array) => gaussian({ width, height, data }, radius).data
  const support = blur(weight)
  const variance = new Float32Array(weight.length)
  const squares = new Float32Array(weight.length)
  const mean: Float32Array[] = []
  for (let c = 0; c < 3; c++) {
    const m = blur(weight.map((w, i) => w * image.data[i * 3 + c]))
    for (let i = 0; i < m.length; i++) {
      squares[i] += weight[i] * image.data[i * 3 + c] ** 2
      if (support[i] >= LEAST_SUPPORT) m[i] /= support[i]
      variance[i] -= m[i] * m[i]
    }
    mean.push(m)
  }
  const square = blur(squares)
  for (let i = 0; i < square.length; i++) {
    variance[i] = support[i] >= LEAST_SUPPORT ? Math.max(0, square[i] / support[i] + variance[i]) : 0
  }
  return { mean, variance, support }
}

/** What may lie behind things that are taken away. */
import { boundsOf, cropData, grow, pasteData } from '../../../imaging/boxes.ts'
import { harmonicFill } from '../../../imaging/fill.ts'
import { channel, gaussian, mergeChannels } from '../../../imaging/filter.ts'
import { distance } from '../../../imaging/morphology.ts'
import type { Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { layTexture } from './texture.ts'

/** Standard deviation that parts smooth colours from detail, pixels. */
const SMOOTH_SIGMA = 9
/** How far around the hole detail is taken from, pixels. */
const SURROUNDINGS = 160
/** Detail of the hole's border runs out over this many pixels. */
const RUN_OUT = 4
/** Strength of the laid detail: some of it, right or wrong, looks like the place; all of it, where wrong, is far off. */
const STRENGTH = 0.8

export interface FillStyle {
  /** Strength of the detail, 0..1: 0 is smooth. */
  detail?: number
  /** Another number takes the detail from other places. */
  seed?: number
}

/**
 * Fills the hole from what surrounds it: smooth colours by Laplace's equation, and over them the detail of the
 * surroundings, so that grass stays grass and a blurred background stays blurred. Pixels outside the hole come back
 * unchanged.
 */
export function fillBehind(image: RgbF, hole: Mask, { detail: strength = STRENGTH, seed = 0 }: FillStyle = {}): RgbF {
  const { width, height } = image
  const tight = boundsOf(hole)
  const data = image.data.slice()
  if (!tight) return { width, height, data }
  const box = grow(tight, SURROUNDINGS, width, height)
  const size = { width: box.width, height: box.height }
  const part: RgbF = { ...size, data: cropData(image.data, width, 3, box) }
  const gap: Mask = { ...size, data: cropData(hole.data, width, 1, box) }
  const plain = harmonicFill(part, gap)
  const smooth = harmonicFill(smoothKnown(part, gap), gap)
  const detail = new Float32Array(part.data.length)
  for (let i = 0; i < detail.length; i++) detail[i] = gap.data[Math.floor(i / 3)] ? 0 : part.data[i] - smooth.data[i]
  const texture = layTexture(smooth, detail, gap, seed)
  const depth = distance({ ...size, data: gap.data.map((bit) => 1 - bit) }).data
  for (let i = 0; i < gap.data.length; i++) {
    if (!gap.data[i]) continue
    const border = Math.exp(-depth[i] / RUN_OUT)
    const laid = strength * Math.sqrt(1 - border * border)
    for (let c = 0; c < 3; c++) {
      const k = i * 3 + c
      const value = smooth.data[k] + border * (plain.data[k] - smooth.data[k]) + laid * texture[k]
      part.data[k] = Math.min(255, Math.max(0, value))
    }
  }
  pasteData(data, width, 3, box, part.data)
  return { width, height, data }
}

/** The picture without its detail, from known pixels only. */
function smoothKnown(image: RgbF, hole: Mask): RgbF {
  const { width, height } = image
  const known: Plane = { width, height, data: Float32Array.from(hole.data, (bit) => 1 - bit) }
  const support = gaussian(known, SMOOTH_SIGMA).data
  const blurred = [0, 1, 2].map((c) => {
    const plane = channel(image, c)
    for (let i = 0; i < plane.data.length; i++) plane.data[i] *= known.data[i]
    const mean = gaussian(plane, SMOOTH_SIGMA)
    for (let i = 0; i < support.length; i++) if (support[i] > 1e-4) mean.data[i] /= support[i]
    return mean
  })
  return mergeChannels(blurred[0], blurred[1], blurred[2])
}

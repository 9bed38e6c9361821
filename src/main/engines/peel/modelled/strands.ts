/** Strands: many thin lines of one colour, over things and background alike (hair, grass, string). */
import { boxBlur } from '../../../imaging/filter.ts'
import { harmonicFill } from '../../../imaging/fill.ts'
import { close, dilate, fillHoles, open } from '../../../imaging/morphology.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { projectOnto, type Rgb, type SoftCover } from './soft.ts'

/** Half the width, as a share of the picture's longer side, up to which a line is thin; and at least so many pixels. */
const THIN = 1 / 512
const THINNEST = 1.5
/** Lines as long together as this many times the longer side are strands; fewer are limbs, whiskers, handles. */
const LONG = 3
/** Share of the thin pixels that one colour must explain. */
const ONE_COLOR = 0.7

/** Hole of a thing, as a share of the picture, that strands may have made. */
const MOST_HIDDEN = 0.003

export interface Strands {
  cover: SoftCover
  /** The picture without them: the background outside things, things continued below. */
  below: RgbF
}

/** The strands among the pixels that differ from the background, or null. `solid` marks those pixels. */
export function findStrands(
  image: RgbF,
  behind: RgbF,
  difference: Float32Array,
  solid: Mask,
  limit: number,
): Strands | null {
  const { width, height } = image
  const side = Math.max(width, height)
  const radius = Math.max(THINNEST, side * THIN)
  // A line two radii wide has at least about this many pixels a unit of length.
  const needed = LONG * side * radius * 0.7
  if (thinAtMost(solid, Math.floor(radius)) < needed) return null
  const thick = dilate(open(solid, radius), 1.5)
  const thin: number[] = []
  for (let i = 0; i < solid.data.length; i++) if (solid.data[i] && !thick.data[i]) thin.push(i)
  if (thin.length < needed) return null
  const color = strongestColor(image, difference, thin)
  const line = projectOnto(image, behind, color)
  const onLine = (i: number): boolean => {
    let length = 0
    for (let c = 0; c < 3; c++) length = Math.max(length, Math.abs(color[c] - behind.data[i * 3 + c]))
    return line.alpha[i] > 0.03 && line.alpha[i] < 1.15 && line.rest[i] <= limit + 0.06 * length
  }
  if (thin.filter(onLine).length < ONE_COLOR * thin.length) return null
  const other: Mask = { width, height, data: new Uint8Array(width * height) }
  for (let i = 0; i < other.data.length; i++) if (solid.data[i] && !onLine(i)) other.data[i] = 1
  // Where many cross, nothing of the thing shows: such holes are the thing's too.
  const things = fillHoles(close(open(other, 1), 2 * radius), MOST_HIDDEN * width * height)
  const alpha = new Float32Array(width * height)
  const covered: Mask = { width, height, data: new Uint8Array(width * height) }
  for (let i = 0; i < alpha.length; i++) {
    if (things.data[i] ? isNear(image, i, color) : difference[i] > 1.5 && onLine(i)) {
      alpha[i] = Math.min(1, line.alpha[i])
      covered.data[i] = 1
    }
  }
  const below = withoutStrands(image, behind, things, covered)
  const rim = dilate(covered, 1.5)
  for (let i = 0; i < alpha.length; i++) {
    if (things.data[i] && rim.data[i]) alpha[i] = alphaOver(image, below, color, i)
  }
  return { cover: { color, alpha }, below }
}

/** Pixels that opening with a square drops: a quick bound, as the disc in it drops no more. */
function thinAtMost(solid: Mask, radius: number): number {
  const { width, height } = solid
  const share = boxBlur({ width, height, data: Float32Array.from(solid.data) }, radius)
  const kept = boxBlur({ width, height, data: share.data.map((v) => (v > 0.9999 ? 1 : 0)) }, radius).data
  return solid.data.reduce((sum, v, i) => sum + (v && kept[i] < 1e-5 ? 1 : 0), 0)
}

/** The median of the fifth of the pixels that differ most. */
function strongestColor(image: RgbF, difference: Float32Array, pixels: number[]): Rgb {
  const strongest = pixels
    .slice()
    .sort((a, b) => difference[b] - difference[a] || a - b)
    .slice(0, Math.max(1, Math.floor(pixels.length / 5)))
  const median = (c: number): number => {
    const values = strongest.map((i) => image.data[i * 3 + c]).sort((a, b) => a - b)
    return values[values.length >> 1]
  }
  return [median(0), median(1), median(2)]
}

function isNear(image: RgbF, i: number, color: Rgb): boolean {
  return color.every((v, c) => Math.abs(image.data[i * 3 + c] - v) < 20)
}

/** Alpha of the colour over what is known to lie below the pixel. */
function alphaOver(image: RgbF, below: RgbF, color: Rgb, i: number): number {
  let along = 0
  let length = 0
  for (let c = 0; c < 3; c++) {
    const way = color[c] - below.data[i * 3 + c]
    along += (image.data[i * 3 + c] - below.data[i * 3 + c]) * way
    length += way * way
  }
  const alpha = length < 100 ? 0 : along / length
  return alpha < 0.05 ? 0 : Math.min(1, alpha)
}

function withoutStrands(image: RgbF, behind: RgbF, things: Mask, covered: Mask): RgbF {
  const { width, height } = image
  const grown = dilate(covered, 1.5)
  const base: RgbF = { width, height, data: image.data.slice() }
  const hole: Mask = { width, height, data: new Uint8Array(width * height) }
  for (let i = 0; i < hole.data.length; i++) {
    if (things.data[i]) hole.data[i] = grown.data[i]
    else if (covered.data[i]) base.data.set(behind.data.subarray(i * 3, i * 3 + 3), i * 3)
  }
  // The background is no neighbour to continue a thing from.
  const closed: Mask = { width, height, data: new Uint8Array(width * height) }
  for (let i = 0; i < hole.data.length; i++) closed.data[i] = hole.data[i] || !things.data[i] ? 1 : 0
  const filled = harmonicFill(base, closed)
  for (let i = 0; i < hole.data.length; i++) {
    if (hole.data[i]) base.data.set(filled.data.subarray(i * 3, i * 3 + 3), i * 3)
  }
  return base
}

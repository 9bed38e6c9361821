/**
 * Filling a hole with another place of the picture, whose colours are carried over to the hole's border (membrane of
 * Pérez, Gangnet, Blake, "Poisson Image Editing", 2003).
 */
import { boundsOf, cropData, grow, pasteData } from '../../../imaging/boxes.ts'
import { label } from '../../../imaging/components.ts'
import { harmonicFill } from '../../../imaging/fill.ts'
import type { Box, Mask, RgbF } from '../../../imaging/pixels.ts'

/** Pixels around the hole that are compared. */
const RING = 5
/** Pixels of the ring and of the hole that are looked at. */
const SAMPLES = 300
/** Places are tried at this share of the hole's shorter side, and two that are taken lie this share apart. */
const STEP = 1 / 10
const APART = 0.3
const LEAST_STEP = 2
/** Of the gaps of a hole, the largest are filled. */
const MOST_GAPS = 8
/** Cost of a place as far away as the picture is wide, squared levels. */
const DISTANCE_COST = 60

type Shift = readonly [dx: number, dy: number]

/**
 * Each gap of the hole from its `rank`-th best place. Gives the picture, and what of the hole is left because no such place
 * is there; null where that is all of it.
 */
export function cloneInto(image: RgbF, hole: Mask, rank: number): { image: RgbF; left: Mask } | null {
  const gaps = label(hole)
  const largest = gaps.boxes.map((_, index) => index).sort((a, b) => gaps.areas[b] - gaps.areas[a] || a - b)
  const filled: RgbF = { ...image, data: image.data.slice() }
  const left: Mask = { ...hole, data: hole.data.slice() }
  let any = false
  for (const index of largest.slice(0, MOST_GAPS)) {
    const isGap = (i: number) => gaps.labels[i] === index + 1
    const shift = shiftsFor(image, hole, isGap, gaps.boxes[index]).at(rank)
    if (!shift) continue
    any = true
    copyShifted(image, filled, hole, isGap, gaps.boxes[index], shift)
    for (let i = 0; i < left.data.length; i++) if (isGap(i)) left.data[i] = 0
  }
  return any ? { image: filled, left } : null
}

/** Places that could lie in the gap, the best first, each apart from those before. */
function shiftsFor(image: RgbF, hole: Mask, isGap: (index: number) => boolean, gap: Box): Shift[] {
  const { width, height } = image
  const around = grow(gap, RING, width, height)
  const inside: number[] = []
  const ring: number[] = []
  for (let y = around.y; y < around.y + around.height; y++) {
    for (let x = around.x; x < around.x + around.width; x++) {
      const at = y * width + x
      if (isGap(at)) inside.push(at)
      else if (!hole.data[at]) ring.push(at)
    }
  }
  if (ring.length === 0) return []
  const [gapSamples, ringSamples] = [thinned(inside), thinned(ring)]
  const step = Math.max(LEAST_STEP, Math.round(Math.min(gap.width, gap.height) * STEP))
  const found: { shift: Shift; cost: number }[] = []
  for (let dy = -gap.y - (gap.y % step); dy < height - gap.y; dy += step) {
    for (let dx = -gap.x - (gap.x % step); dx < width - gap.x; dx += step) {
      if (!gapSamples.every((at) => isKnown(hole, at, dx, dy))) continue
      const cost = costOf(image, hole, ringSamples, dx, dy)
      if (cost !== null) found.push({ shift: [dx, dy], cost })
    }
  }
  found.sort((one, other) => one.cost - other.cost)
  const apart = APART * Math.max(gap.width, gap.height)
  const chosen: Shift[] = []
  for (const { shift } of found) {
    if (chosen.every((other) => Math.hypot(other[0] - shift[0], other[1] - shift[1]) >= apart)) chosen.push(shift)
  }
  return chosen
}

function thinned(pixels: number[]): number[] {
  const every = Math.max(1, Math.floor(pixels.length / SAMPLES))
  return pixels.filter((_, index) => index % every === 0)
}

/** Whether the pixel that far away is one of the picture, and not of the hole. */
function isKnown({ width, height, data }: Mask, at: number, dx: number, dy: number): boolean {
  const x = (at % width) + dx
  const y = Math.floor(at / width) + dy
  return x >= 0 && y >= 0 && x < width && y < height && !data[y * width + x]
}

/** How unlike the surroundings of the two places are, in squared levels a pixel; null where half of them cannot be seen. */
function costOf(image: RgbF, hole: Mask, ring: readonly number[], dx: number, dy: number): number | null {
  const { width } = image
  let sum = 0
  let count = 0
  for (const at of ring) {
    if (!isKnown(hole, at, dx, dy)) continue
    count++
    const from = (at + dy * width + dx) * 3
    for (let c = 0; c < 3; c++) sum += (image.data[at * 3 + c] - image.data[from + c]) ** 2
  }
  if (count * 2 < ring.length) return null
  return sum / count + (DISTANCE_COST * Math.hypot(dx, dy)) / width
}

/** The other place, its colours changed as evenly as the border wants. */
function copyShifted(
  image: RgbF,
  filled: RgbF,
  hole: Mask,
  isGap: (index: number) => boolean,
  gap: Box,
  [dx, dy]: Shift,
): void {
  const { width, height } = image
  const box = grow(gap, RING, width, height)
  const size = { width: box.width, height: box.height }
  const copy = cropData(filled.data, width, 3, box)
  const difference = new Float32Array(copy.length)
  const unknown = new Uint8Array(box.width * box.height)
  for (let i = 0; i < unknown.length; i++) {
    const at = (box.y + Math.floor(i / box.width)) * width + box.x + (i % box.width)
    const seen = isKnown(hole, at, dx, dy)
    unknown[i] = hole.data[at] || !seen ? 1 : 0
    const from = (at + dy * width + dx) * 3
    for (let c = 0; c < 3; c++) {
      if (!unknown[i]) difference[i * 3 + c] = image.data[at * 3 + c] - image.data[from + c]
      if (isGap(at) && seen) copy[i * 3 + c] = image.data[from + c]
    }
  }
  const membrane = harmonicFill({ ...size, data: difference }, { ...size, data: unknown }).data
  for (let i = 0; i < unknown.length; i++) {
    const at = (box.y + Math.floor(i / box.width)) * width + box.x + (i % box.width)
    if (!isGap(at)) continue
    for (let c = 0; c < 3; c++) copy[i * 3 + c] = Math.min(255, Math.max(0, copy[i * 3 + c] + membrane[i * 3 + c]))
  }
  pasteData(filled.data, width, 3, box, copy)
}

/** Whether anything of the mask is set. */
export function isEmpty(mask: Mask): boolean {
  return boundsOf(mask) === null
}

/** Things that touch or overlap: cut along a seam, where there is a choice the one that a closer look agrees with. */
import { boundsOf } from '../../../imaging/boxes.ts'
import { distance } from '../../../imaging/morphology.ts'
import type { Box, Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { contextBox, matte } from '../matting/matte.ts'
import type { Found, PeelContext } from '../types.ts'
import { separateSides } from './overlap.ts'
import { drawSeam, findSeams, merit, type Seam } from './seams.ts'

/** Edge along this share of a seam, and merit, from which it may be one. */
const LEAST_EDGE = 0.8
const LEAST_MERIT = 0.5
/** What the look at the smaller side must see of it, and may see of the other side. */
const OWN = 0.8
const OTHER = 0.06
/** The other side must show in the look, with this share of the own area, to say anything by being left out. */
const LEAST_SHOWN = 0.2
/** Seams that are looked at. */
const MOST_LOOKS = 3

/**
 * The thing in two along its best seam, bottom to top; null where it has none. Of the best seams, the first one that the
 * matting network confirms: shown the smaller side with its surroundings over what is behind, it sees that side and
 * nothing of the other. An edge and different colours alone do not tell two things from two parts of one, and in trials
 * the network did not always either: so this is for when more layers are asked for.
 */
export async function cutTouching(found: Found, behind: RgbF, context: PeelContext): Promise<[Found, Found] | null> {
  const seams = findSeams(solidOf(found), pictureOf(found), LEAST_EDGE, MOST_LOOKS)
  const possible = seams.filter((seam) => merit(seam) >= LEAST_MERIT)
  if (possible.length < 2) return possible.length === 0 ? null : separateSides(found, sidesOf(found, possible[0]))
  const image = laidOver(found, behind)
  for (const seam of possible) {
    const sides = sidesOf(found, seam)
    if (await standsAlone(found, sides, image, context)) return separateSides(found, sides)
  }
  return separateSides(found, sidesOf(found, possible[0]))
}

function laidOver(found: Found, behind: RgbF): RgbF {
  const data = behind.data.slice()
  const { box } = found
  for (let i = 0; i < found.alpha.length; i++) {
    const at = ((box.y + Math.floor(i / box.width)) * behind.width + box.x + (i % box.width)) * 3
    for (let c = 0; c < 3; c++) data[at + c] += found.alpha[i] * (found.color[i * 3 + c] - data[at + c])
  }
  return { width: behind.width, height: behind.height, data }
}

function solidOf(found: Found): Mask {
  const { width, height } = found.box
  return { width, height, data: Uint8Array.from(found.alpha, (a) => (a >= 0.9 ? 1 : 0)) }
}

function pictureOf(found: Found): RgbF {
  return { width: found.box.width, height: found.box.height, data: found.color }
}

/** 1 and 2 on all covered pixels: soft ones take the side of the nearest solid one. */
function sidesOf(found: Found, seam: Seam): Uint8Array {
  const { width, height } = found.box
  const sides = drawSeam(seam, solidOf(found), pictureOf(found))
  const [first, second] = [1, 2].map(
    (side) => distance({ width, height, data: Uint8Array.from(sides, (s) => (s === side ? 1 : 0)) }).data,
  )
  return sides.map((side, i) => (side > 0 || found.alpha[i] === 0 ? side : first[i] <= second[i] ? 1 : 2))
}

/** Whether the network, shown the smaller side (2), sees it without the larger one. */
async function standsAlone(found: Found, sides: Uint8Array, image: RgbF, context: PeelContext): Promise<boolean> {
  const { width, height } = found.box
  const solid = Uint8Array.from(sides, (side, i) => (found.alpha[i] >= 0.9 ? side : 0))
  const inner = boundsOf({ width, height, data: Uint8Array.from(solid, (side) => (side === 2 ? 1 : 0)) })
  if (!inner) return false
  const box: Box = { ...inner, x: inner.x + found.box.x, y: inner.y + found.box.y }
  const seen = await matte(image, box, context)
  const shown = contextBox(box, image.width, image.height)
  const own = meanOn(seen, solid, 2, found.box, shown)
  const other = meanOn(seen, solid, 1, found.box, shown)
  return own.mean >= OWN && other.mean <= OTHER && other.count >= LEAST_SHOWN * own.count
}

function meanOn(plane: Plane, sides: Uint8Array, side: number, box: Box, shown: Box): { mean: number; count: number } {
  let sum = 0
  let count = 0
  for (let i = 0; i < sides.length; i++) {
    if (sides[i] !== side) continue
    const x = box.x + (i % box.width)
    const y = box.y + Math.floor(i / box.width)
    if (x < shown.x || y < shown.y || x >= shown.x + shown.width || y >= shown.y + shown.height) continue
    sum += plane.data[y * plane.width + x]
    count++
  }
  return { mean: sum / Math.max(1, count), count }
}

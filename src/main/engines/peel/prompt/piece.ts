/** The one thing of several in a layer that a point is on: its connected part, with the small bits that belong to it. */
import { cropData } from '../../../imaging/boxes.ts'
import { label } from '../../../imaging/components.ts'
import { distance } from '../../../imaging/morphology.ts'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import { drawSeam, findSeams, merit } from '../modelled/seams.ts'
import { type Cutout, over, tightCutout } from '../photo/cutout.ts'
import { alphaAt } from './photo-thing.ts'

/** Parts of at most this share of the largest one are bits of whatever they are nearest to. */
const BIT = 0.2
/** Seams that are looked at when two points are told apart, and what speaks for the one that is taken. */
const MOST_SEAMS = 12
const LEAST_EDGE = 0.6
const LEAST_MERIT = 0.5

/** The piece of a cutout at a point of the picture; the cutout itself where it is one piece, or not there. */
export function pieceAt(cutout: Cutout, x: number, y: number): Cutout {
  const { box, matte } = cutout
  const parts = label(over(matte, 0.5))
  const own = parts.labels[(Math.floor(y) - box.y) * box.width + Math.floor(x) - box.x]
  if (!own || parts.count === 1) return cutout
  const least = BIT * parts.areas[own - 1]
  const large = parts.areas.map((area, k) => k === own - 1 || area > least)
  if (large.filter(Boolean).length === 1) return cutout
  const size = { width: box.width, height: box.height }
  const toPart = (mine: boolean) =>
    distance({
      ...size,
      data: Uint8Array.from(parts.labels, (id) => (id > 0 && large[id - 1] && (id === own) === mine ? 1 : 0)),
    }).data
  const [toOwn, toOther] = [toPart(true), toPart(false)]
  // Bits go with the nearer one as a whole: by their nearest pixel.
  const nearest = parts.areas.map(() => [Infinity, Infinity])
  for (let i = 0; i < parts.labels.length; i++) {
    const near = nearest[parts.labels[i] - 1]
    if (near) nearest[parts.labels[i] - 1] = [Math.min(near[0], toOwn[i]), Math.min(near[1], toOther[i])]
  }
  const isMine = (i: number) => {
    const id = parts.labels[i]
    if (id === 0) return toOwn[i] <= toOther[i]
    return large[id - 1] ? id === own : nearest[id - 1][0] <= nearest[id - 1][1]
  }
  const data = matte.data.map((value, i) => (isMine(i) ? value : 0))
  return tightCutout({ ...size, data }, box, cutout.confidence) ?? cutout
}

/** The part of a matte that hangs together around a point; null where the matte is not there. */
export function connectedAt(picked: Plane, x: number, y: number): Cutout | null {
  const parts = label(over(picked, 0))
  const id = parts.labels[Math.floor(y) * picked.width + Math.floor(x)]
  if (!id) return null
  const box = parts.boxes[id - 1]
  const ids = cropData(parts.labels, picked.width, 1, box)
  const data = cropData(picked.data, picked.width, 1, box).map((value, i) => (ids[i] === id ? value : 0))
  return { box, matte: { width: box.width, height: box.height, data }, confidence: 1 }
}

/**
 * The side of `away` where the part of the matte around both points is cut along the best seam between them: what a
 * person takes away who clicks beside what they want. Null where no seam lies between the two.
 */
export function sideBetween(
  image: RgbF,
  picked: Plane,
  keep: { x: number; y: number },
  away: { x: number; y: number },
): Cutout | null {
  const around = connectedAt(picked, away.x, away.y)
  if (!around || alphaAt(around, keep.x, keep.y) < 0.5) return null
  const { box, matte } = around
  const size = { width: box.width, height: box.height }
  const mask = over(matte, 0.5)
  const part: RgbF = { ...size, data: cropData(image.data, image.width, 3, box) }
  const at = ({ x, y }: { x: number; y: number }) => (Math.floor(y) - box.y) * box.width + Math.floor(x) - box.x
  for (const seam of findSeams(mask, part, LEAST_EDGE, MOST_SEAMS)) {
    if (merit(seam) < LEAST_MERIT) continue
    const sides = drawSeam(seam, mask, part)
    const side = sides[at(away)]
    if (!side || !sides[at(keep)] || side === sides[at(keep)]) continue
    const [far, near] = [side, 3 - side].map(
      (s) => distance({ ...size, data: sides.map((v) => (v === s ? 1 : 0)) }).data,
    )
    return tightCutout({ ...size, data: matte.data.map((a, i) => (far[i] < near[i] ? a : 0)) }, box, 1)
  }
  return null
}

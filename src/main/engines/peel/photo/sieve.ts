/** Which candidates are things: not haze, not the scene itself, not a ghost of an earlier fill. */
import type { Mask } from '../../../imaging/pixels.ts'
import type { Picture } from './cut.ts'
import { type Cutout, weightOf } from './cutout.ts'
import { areaOf, type Fragment, type Fragments } from './fragments.ts'

/** A matte that covers more of the picture than this found no thing in it. */
const NEARLY_ALL = 0.85
/** Least mean of the network's values inside a thing: on the picture itself, and on one that was filled before. */
const LEAST_CONFIDENCE = 0.75
const LEAST_CONFIDENCE_LATER = 0.85
/** The same for what is cut by the frame: mostly a part of the scene, unless it is very sure. */
const LEAST_AT_FRAME = 0.9
/** A later find that is cut by the frame and larger than this share of the picture is scenery. */
const LARGEST_LATER_AT_FRAME = 0.05
/** A later find that lies on filled pixels by more than this share is a ghost of the fill. */
const MOST_INVENTED = 0.1
/** An island and what the network cuts out of it overlap at least so much (soft intersection over union). */
const LEAST_AGREEMENT = 0.6
/** A closer look that shows more than the fragments covers them by this share, and is this sure. */
const LEAST_COVERED = 0.9
const LEAST_REVEALED = 0.92

/** Whether fragments of a later pass lie on the picture's own pixels, and `sure` enough, to spend a run on. */
export function worthALook(fragments: Fragments, cluster: Fragment[], filled: Mask, whole?: Picture['whole']): boolean {
  const ids = new Set(cluster.map((fragment) => fragment.id))
  let sure = 0
  let made = 0
  for (let i = 0; i < fragments.labels.length; i++) {
    if (!ids.has(fragments.labels[i])) continue
    sure += whole ? whole.data[i] : 1
    made += filled.data[i]
  }
  const area = areaOf(cluster)
  return sure >= LEAST_CONFIDENCE_LATER * area && made <= MOST_INVENTED * area
}

/** `filled` are the pixels that were made up before; `later` whether the cutout was found on such a picture. */
export function isThing(cutout: Cutout, filled: Mask, later: boolean): boolean {
  const { box, matte, confidence } = cutout
  const { width, height } = filled
  const atFrame = box.x === 0 || box.y === 0 || box.x + box.width === width || box.y + box.height === height
  const least = later ? LEAST_CONFIDENCE_LATER : LEAST_CONFIDENCE
  if (confidence < (atFrame ? Math.max(least, LEAST_AT_FRAME) : least)) return false
  const weight = weightOf(matte)
  if (weight > NEARLY_ALL * width * height) return false
  if (later && atFrame && weight > LARGEST_LATER_AT_FRAME * width * height) return false
  let made = 0
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      if (filled.data[(box.y + y) * width + box.x + x]) made += matte.data[y * box.width + x]
    }
  }
  return made <= MOST_INVENTED * weight
}

/** Whether a cutout is what the islands under it showed: the network may see something else in the same crop. */
export function agrees(cutout: Cutout, islands: Fragments): boolean {
  const { common, weight, area } = overlap(cutout, islands)
  return common >= LEAST_AGREEMENT * (weight + area - common)
}

/** Whether a cutout is much more of a thing of which the fragments were a part, and the network is very sure of it. */
export function reveals(cutout: Cutout, fragments: Fragments): boolean {
  const { common, area } = overlap(cutout, fragments)
  return cutout.confidence >= LEAST_REVEALED && area > 0 && common >= LEAST_COVERED * area
}

/** What a cutout shares with the fragments that it touches, its own weight, and theirs. */
function overlap({ box, matte }: Cutout, { labels, width, list }: Fragments) {
  let common = 0
  const touched = new Set<number>()
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      const a = matte.data[y * box.width + x]
      const id = labels[(box.y + y) * width + box.x + x]
      if (id === 0 || a === 0) continue
      common += a
      touched.add(id)
    }
  }
  return { common, weight: weightOf(matte), area: areaOf(list.filter(({ id }) => touched.has(id))) }
}

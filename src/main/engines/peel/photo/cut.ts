/** Cutting out one candidate: a closer look by the network, then its edge at the picture's own size. */
import { boundsOf, boxArea } from '../../../imaging/boxes.ts'
import { label } from '../../../imaging/components.ts'
import { distance } from '../../../imaging/morphology.ts'
import type { Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { contextBox } from '../matting/matte.ts'
import { refineMatte } from '../matting/refine.ts'
import { type FlatRegions, voteFlatRegions } from './flat-regions.ts'
import { type Fragment, joinFragments, unionMask } from './fragments.ts'

/** A crop that shows nearly the whole picture tells nothing new. */
const NEARLY_WHOLE = 0.75
/** A cluster is one thing when a closer look finds this much more of it than its pieces. */
const MORE = 1.25
/** Pieces below this share of the cluster's largest never stand alone. */
const CRUMB = 0.1

export interface Picture {
  image: RgbF
  regions: FlatRegions
  /** One run of the network on a box of the picture; counted by the caller. */
  look: (box: Fragment['box'] | null) => Promise<Plane>
}

export interface Cutout {
  matte: Plane
  /** Mean of the network's own values inside, 0..1. */
  confidence: number
}

/** The things in a cluster of fragments; `whole` is the matte they were found in, `others` what belongs to other clusters. */
export async function cutCluster(
  picture: Picture,
  cluster: Fragment[],
  whole: Plane,
  others: Fragment[],
): Promise<Cutout[]> {
  const joined = joinFragments(cluster)
  const { width, height } = picture.image
  const shown = contextBox(joined.box, width, height)
  const close = boxArea(shown) > NEARLY_WHOLE * width * height ? whole : await picture.look(joined.box)
  const voted = voteFlatRegions(close, picture.regions)
  const own = keepOwn(voted, joined, others)
  const largest = Math.max(...cluster.map((fragment) => fragment.area))
  const standing = cluster.filter((fragment) => fragment.area >= CRUMB * largest)
  if (standing.length < 2 || isOne(own, joined, standing)) return [finish(picture.image, own, close)]
  return standing.map((fragment) => {
    const rest = [...others, ...standing.filter((other) => other !== fragment)]
    return finish(picture.image, keepOwn(voted, fragment, rest), close)
  })
}

/** Whether the closer look joins the pieces or finds much more than them. */
function isOne(own: Plane, joined: Fragment, pieces: Fragment[]): boolean {
  const mask = threshold(own)
  let area = 0
  for (const bit of mask.data) area += bit
  if (area > MORE * joined.area) return true
  const components = label(mask)
  const ids = pieces.map((piece) => majority(components.labels, piece.mask))
  return ids.every((id) => id > 0 && id === ids[0])
}

function majority(labels: Int32Array, mask: Mask): number {
  const votes = new Map<number, number>()
  let best = 0
  for (let i = 0; i < labels.length; i++) {
    if (!mask.data[i]) continue
    const n = (votes.get(labels[i]) ?? 0) + 1
    votes.set(labels[i], n)
    if (n > (votes.get(best) ?? 0)) best = labels[i]
  }
  return best
}

/** The parts of a matte that hang together with the fragment and are nearer to it than to the others. */
function keepOwn(matte: Plane, fragment: Fragment, others: Fragment[]): Plane {
  const { width, height } = matte
  const data = matte.data.slice()
  if (others.length > 0) {
    const toOwn = distance(fragment.mask).data
    const toOther = distance(unionMask(others)).data
    for (let i = 0; i < data.length; i++) if (toOther[i] < toOwn[i]) data[i] = 0
  }
  const soft: Mask = { width, height, data: Uint8Array.from(data, (a) => (a > 0.1 ? 1 : 0)) }
  const components = label(soft)
  const touched = new Uint8Array(components.count + 1)
  for (let i = 0; i < data.length; i++) if (fragment.mask.data[i]) touched[components.labels[i]] = 1
  for (let i = 0; i < data.length; i++) if (!touched[components.labels[i]]) data[i] = 0
  return { width, height, data }
}

function threshold(matte: Plane): Mask {
  return { width: matte.width, height: matte.height, data: Uint8Array.from(matte.data, (a) => (a > 0.5 ? 1 : 0)) }
}

function finish(image: RgbF, matte: Plane, close: Plane): Cutout {
  let sum = 0
  let n = 0
  for (let i = 0; i < matte.data.length; i++) {
    if (matte.data[i] <= 0.5) continue
    sum += close.data[i]
    n++
  }
  const box = boundsOf(matte, 0.02)
  const refined = box ? refineMatte(image, matte) : matte
  return { matte: refined, confidence: n > 0 ? sum / n : 0 }
}

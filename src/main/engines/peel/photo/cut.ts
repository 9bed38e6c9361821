/** Cutting out one candidate: a closer look by the network, then its edge at the picture's own size. */
import { boxArea, cropData } from '../../../imaging/boxes.ts'
import { label } from '../../../imaging/components.ts'
import { distance } from '../../../imaging/morphology.ts'
import type { Box, Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { contextBox } from '../matting/matte.ts'
import { refineMatte } from '../matting/refine.ts'
import { cropPlane, type Cutout, over, tightCutout, weightOf } from './cutout.ts'
import { type FlatRegions, voteFlatRegions } from './flat-regions.ts'
import { fillUnlikeHoles } from './holes.ts'
import { areaOf, boxOf, type Fragment, type Fragments } from './fragments.ts'
import { groupByPalette } from './palette.ts'

/** A crop that shows nearly the whole picture tells nothing new. */
const NEARLY_WHOLE = 0.75
/** A cluster is one thing when a closer look finds this much more of it than its pieces. */
const MORE = 1.25
/** Pieces below this share of the cluster's largest never stand alone. */
const CRUMB = 0.1
/** What hangs together at this level of the matte is followed from a fragment outwards. */
const SOFT = 0.1

export interface Picture {
  image: RgbF
  regions: FlatRegions
  /** The matte of the whole picture, as the network gave it. */
  whole: Plane
  fragments: Fragments
  /** One run of the network on a box of the picture; counted by the caller. */
  look: (box: Box | null) => Promise<Plane>
}

/** The things in a cluster of fragments. */
export async function cutCluster(picture: Picture, cluster: Fragment[]): Promise<Cutout[]> {
  const { width, height } = picture.image
  const box = boxOf(cluster)
  const shown = contextBox(box, width, height)
  const looked = boxArea(shown) > NEARLY_WHOLE * width * height ? picture.whole : await picture.look(box)
  const voted = cropPlane(voteFlatRegions(looked, picture.regions), shown)
  const labels = cropData(picture.fragments.labels, width, 1, shown)
  const finish = (matte: Plane) => finishCutout(picture.image, cropPlane(looked, shown), matte, shown)

  const largest = Math.max(...cluster.map((fragment) => fragment.area))
  const standing = cluster.filter((fragment) => fragment.area >= CRUMB * largest)
  const own = keepOwn(voted, labels, new Set(cluster.map((fragment) => fragment.id)))
  if (standing.length < 2 || isOne(own, labels, cluster, standing)) return finish(own)
  const part: RgbF = { width: shown.width, height: shown.height, data: cropData(picture.image.data, width, 3, shown) }
  const groups = groupByPalette(part, labels, standing)
  return groups.flatMap((group) => finish(keepOwn(voted, labels, new Set(group.map((fragment) => fragment.id)))))
}

/** Whether the closer look joins the pieces or finds much more than them. */
function isOne(own: Plane, labels: Int32Array, cluster: Fragment[], pieces: Fragment[]): boolean {
  if (weightOf(own) > MORE * areaOf(cluster)) return true
  const components = label(over(own, 0.5))
  const found = pieces.map((piece) => majority(components.labels, labels, piece.id))
  return found.every((id) => id > 0 && id === found[0])
}

/** The component that covers most of a fragment, 0 for none. */
function majority(components: Int32Array, labels: Int32Array, id: number): number {
  const votes = new Map<number, number>()
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === id) votes.set(components[i], (votes.get(components[i]) ?? 0) + 1)
  }
  let best = 0
  for (const [component, n] of votes) if (n > (votes.get(best) ?? 0)) best = component
  return best
}

/** The parts of a matte that hang together with fragments of `ids` and are nearer to them than to the others. */
function keepOwn(matte: Plane, labels: Int32Array, ids: Set<number>): Plane {
  const { width, height } = matte
  const data = matte.data.slice()
  const own: Mask = { width, height, data: new Uint8Array(data.length) }
  const other: Mask = { width, height, data: new Uint8Array(data.length) }
  let contested = false
  for (let i = 0; i < data.length; i++) {
    if (labels[i] === 0) continue
    if (ids.has(labels[i])) own.data[i] = 1
    else contested = Boolean((other.data[i] = 1))
  }
  if (contested) {
    const toOwn = distance(own).data
    const toOther = distance(other).data
    for (let i = 0; i < data.length; i++) if (toOther[i] < toOwn[i]) data[i] = 0
  }
  const components = label(over({ width, height, data }, SOFT))
  const touched = new Uint8Array(components.count + 1)
  for (let i = 0; i < data.length; i++) if (own.data[i]) touched[components.labels[i]] = 1
  touched[0] = 0
  for (let i = 0; i < data.length; i++) if (!touched[components.labels[i]]) data[i] = 0
  return { width, height, data }
}

function finishCutout(image: RgbF, looked: Plane, matte: Plane, at: Box): Cutout[] {
  let sum = 0
  let n = 0
  for (let i = 0; i < matte.data.length; i++) {
    if (matte.data[i] <= 0.5) continue
    sum += looked.data[i]
    n++
  }
  if (n === 0) return []
  const part: RgbF = { width: at.width, height: at.height, data: cropData(image.data, image.width, 3, at) }
  const cutout = tightCutout(refineMatte(part, fillUnlikeHoles(part, matte)), at, sum / n)
  return cutout ? [cutout] : []
}

/** Finding the things of a photograph: in the picture as a whole, alone in smooth surroundings, and part by part. */
import type { Box, Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { matte } from '../matting/matte.ts'
import type { PeelContext } from '../types.ts'
import { cutCluster, type Picture } from './cut.ts'
import { type Cutout, stamp, weightOf } from './cutout.ts'
import { findFlatRegions, voteFlatRegions } from './flat-regions.ts'
import { areaOf, clusterFragments, findFragments, type Fragment, type Fragments } from './fragments.ts'
import { findIslands } from './islands.ts'
import { nameCutouts, type Thing } from './layer.ts'
import { interestIn, partsOf, whollyShown } from './parts-of-picture.ts'
import { agrees, isThing, reveals, worthALook } from './sieve.ts'
import { splitAtNeck } from './split.ts'

/** Runs of the network in all, the first included. */
export const MOST_RUNS = 8
/** Islands are given up after so many looks in a row that found nothing. */
const MOST_MISSES = 2
/** Runs in all where parts of the picture are looked at too, and where all parts are. */
const MOST_RUNS_IN_PARTS = 16
const MOST_RUNS_EVERYWHERE = 28
/** A part is looked at when the network sees something in it, however faintly, beside the larger things. */
const INTERESTING = 0.2
/** Share of the picture of a thing that is found so: less is likely a piece of one, a leaf of a sprig. */
const LEAST_SHARE = 0.004
/** What is left of the picture so far, and what may still be spent on it. */
export interface Progress {
  rest: RgbF
  /** Pixels of `rest` that were made up. */
  filled: Mask
  things: Thing[]
  /** What the network saw in the whole picture, when it was last shown it. */
  whole: Plane | null
  runs: number
  /** About how many runs there will be. */
  expected: number
}

/** What the network sees in the picture as a whole, each looked at again on a crop. */
export async function findSalient(progress: Progress, later: boolean, context: PeelContext): Promise<Cutout[]> {
  const image = progress.rest
  const look = lookAt(progress, context)
  const whole = (progress.whole = await look(null))
  const regions = findFlatRegions(image)
  const fragments = findFragments(voteFlatRegions(whole, regions))
  const picture: Picture = { image, regions, whole, fragments, look }
  const found: Cutout[] = []
  for (const cluster of bySize(fragments)) {
    if (progress.runs >= MOST_RUNS) break
    if (later && !worthALook(fragments, cluster, progress.filled, whole)) continue
    for (const cutout of await cutCluster(picture, cluster)) {
      if (!isThing(cutout, progress.filled, later)) continue
      found.push(...(progress.runs < MOST_RUNS ? await splitAtNeck(cutout, image, look) : [cutout]))
      tellFound(progress, found, context)
    }
  }
  return found
}

/** Islands in smooth surroundings that the network sees too when it is shown nothing else. */
export async function findIsolated(progress: Progress, context: PeelContext): Promise<Cutout[]> {
  if (progress.runs >= MOST_RUNS) return []
  const image = progress.rest
  const fragments = findIslands(image)
  if (fragments.list.length === 0) return []
  const whole = { ...image, data: Float32Array.from(fragments.labels) }
  const picture: Picture = { image, regions: findFlatRegions(image), whole, fragments, look: lookAt(progress, context) }
  let misses = 0
  const found: Cutout[] = []
  for (const cluster of bySize(fragments)) {
    if (progress.runs >= MOST_RUNS || misses >= MOST_MISSES) break
    if (!worthALook(fragments, cluster, progress.filled)) continue
    const cutouts = await cutCluster(picture, cluster)
    const kept = cutouts.filter((cutout) => isThing(cutout, progress.filled, true) && agrees(cutout, fragments))
    misses = kept.length > 0 ? 0 : misses + 1
    found.push(...kept)
    if (kept.length > 0) tellFound(progress, found, context)
  }
  return found
}

/**
 * What the network sees when it is shown a part of the picture at a time, each thing looked at again on a crop. Not
 * `everywhere`: only in the parts that seem to hold something, and not for long where that comes to nothing. Ends where there
 * are `most` things.
 */
export async function findInParts(
  progress: Progress,
  { everywhere, most }: { everywhere: boolean; most: number },
  context: PeelContext,
): Promise<Cutout[]> {
  const image = progress.rest
  const look = lookAt(progress, context)
  const regions = findFlatRegions(image)
  const taken: Mask = { ...progress.filled, data: progress.filled.data.slice() }
  const found: Cutout[] = []
  const least = everywhere ? 0 : LEAST_SHARE
  const mostRuns = everywhere ? MOST_RUNS_EVERYWHERE : MOST_RUNS_IN_PARTS
  const isFull = () => progress.runs >= mostRuns || progress.things.length + found.length >= most
  let misses = 0
  for (const part of partsInOrder(progress, everywhere ? 0 : INTERESTING)) {
    if (isFull() || (!everywhere && misses >= MOST_MISSES)) break
    const before = found.length
    const whole = await look(part)
    const fragments = whollyShown(findFragments(voteFlatRegions(whole, regions)), part)
    const picture: Picture = { image, regions, whole, fragments, look }
    for (const cluster of bySize(fragments)) {
      if (isFull()) break
      if (!worthALook(fragments, cluster, taken, whole)) continue
      for (const cutout of await cutCluster(picture, cluster)) {
        if (!isThing(cutout, taken, true) || weightOf(cutout.matte) < least * whole.data.length) continue
        if (!agrees(cutout, fragments) && !reveals(cutout, fragments)) continue
        stamp(taken, cutout.matte, cutout.box)
        found.push(cutout)
        tellFound(progress, found, context)
      }
    }
    misses = found.length > before ? 0 : misses + 1
  }
  return found
}

/** The parts in which the network saw at least so much (0..1) in the whole picture, the most first. */
function partsInOrder({ whole, filled }: Progress, least: number): Box[] {
  const parts = partsOf(filled.width, filled.height)
  if (!whole) return parts
  const interest = new Map(parts.map((part) => [part, interestIn(part, whole, filled)]))
  return parts.filter((part) => interest.get(part)! >= least).sort((a, b) => interest.get(b)! - interest.get(a)!)
}

/** What was taken away and what is about to be. */
function tellFound({ things }: Progress, found: readonly Cutout[], { onFound }: PeelContext): void {
  const all = [...things.map(({ cutout }) => cutout), ...found]
  const told = nameCutouts(all).map(({ cutout, kind, name }) => ({ kind, name, box: cutout.box }))
  onFound?.(told.reverse())
}

/** One run of the network on what is left, counted. */
function lookAt(progress: Progress, context: PeelContext): Picture['look'] {
  const image = progress.rest
  return (box: Box | null) => {
    progress.runs++
    context.onProgress?.(Math.min(0.9, (0.9 * progress.runs) / progress.expected))
    return matte(image, box, context)
  }
}

function bySize(fragments: Fragments): Fragment[][] {
  return clusterFragments(fragments).sort((a, b) => areaOf(b) - areaOf(a))
}

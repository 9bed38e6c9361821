/** Photographs: the things a matting network sees, one layer each with its shadow, and what lies behind them. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Box, Mask, RgbF } from '../../../imaging/pixels.ts'
import { fillHole } from '../inpaint/fill-hole.ts'
import { matte } from '../matting/matte.ts'
import type { PeelContext, Peeled } from '../types.ts'
import { cutCluster, type Picture } from './cut.ts'
import { type Cutout, stamp } from './cutout.ts'
import { findDropShadow, type Shadow } from './drop-shadow.ts'
import { findFlatRegions, voteFlatRegions } from './flat-regions.ts'
import { areaOf, clusterFragments, findFragments, type Fragment, type Fragments } from './fragments.ts'
import { findIslands } from './islands.ts'
import { nameCutouts, type Thing, toLayers } from './layer.ts'
import { agrees, isThing, worthALook } from './sieve.ts'
import { splitAtNeck } from './split.ts'

/** Runs of the network in all, the first included. */
const MOST_RUNS = 8
/** Passes of the network over the whole picture, each on what the one before left. */
const PASSES = 2
/** Islands are given up after so many looks in a row that found nothing. */
const MOST_MISSES = 2
/** How far the fill reaches beyond things, as a share of the picture's longer side. */
const EDGE_MARGIN = 0.003
/** Ground in a darker shadow than this is filled: lifting it would show its noise. */
const DEEPEST_SHADOW = 0.8

/** What is left of the picture so far, and what may still be spent on it. */
interface Progress {
  rest: RgbF
  /** Pixels of `rest` that were made up. */
  filled: Mask
  things: Thing[]
  runs: number
}

/** Takes the things off a photograph whose text is already gone. Layers bottom to top; `behind` is the filled picture. */
export async function peelPhoto(image: RgbF, context: PeelContext): Promise<Peeled> {
  const { width, height } = image
  const filled: Mask = { width, height, data: new Uint8Array(width * height) }
  const progress: Progress = { rest: image, filled, things: [], runs: 0 }
  for (let pass = 0; pass < PASSES && progress.runs < MOST_RUNS; pass++) {
    const cutouts = await findSalient(progress, pass > 0, context)
    if (cutouts.length === 0) break
    await takeAway(progress, cutouts, context)
  }
  const islands = await findIsolated(progress, context)
  if (islands.length > 0) await takeAway(progress, islands, context)
  context.onProgress?.(1)
  return { layers: toLayers(progress.things), behind: progress.rest }
}

/** What the network sees in the picture as a whole, each looked at again on a crop. */
async function findSalient(progress: Progress, later: boolean, context: PeelContext): Promise<Cutout[]> {
  const image = progress.rest
  const look = lookAt(progress, context)
  const whole = await look(null)
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
async function findIsolated(progress: Progress, context: PeelContext): Promise<Cutout[]> {
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

/** What was taken away and what is about to be. */
function tellFound({ things }: Progress, found: readonly Cutout[], { onFound }: PeelContext): void {
  const all = [...things.map(({ cutout }) => cutout), ...found]
  onFound?.(nameCutouts(all).map(({ cutout, kind, name }) => ({ kind, name, box: cutout.box })).reverse()) // prettier-ignore
}

/** One run of the network on what is left, counted. */
function lookAt(progress: Progress, context: PeelContext): Picture['look'] {
  const image = progress.rest
  return (box: Box | null) => {
    progress.runs++
    context.onProgress?.((0.9 * progress.runs) / (MOST_RUNS + 1))
    return matte(image, box, context)
  }
}

function bySize(fragments: Fragments): Fragment[][] {
  return clusterFragments(fragments).sort((a, b) => areaOf(b) - areaOf(a))
}

/** Finds the shadows of the cutouts, takes them off the ground and fills the picture behind the things themselves. */
async function takeAway(progress: Progress, cutouts: Cutout[], context: PeelContext): Promise<void> {
  throwIfCancelled(context.signal)
  const { rest, filled } = progress
  const found = cutouts.map((cutout) => ({ cutout, shadow: shadowOf(rest, cutout, cutouts), seen: rest }))
  const hole = holeOf(found, filled.width, filled.height)
  progress.rest = await fillHole(withoutShadows(rest, found), hole, context)
  for (let i = 0; i < hole.data.length; i++) filled.data[i] |= hole.data[i]
  progress.things.push(...found)
}

function shadowOf(image: RgbF, cutout: Cutout, all: Cutout[]): Shadow | null {
  const { width, height } = image
  const others: Mask = { width, height, data: new Uint8Array(width * height) }
  for (const other of all) if (other !== cutout) stamp(others, other.matte, other.box)
  return findDropShadow(image, cutout, others)
}

/**
 * The ground with its shadows lifted: I = (1 − σ)·B, the shadow being black. Its texture stays, which a fill would have to
 * invent, and which the shadow's layer would otherwise have to carry.
 */
function withoutShadows(image: RgbF, things: Thing[]): RgbF {
  const { width, height } = image
  const data = image.data.slice()
  for (const { shadow } of things) {
    if (!shadow) continue
    const { box, alpha } = shadow
    for (let y = 0; y < box.height; y++) {
      for (let x = 0; x < box.width; x++) {
        const dark = Math.min(alpha.data[y * box.width + x], DEEPEST_SHADOW)
        if (dark <= 0) continue
        const at = ((box.y + y) * width + box.x + x) * 3
        for (let c = 0; c < 3; c++) data[at + c] = Math.min(255, data[at + c] / (1 - dark))
      }
    }
  }
  return { width, height, data }
}

/** What things cover, and a little more: blurred edges leave ghosts. In the deepest shadow nothing can be seen either. */
function holeOf(things: Thing[], width: number, height: number): Mask {
  const side = Math.max(width, height)
  const mask: Mask = { width, height, data: new Uint8Array(width * height) }
  for (const { shadow, cutout } of things) {
    if (shadow) stamp(mask, shadow.alpha, shadow.box, DEEPEST_SHADOW)
    stamp(mask, cutout.matte, cutout.box)
  }
  return dilate(mask, Math.max(2, EDGE_MARGIN * side))
}

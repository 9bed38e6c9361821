/** Photographs: the things a matting network sees, one layer each with its shadow, and what lies behind them. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { boundsOf } from '../../../imaging/boxes.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Box, Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { fillBehind } from '../inpaint/fill-behind.ts'
import { matte } from '../matting/matte.ts'
import type { Found, PeelContext, Peeled } from '../types.ts'
import { type Cutout, cutCluster, type Picture } from './cut.ts'
import { findDropShadow } from './drop-shadow.ts'
import { findFlatRegions, voteFlatRegions } from './flat-regions.ts'
import { clusterFragments, findFragments } from './fragments.ts'
import { HAZE, objectLayer } from './layer.ts'

/** Runs of the network in all, the first included. */
const MOST_RUNS = 8
/** Passes over the picture, each on what the one before left. */
const PASSES = 2
/** A matte that covers more of the picture than this found no thing in it. */
const NEARLY_ALL = 0.85
/** Mean of the network's values inside a thing; below it is haze. */
const LEAST_CONFIDENCE = 0.6

interface Thing extends Cutout {
  shadow: Plane | null
  box: Box
  pass: number
}

/** Takes the things off a photograph whose text is already gone. Layers bottom to top; `behind` is the filled picture. */
export async function peelPhoto(image: RgbF, context: PeelContext): Promise<Peeled> {
  const { width, height } = image
  const things: Thing[] = []
  let rest = image
  let runs = 0
  for (let pass = 0; pass < PASSES && runs < MOST_RUNS; pass++) {
    const seen = rest
    const picture: Picture = {
      image: seen,
      regions: findFlatRegions(seen),
      look: (box) => {
        runs++
        context.onProgress?.(0.9 * (runs / (MOST_RUNS + 1)))
        return matte(seen, box, context)
      },
    }
    const whole = await picture.look(null)
    const voted = voteFlatRegions(whole, picture.regions)
    const fragments = findFragments(voted)
    const clusters = clusterFragments(fragments, width, height).sort((a, b) => area(b) - area(a))
    const found: Thing[] = []
    for (const cluster of clusters) {
      if (runs >= MOST_RUNS) break
      const others = fragments.filter((fragment) => !cluster.includes(fragment))
      for (const cutout of await cutCluster(picture, cluster, whole, others)) {
        const box = boundsOf(cutout.matte, 0.5)
        if (!box || cutout.confidence < LEAST_CONFIDENCE || coverage(cutout.matte) > NEARLY_ALL) continue
        found.push({ ...cutout, shadow: null, box, pass })
      }
    }
    throwIfCancelled(context.signal)
    if (found.length === 0) break
    for (const thing of found) {
      const others = solidOf(
        found.filter((other) => other !== thing).map((other) => other.matte),
        width,
        height,
      )
      thing.shadow = findDropShadow(seen, thing.matte, thing.box, others)?.alpha ?? null
    }
    rest = fillBehind(rest, holeOf(found, width, height))
    things.push(...found)
  }
  context.onProgress?.(1)
  return { layers: toLayers(image, things), behind: rest }
}

function area(fragments: { area: number }[]): number {
  return fragments.reduce((sum, fragment) => sum + fragment.area, 0)
}

function coverage(plane: Plane): number {
  return plane.data.reduce((sum, a) => sum + a, 0) / plane.data.length
}

function solidOf(planes: Plane[], width: number, height: number): Mask {
  const data = new Uint8Array(width * height)
  for (const plane of planes) for (let i = 0; i < data.length; i++) if (plane.data[i] > HAZE) data[i] = 1
  return { width, height, data }
}

/** Everything that things and shadows colour, and a little more: blurred edges leave ghosts. */
function holeOf(things: Thing[], width: number, height: number): Mask {
  const planes = things.flatMap((thing) => (thing.shadow ? [thing.matte, thing.shadow] : [thing.matte]))
  return dilate(solidOf(planes, width, height), Math.max(2, 0.003 * Math.max(width, height)))
}

/** Left to right; what was found behind something else that it touches goes below it. */
function toLayers(image: RgbF, things: Thing[]): Found[] {
  const center = (box: Box) => box.x + box.width / 2
  const sorted = [...things].sort((a, b) => center(a.box) - center(b.box))
  const main = things.reduce((best, thing) => (best && weight(best) >= weight(thing) ? best : thing), things[0])
  let number = 0
  const layers: Found[] = []
  for (const thing of sorted) {
    const about =
      thing === main
        ? { kind: 'subject' as const, name: 'Subject' }
        : { kind: 'object' as const, name: `Object ${++number}` }
    const layer = objectLayer(image, thing.matte, thing.shadow, { ...about, confidence: thing.confidence })
    if (layer) layers.push(layer)
  }
  return layers
}

/** What the eye goes to: large, certain, found first. */
function weight(thing: Thing): number {
  return (coverage(thing.matte) * thing.confidence) / (1 + thing.pass)
}

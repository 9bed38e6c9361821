/** Photographs: the things a matting network sees, one layer each with its shadow, and what lies behind them. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { boxArea } from '../../../imaging/boxes.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Box, Mask, RgbF } from '../../../imaging/pixels.ts'
import { fillBehind } from '../inpaint/fill-behind.ts'
import { matte } from '../matting/matte.ts'
import type { Found, PeelContext, Peeled } from '../types.ts'
import { cutCluster, type Picture } from './cut.ts'
import { type Cutout, stamp, weightOf } from './cutout.ts'
import { findDropShadow, type Shadow } from './drop-shadow.ts'
import { findFlatRegions, voteFlatRegions } from './flat-regions.ts'
import { areaOf, clusterFragments, findFragments, type Fragment } from './fragments.ts'
import { objectLayer } from './layer.ts'
import { splitAtNeck } from './split.ts'

/** Runs of the network in all, the first included. */
const MOST_RUNS = 8
/** Passes over the picture, each on what the one before left. */
const PASSES = 2
/** A matte that covers more of the picture than this found no thing in it. */
const NEARLY_ALL = 0.85
/** Least mean of the network's values inside a thing, by pass: later passes see filled pictures and are trusted less. */
const LEAST_CONFIDENCE = [0.75, 0.85]
/** The same for what is cut by the frame: mostly a part of the scene, unless it is very sure. */
const LEAST_AT_FRAME = 0.9
/** A later find that lies on filled pixels by more than this share is a ghost of the fill. */
const MOST_INVENTED = 0.1

interface Thing {
  cutout: Cutout
  shadow: Shadow | null
  pass: number
  /** The picture it was cut from. */
  seen: RgbF
}

/** Takes the things off a photograph whose text is already gone. Layers bottom to top; `behind` is the filled picture. */
export async function peelPhoto(image: RgbF, context: PeelContext): Promise<Peeled> {
  const { width, height } = image
  const things: Thing[] = []
  const filled: Mask = { width, height, data: new Uint8Array(width * height) }
  let rest = image
  let runs = 0
  for (let pass = 0; pass < PASSES && runs < MOST_RUNS; pass++) {
    const seen = rest
    const look = (box: Box | null) => {
      runs++
      context.onProgress?.((0.9 * runs) / (MOST_RUNS + 1))
      return matte(seen, box, context)
    }
    const whole = await look(null)
    const regions = findFlatRegions(seen)
    const fragments = findFragments(voteFlatRegions(whole, regions))
    const picture: Picture = { image: seen, regions, whole, fragments, look }
    const clusters = clusterFragments(fragments, width, height).sort((a, b) => areaOf(b) - areaOf(a))
    const cutouts: Cutout[] = []
    for (const cluster of clusters) {
      if (runs >= MOST_RUNS) break
      if (pass > 0 && !worthALook(picture, cluster, filled)) continue
      for (const cutout of await cutCluster(picture, cluster)) {
        if (!isThing(cutout, pass, filled)) continue
        const parts = runs < MOST_RUNS ? await splitAtNeck(cutout, seen, look) : [cutout]
        cutouts.push(...parts)
      }
    }
    throwIfCancelled(context.signal)
    if (cutouts.length === 0) break
    const found = cutouts.map((cutout) => ({ cutout, shadow: shadowOf(seen, cutout, cutouts), pass, seen }))
    const hole = holeOf(found, width, height)
    rest = fillBehind(rest, hole)
    for (let i = 0; i < hole.data.length; i++) filled.data[i] |= hole.data[i]
    things.push(...found)
  }
  context.onProgress?.(1)
  return { layers: toLayers(things), behind: rest }
}

/** Whether fragments of a later pass are sure and real enough to spend a run on. */
function worthALook(picture: Picture, cluster: Fragment[], filled: Mask): boolean {
  const ids = new Set(cluster.map((fragment) => fragment.id))
  const { labels } = picture.fragments
  let sure = 0
  let made = 0
  for (let i = 0; i < labels.length; i++) {
    if (!ids.has(labels[i])) continue
    sure += picture.whole.data[i]
    made += filled.data[i]
  }
  const area = areaOf(cluster)
  return sure >= LEAST_CONFIDENCE[1] * area && made <= MOST_INVENTED * area
}

/** Not haze, not nearly all of the picture, not a piece of the scene cut by the frame, not a ghost of the fill. */
function isThing(cutout: Cutout, pass: number, filled: Mask): boolean {
  const { box, matte, confidence } = cutout
  const { width, height } = filled
  const atFrame = box.x === 0 || box.y === 0 || box.x + box.width === width || box.y + box.height === height
  if (confidence < (atFrame ? LEAST_AT_FRAME : LEAST_CONFIDENCE[pass])) return false
  const weight = weightOf(matte)
  if (weight > NEARLY_ALL * width * height) return false
  let made = 0
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      if (filled.data[(box.y + y) * width + box.x + x]) made += matte.data[y * box.width + x]
    }
  }
  return made <= MOST_INVENTED * weight
}

function shadowOf(image: RgbF, cutout: Cutout, all: Cutout[]): Shadow | null {
  const { width, height } = image
  const others: Mask = { width, height, data: new Uint8Array(width * height) }
  for (const other of all) if (other !== cutout) stamp(others, other.matte, other.box)
  return findDropShadow(image, cutout, others)
}

/** Everything that things and shadows colour, and a little more: blurred edges leave ghosts. */
function holeOf(things: Thing[], width: number, height: number): Mask {
  const mask: Mask = { width, height, data: new Uint8Array(width * height) }
  for (const { cutout, shadow } of things) {
    stamp(mask, cutout.matte, cutout.box)
    if (shadow) stamp(mask, shadow.alpha, shadow.box)
  }
  return dilate(mask, Math.max(2, 0.003 * Math.max(width, height)))
}

/** Left to right. */
function toLayers(things: Thing[]): Found[] {
  const center = ({ cutout: { box } }: Thing) => box.x + box.width / 2
  const main = things.reduce((best, thing) => (salience(best) >= salience(thing) ? best : thing), things[0])
  let number = 0
  const layers: Found[] = []
  for (const thing of [...things].sort((a, b) => center(a) - center(b))) {
    const about =
      thing === main
        ? { kind: 'subject' as const, name: 'Subject' }
        : { kind: 'object' as const, name: `Object ${++number}` }
    const layer = objectLayer(thing.seen, thing.cutout, thing.shadow, about)
    if (layer) layers.push(layer)
  }
  return layers
}

/** What the eye goes to: large, certain, found first. */
function salience({ cutout, pass }: Thing): number {
  return (Math.sqrt(boxArea(cutout.box) * weightOf(cutout.matte)) * cutout.confidence) / (1 + pass)
}

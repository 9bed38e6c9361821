/** Photographs: the things a matting network sees, one layer each with its shadow, and what lies behind them. */
import type { Quality } from '../../../../shared/contract/limits.ts'
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { fillHole } from '../inpaint/fill-hole.ts'
import type { PeelContext, Peeled } from '../types.ts'
import { type Cutout, stamp } from './cutout.ts'
import { findDropShadow, type Shadow } from './drop-shadow.ts'
import { findInParts, findIsolated, findSalient, MOST_RUNS, type Progress } from './find-things.ts'
import { type Thing, toLayers } from './layer.ts'

/** Passes of the network over the whole picture, each on what the one before left. */
const PASSES = 2
/** How far the fill reaches beyond things, as a share of the picture's longer side. */
const EDGE_MARGIN = 0.003
/** Ground in a darker shadow than this is filled: lifting it would show its noise. */
const DEEPEST_SHADOW = 0.8

export interface PhotoOptions {
  /** `draft` is content with what strikes the eye, `best` looks at every part of the picture. */
  quality?: Quality
  /** Where fewer things than this are found, every part is looked at too. One if it is not said. */
  least?: number
  /** No part is looked at any more once there are so many things. */
  most?: number
}

/**
 * Takes the things off a photograph whose text is already gone. Layers bottom to top; `behind` is the filled picture.
 */
export async function peelPhoto(
  image: RgbF,
  context: PeelContext,
  { quality = 'balanced', least = 1, most = Infinity }: PhotoOptions = {},
): Promise<Peeled> {
  const { width, height } = image
  const filled: Mask = { width, height, data: new Uint8Array(width * height) }
  const expected = (quality === 'best' ? 2 : 1) * (MOST_RUNS + 1)
  const progress: Progress = { rest: image, filled, things: [], whole: null, runs: 0, expected }
  const passes = quality === 'draft' ? 1 : PASSES
  for (let pass = 0; pass < passes && progress.runs < MOST_RUNS; pass++) {
    const cutouts = await findSalient(progress, pass > 0, context)
    if (cutouts.length === 0) break
    await takeAway(progress, cutouts, context)
  }
  if (quality !== 'draft') {
    await takeAway(progress, await findIsolated(progress, context), context)
    const everywhere = quality === 'best' || progress.things.length < least
    await takeAway(progress, await findInParts(progress, { everywhere, most }, context), context)
  }
  context.onProgress?.(1)
  return { layers: toLayers(progress.things), behind: progress.rest }
}

/** Finds the shadows of the cutouts, takes them off the ground and fills the picture behind the things themselves. */
async function takeAway(progress: Progress, cutouts: Cutout[], context: PeelContext): Promise<void> {
  throwIfCancelled(context.signal)
  if (cutouts.length === 0) return
  const { rest, filled } = progress
  const found = cutouts.map((cutout) => ({ cutout, shadow: shadowOf(rest, cutout, cutouts), seen: rest }))
  const hole = holeOf(found, filled.width, filled.height)
  progress.rest = await fillHole(withoutShadows(rest, found), hole, context)
  for (let i = 0; i < hole.data.length; i++) filled.data[i] |= hole.data[i]
  progress.things.push(...found)
  context.onFinished?.(toLayers(progress.things))
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

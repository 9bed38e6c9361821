/** What may be meant by a point of a picture. */
import type { Plane } from '../../../imaging/pixels.ts'
import { refineMatte } from '../matting/refine.ts'
import { type Cutout, tightCutout } from '../photo/cutout.ts'
import type { Found, PeelContext } from '../types.ts'
import { evenRegion, type Region } from './even-region.ts'
import { alphaAt } from './photo-thing.ts'
import { pieceAt } from './piece.ts'
import type { PromptPoint } from './prompt.ts'
import { type Scene, textAt } from './scene.ts'

export interface Candidate {
  find(): Promise<Cutout | null>
  /** It is known, or worked out in a moment. */
  quick: boolean
}

/** A matte from here on is the thing's. */
const ON = 0.5

/**
 * The likeliest first: a line of text; the thing that stands there, the piece of it before all that lies with it; the
 * region of even colour. On flat artwork whole layers come before pieces, or regions before things. `beside` are points
 * that are not meant.
 */
export function candidatesAt(
  scene: Scene,
  x: number,
  y: number,
  beside: readonly PromptPoint[],
  context: PeelContext,
): Candidate[] {
  const text = quick(() => cutoutOf(textAt(scene, x, y)))
  const region = quick(() => regionAt(scene, x, y))
  const thing = thingAt(scene, x, y)
  const piece = quick(() => thing && pieceAt(thing, x, y))
  const whole = quick(() => thing)
  const seen: Candidate = { quick: false, find: async () => seenAt(scene, x, y, beside, context) }
  if (scene.flat === 'artwork') return [text, whole, piece, region]
  if (scene.flat) return scene.things ? [text, region, piece, whole] : [text, region, seen]
  return scene.things ? [text, piece, whole, region] : [text, seen, region]
}

function quick(find: () => Cutout | null): Candidate {
  return { find: async () => find(), quick: true }
}

/** The topmost solid thing of those that are known. */
export function thingAt({ things }: Scene, x: number, y: number): Cutout | null {
  const found = things?.findLast(({ box, alpha }) => alphaAt({ box, matte: planeOf(box, alpha) }, x, y) >= ON)
  return cutoutOf(found ?? null)
}

async function seenAt(
  { prompted, photo, image }: Scene,
  x: number,
  y: number,
  beside: readonly PromptPoint[],
  context: PeelContext,
): Promise<Cutout | null> {
  if (!prompted) return photo.at(x, y, context)
  const plane = await prompted.matte({ points: [{ x, y, inside: true }, ...beside] }, context)
  return tightCutout(refineMatte(image, plane), { x: 0, y: 0, width: plane.width, height: plane.height }, 1)
}

/** Read from the picture with its text: letters are regions too. */
export function regionAt({ image, steep }: Scene, x: number, y: number): Region | null {
  return evenRegion(image, steep, x, y)
}

export function cutoutOf(found: Found | null): Cutout | null {
  return found && { box: found.box, matte: planeOf(found.box, found.alpha), confidence: found.confidence }
}

function planeOf({ width, height }: { width: number; height: number }, data: Float32Array): Plane {
  return { width, height, data }
}

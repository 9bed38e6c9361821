/** What a box around it means: the things in it, or what its border does not run through. */
import { cropData, grow, intersect, wholeBox } from '../../../imaging/boxes.ts'
import { labelWhere } from '../../../imaging/components.ts'
import type { Box, Plane, RgbF } from '../../../imaging/pixels.ts'
import { refineMatte } from '../matting/refine.ts'
import { type Cutout, tightCutout, weightOf } from '../photo/cutout.ts'
import type { PeelContext } from '../types.ts'
import { cutoutOfBox, wholePixels } from './arithmetic.ts'
import { cutoutOf } from './candidates.ts'
import type { PromptPoint } from './prompt.ts'
import type { Scene } from './scene.ts'

/** A thing with this share of itself in the box is meant. */
const INSIDE = 0.9
/** A matte of less than this share of the box has found nothing there. */
const LITTLE = 0.04
/** Neighbours that differ by at most so many levels in every channel are of one region. */
const STEP = 6
/** Around the box, in which the edge is looked at, pixels. */
const RIM = 12

export async function thingsInBox(
  scene: Scene,
  given: Box,
  beside: readonly PromptPoint[],
  context: PeelContext,
): Promise<Cutout[]> {
  const box = intersect(wholePixels(given), wholeBox(scene.image))
  if (!box) return []
  const known = [...(scene.things ?? []), ...scene.texts].flatMap((found) => cutoutOf(found) ?? [])
  const inside = known.filter((cutout) => shareInside(cutout, box) >= INSIDE)
  if (inside.length > 0) return inside
  const found = scene.flat ? [] : await seenIn(scene, box, beside, context)
  if (found.reduce((sum, { matte }) => sum + weightOf(matte), 0) >= LITTLE * box.width * box.height) return found
  const enclosed = enclosedBy(scene.image, box)
  return [enclosed ?? cutoutOfBox(box, scene.image)].filter((cutout) => cutout !== null)
}

async function seenIn(
  { prompted, photo, image }: Scene,
  box: Box,
  beside: readonly PromptPoint[],
  context: PeelContext,
): Promise<Cutout[]> {
  if (!prompted) return photo.within(box, context)
  const plane = refineMatte(image, await prompted.matte({ points: beside, box }, context))
  return [tightCutout(plane, wholeBox(plane), 1)].filter((cutout) => cutout !== null)
}

function shareInside({ box, matte }: Cutout, around: Box): number {
  const common = intersect(box, around)
  if (!common) return 0
  const inner = { ...common, x: common.x - box.x, y: common.y - box.y }
  const part = cropData(matte.data, box.width, 1, inner)
  return weightOf({ width: inner.width, height: inner.height, data: part }) / Math.max(1e-6, weightOf(matte))
}

/** The regions of even colour that do not reach the box's border, as one; null where that is next to nothing. */
function enclosedBy(image: RgbF, box: Box): Cutout | null {
  const { width, height } = box
  const part: RgbF = { width, height, data: cropData(image.data, image.width, 3, box) }
  const differ = (a: number, b: number) =>
    Math.max(...[0, 1, 2].map((c) => Math.abs(part.data[a * 3 + c] - part.data[b * 3 + c])))
  const regions = labelWhere(
    width,
    height,
    4,
    () => true,
    (a, b) => differ(a, b) <= STEP,
  )
  const outer = new Uint8Array(regions.count + 1)
  for (let x = 0; x < width; x++) {
    outer[regions.labels[x]] = 1
    outer[regions.labels[(height - 1) * width + x]] = 1
  }
  for (let y = 0; y < height; y++) {
    outer[regions.labels[y * width]] = 1
    outer[regions.labels[y * width + width - 1]] = 1
  }
  const around = grow(box, RIM, image.width, image.height)
  const plane: Plane = {
    width: around.width,
    height: around.height,
    data: new Float32Array(around.width * around.height),
  }
  let area = 0
  for (let i = 0; i < regions.labels.length; i++) {
    if (outer[regions.labels[i]]) continue
    area++
    plane.data[(box.y - around.y + Math.floor(i / width)) * around.width + box.x - around.x + (i % width)] = 1
  }
  if (area < LITTLE * width * height) return null
  const colors: RgbF = { ...plane, data: cropData(image.data, image.width, 3, around) }
  return tightCutout(refineMatte(colors, plane), around, 1)
}

/** Two things that touch: cut at the neck between them, where a closer look at each side agrees. */
import { boundsOf, intersect } from '../../../imaging/boxes.ts'
import { label } from '../../../imaging/components.ts'
import { distance } from '../../../imaging/morphology.ts'
import type { Box, Mask, Plane } from '../../../imaging/pixels.ts'
import { contextBox } from '../matting/matte.ts'
import { type Cutout, over, tightCutout, weightOf } from './cutout.ts'

/** A neck is at most this share of the thickness of the thinner side. */
const NECK = 0.5
/** Each side has at least this share of the whole. */
const SMALLEST_SIDE = 0.12
/** A closer look at one side must see it, and not what it shows of the other. */
const OWN = 0.9
const OTHER = 0.2
/** Share of the other side that the look must show to say anything. */
const LEAST_SHOWN = 0.05
/** Levels of erosion tried. */
const LEVELS = 12

/** The two sides of the narrowest neck of a matte, as a label a pixel (0 outside, 1, 2); null where there is none. */
export function findNeck(matte: Plane): Uint8Array | null {
  const { width, height } = matte
  const solid = over(matte, 0.5)
  const depth = distance({ width, height, data: solid.data.map((bit) => 1 - bit) }).data
  let deepest = 0
  let area = 0
  for (let i = 0; i < depth.length; i++) {
    if (!solid.data[i]) continue
    area++
    deepest = Math.max(deepest, depth[i])
  }
  for (let level = 1; level < LEVELS; level++) {
    const radius = (deepest * NECK * level) / LEVELS
    const eroded: Mask = { width, height, data: new Uint8Array(depth.length) }
    for (let i = 0; i < depth.length; i++) eroded.data[i] = solid.data[i] && depth[i] > radius ? 1 : 0
    const parts = label(eroded)
    const thickest = new Float32Array(parts.count)
    for (let i = 0; i < depth.length; i++) {
      const id = parts.labels[i] - 1
      if (id >= 0) thickest[id] = Math.max(thickest[id], depth[i])
    }
    const thick = [...thickest.keys()].filter((id) => radius <= NECK * thickest[id])
    if (thick.length !== 2) continue
    const [first, second] = thick.map(
      (id) => distance({ width, height, data: Uint8Array.from(parts.labels.map((l) => (l === id + 1 ? 1 : 0))) }).data,
    )
    const sides = new Uint8Array(depth.length)
    const areas = [0, 0]
    for (let i = 0; i < sides.length; i++) {
      if (matte.data[i] === 0) continue
      sides[i] = first[i] <= second[i] ? 1 : 2
      if (solid.data[i]) areas[sides[i] - 1]++
    }
    if (Math.min(...areas) >= SMALLEST_SIDE * area) return sides
  }
  return null
}

/** The cutout in two where `look` (one run of the network on a box of the picture) sees one side alone; else as it is. */
export async function splitAtNeck(
  cutout: Cutout,
  size: { width: number; height: number },
  look: (box: Box) => Promise<Plane>,
): Promise<Cutout[]> {
  const sides = findNeck(cutout.matte)
  if (!sides) return [cutout]
  const mattes = [1, 2]
    .map((side) => ({ ...cutout.matte, data: cutout.matte.data.map((a, i) => (sides[i] === side ? a : 0)) }))
    .sort((a, b) => weightOf(b) - weightOf(a))
  const [larger, smaller] = mattes
  const inner = boundsOf(larger, 0.5)
  if (!inner) return [cutout]
  const box = { ...inner, x: inner.x + cutout.box.x, y: inner.y + cutout.box.y }
  const shown = contextBox(box, size.width, size.height)
  const seen = await look(box)
  const own = meanUnder(seen, larger, cutout.box, shown)
  const other = meanUnder(seen, smaller, cutout.box, shown)
  if (own.mean < OWN || other.mean > OTHER || other.share < LEAST_SHOWN) return [cutout]
  return mattes.flatMap((matte) => tightCutout(matte, cutout.box, cutout.confidence) ?? [])
}

/** Mean of a picture-sized plane weighted by a cropped matte, where `shown`, and the share of the matte that is shown. */
function meanUnder(plane: Plane, matte: Plane, box: Box, shown: Box): { mean: number; share: number } {
  let sum = 0
  let weight = 0
  const common = intersect(box, shown)
  if (!common) return { mean: 0, share: 0 }
  for (let y = common.y; y < common.y + common.height; y++) {
    for (let x = common.x; x < common.x + common.width; x++) {
      const a = matte.data[(y - box.y) * box.width + x - box.x]
      weight += a
      sum += a * plane.data[y * plane.width + x]
    }
  }
  return { mean: sum / Math.max(1e-6, weight), share: weight / Math.max(1e-6, weightOf(matte)) }
}

/** Other edges that a layer may have: other looks of the matting network, the picture's own colours, a little in or out. */
import { boundsOf, grow } from '../../../imaging/boxes.ts'
import { toRgbF } from '../../../imaging/color.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Box, Plane, Rgba8, RgbF } from '../../../imaging/pixels.ts'
import { reachOfShape, shapeEdge } from '../../edge/shape-edge.ts'
import { matte } from '../matting/matte.ts'
import { isnet } from '../matting/isnet.ts'
import { optionalMattingModels } from '../matting/optional-models.ts'
import { refineMatte } from '../matting/refine.ts'
import type { PeelContext } from '../types.ts'

/** Of the layer's longer side: how wide the band is in which the colours decide, and how far a new edge may go. */
const BAND = 0.02
const LARGEST_BAND = 16
const NEAR = 0.12
/** Of the longer side, around the box that a network is shown in place of its usual margin. */
const WIDER = 0.6
/** A matte that has less in common with the layer is of something else. */
const LEAST_ALIKE = 0.5

const shape = { radius: 0, smooth: 0, feather: 0, contrast: 0, shift: 0 }

export interface NewEdge {
  name: string
  box: Box
  /** 0..255 over the box. */
  matte: Uint8Array
}

/**
 * The `index`-th edge of what is covered (0..255). 'none': there are no more; null: this one is of another thing, or
 * nothing new. Throws what Sessions.run throws, and CANCELLED.
 */
export async function edgeVariation(
  seen: Rgba8,
  cover: Uint8Array,
  index: number,
  context: PeelContext,
): Promise<NewEdge | 'none' | null> {
  const { width, height } = seen
  const plane: Plane = { width, height, data: Float32Array.from(cover, (value) => value / 255) }
  const bounds = boundsOf(plane, 0.5)
  if (!bounds) return 'none'
  const image = toRgbF(seen)
  const side = Math.max(bounds.width, bounds.height)
  const band = Math.min(LARGEST_BAND, Math.max(2, BAND * side))
  const ways = await waysOf(image, plane, bounds, band, context)
  const way = ways.at(index)
  if (!way || index >= ways.length) return 'none'
  const found = nearby(await way.find(), plane, NEAR * side)
  if (alike(found, plane) < LEAST_ALIKE) return null
  const box = boundsOf(found)
  if (!box) return null
  const around = grow(box, reachOfShape({ ...shape, radius: band }), width, height)
  const data = new Uint8Array(around.width * around.height)
  let differs = false
  for (let y = 0, i = 0; y < around.height; y++) {
    for (let x = 0; x < around.width; x++, i++) {
      const at = (around.y + y) * width + around.x + x
      data[i] = Math.round(255 * found.data[at])
      differs ||= Math.abs(data[i] - cover[at]) > 8
    }
  }
  return differs ? { name: way.name, box: around, matte: data } : null
}

async function waysOf(image: RgbF, plane: Plane, bounds: Box, band: number, context: PeelContext) {
  const look = async (box: Box, model = isnet) => refineMatte(image, await matte(image, box, context, model))
  const { width, height } = image
  const ways: { name: string; find: () => Promise<Plane> | Plane }[] = [
    { name: 'Along the colors', find: () => refineMatte(image, plane, band) },
    { name: 'Tighter', find: () => shapeEdge(plane, { ...shape, radius: band / 2, shift: -100 }) },
    { name: 'Looser', find: () => shapeEdge(plane, { ...shape, radius: band / 2, shift: 100 }) },
    { name: 'Closer look', find: () => look(bounds) },
    {
      name: 'Wider look',
      find: () => look(grow(bounds, WIDER * Math.max(bounds.width, bounds.height), width, height)),
    },
  ]
  let number = 0
  for (const model of optionalMattingModels) {
    if (!(await context.sessions.has?.(model.id))) continue
    ways.push({ name: `Network ${++number}`, find: () => look(bounds, model) })
  }
  return ways
}

/** The matte without what is far from the layer: a network sees other things as well. */
function nearby(found: Plane, plane: Plane, reach: number): Plane {
  const { width, height } = plane
  const near = dilate({ width, height, data: Uint8Array.from(plane.data, (value) => (value > 0.1 ? 1 : 0)) }, reach)
  return { width, height, data: found.data.map((value, i) => (near.data[i] && value > 0.02 ? value : 0)) }
}

/** Share that two mattes have in common. */
function alike(one: Plane, other: Plane): number {
  let both = 0
  let either = 0
  for (let i = 0; i < one.data.length; i++) {
    both += Math.min(one.data[i], other.data[i])
    either += Math.max(one.data[i], other.data[i])
  }
  return either === 0 ? 0 : both / either
}

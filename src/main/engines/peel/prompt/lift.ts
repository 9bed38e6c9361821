/** Takes a picked thing out of a picture: two layers in its place, the thing and what is left with its hole filled. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { boundsOf, cropData, grow, pasteData, wholeBox } from '../../../imaging/boxes.ts'
import { toRgbF } from '../../../imaging/color.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Box, Mask, Plane, Rgba8, RgbF } from '../../../imaging/pixels.ts'
import { resizePlane } from '../../../imaging/resample.ts'
import { carryToFullSize } from '../../carry/carry.ts'
import { workingCopy } from '../../carry/working-copy.ts'
import { solveExactly } from '../../exact/exact.ts'
import { cropToShown } from '../assemble.ts'
import { fillHole } from '../inpaint/fill-hole.ts'
import { estimateForeground } from '../matting/foreground.ts'
import { hiddenBelow } from '../modelled/overlap.ts'
import { HAZE } from '../photo/cutout.ts'
import type { Found, PeelContext } from '../types.ts'

/** How far the fill reaches beyond the thing, of the picture's longer side and at least pixels: blurred edges leave ghosts. */
const FILL_MARGIN = 0.003
const LEAST_FILL_MARGIN = 2
/** What is shown of the picture around the hole, of the hole's longer side and at least pixels. */
const SURROUNDINGS = 0.5
const LEAST_SURROUNDINGS = 160
/** What is left goes on a little below the thing's edge, pixels. */
const UNDER_EDGE = 2

export interface Lifted {
  /** What is left, as large as the picture. */
  rest: Uint8Array
  /** The thing, cropped; null where nothing of it shows. */
  thing: { box: Box; pixels: Uint8Array } | null
}

/**
 * `matte` (0..1, any size) lies over the whole picture. The thing over what is left is the picture exactly, 8 bit, alpha
 * included; where the picture is clear, so are both. Throws what Sessions.run throws, and CANCELLED.
 */
export async function liftOut(picture: Rgba8, matte: Plane, context: PeelContext): Promise<Lifted> {
  const working = workingCopy(picture)
  const { image } = working
  const plane = sized(matte, image)
  const bounds = boundsOf(plane, HAZE)
  if (!bounds) return { rest: picture.data.slice(), thing: null }
  const colors = toRgbF(image)
  const filled = await fillBehindThing(image, colors, plane, bounds, context)
  throwIfCancelled(context.signal)
  const rest: Found = {
    ...nothing,
    name: 'rest',
    box: wholeBox(image),
    alpha: coverOfRest(image, plane),
    color: filled.data,
  }
  const { boxes, strips } = carryToFullSize(picture, working, [rest, thingOf(colors, plane, bounds)])
  throwIfCancelled(context.signal)
  const [below, above] = solveExactly(picture, boxes, strips)
  return { rest: below, thing: cropToShown(boxes[1], above) }
}

const nothing = { kind: 'object' as const, confidence: 1, texts: [] }

function sized(matte: Plane, { width, height }: Rgba8): Plane {
  if (matte.width === width && matte.height === height) return matte
  return resizePlane(matte, width, height, matte.width > width ? 'area' : 'linear')
}

/** The thing's own colours, without what shines through at its edge. */
function thingOf(colors: RgbF, plane: Plane, bounds: Box): Found {
  const box = grow(bounds, 2 * UNDER_EDGE, plane.width, plane.height)
  const size = { width: box.width, height: box.height }
  const alpha = cropData(plane.data, plane.width, 1, box).map((value) => (value <= HAZE ? 0 : value))
  const part: RgbF = { ...size, data: cropData(colors.data, colors.width, 3, box) }
  const { foreground } = estimateForeground(part, { ...size, data: alpha })
  return { ...nothing, name: 'thing', box, alpha, color: foreground.data }
}

/** The picture with what the thing hides filled in. What is clear of it says nothing, and is filled too. */
async function fillBehindThing(
  image: Rgba8,
  colors: RgbF,
  plane: Plane,
  bounds: Box,
  context: PeelContext,
): Promise<RgbF> {
  const { width, height } = image
  const around = grow(
    bounds,
    Math.max(LEAST_SURROUNDINGS, SURROUNDINGS * Math.max(bounds.width, bounds.height)),
    width,
    height,
  )
  const size = { width: around.width, height: around.height }
  const alpha = cropData(plane.data, width, 1, around)
  const margin = Math.max(LEAST_FILL_MARGIN, FILL_MARGIN * Math.max(width, height))
  const hole = dilate({ ...size, data: Uint8Array.from(alpha, (value) => (value > HAZE ? 1 : 0)) }, margin)
  const opacity = cropData(image.data, width, 4, around)
  for (let i = 0; i < hole.data.length; i++) if (opacity[i * 4 + 3] < 128) hole.data[i] = 1
  const filled: RgbF = { width, height, data: colors.data.slice() }
  if (hole.data.every((bit) => bit === 1)) return filled
  const part: RgbF = { ...size, data: cropData(colors.data, width, 3, around) }
  pasteData(filled.data, width, 3, around, (await fillHole(part, hole, context)).data)
  return filled
}

/**
 * What is left covers an opaque picture, the hole included. In one that is itself cut out it goes on below the thing only
 * as far as its own outline suggests.
 */
function coverOfRest(image: Rgba8, plane: Plane): Float32Array {
  const { width, height } = image
  const opaque = (i: number) => image.data[i * 4 + 3] >= 128
  const own: Mask = { width, height, data: new Uint8Array(width * height) }
  let whole = true
  for (let i = 0; i < own.data.length; i++) {
    own.data[i] = opaque(i) && plane.data[i] < 0.5 ? 1 : 0
    whole &&= image.data[i * 4 + 3] === 255
  }
  if (whole) return new Float32Array(own.data.length).fill(1)
  const hidden = hiddenBelow(own, (i) => opaque(i) && plane.data[i] >= 0.5)
  const near = dilate(own, UNDER_EDGE)
  return Float32Array.from(own.data, (bit, i) => {
    if (image.data[i * 4 + 3] === 0) return 0
    if (bit || hidden.data[i] || near.data[i]) return 1
    return plane.data[i] < 0.5 ? 1 : 0
  })
}

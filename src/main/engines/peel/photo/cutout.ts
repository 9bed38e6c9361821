/** A thing cut out of the picture: its box and its matte over that box. */
import { boundsOf, cropData, grow } from '../../../imaging/boxes.ts'
import type { Box, Mask, Plane } from '../../../imaging/pixels.ts'

/** Alphas below this are nothing anyone sees. */
export const HAZE = 2 / 255

export interface Cutout {
  box: Box
  /** 0..1, as large as the box. */
  matte: Plane
  /** Mean of the network's own values inside, 0..1. */
  confidence: number
}

export function cropPlane(plane: Plane, box: Box): Plane {
  return { width: box.width, height: box.height, data: cropData(plane.data, plane.width, 1, box) }
}

export function cropMask(mask: Mask, box: Box): Mask {
  return { width: box.width, height: box.height, data: cropData(mask.data, mask.width, 1, box) }
}

/** The pixels of a plane over a value. */
export function over(plane: Plane, value: number): Mask {
  const data = new Uint8Array(plane.data.length)
  for (let i = 0; i < data.length; i++) data[i] = plane.data[i] > value ? 1 : 0
  return { width: plane.width, height: plane.height, data }
}

/** Sets the pixels of `mask` where the cropped plane is over `value`. */
export function stamp(mask: Mask, plane: Plane, box: Box, value = HAZE): void {
  for (let y = 0; y < box.height; y++) {
    const to = (box.y + y) * mask.width + box.x
    for (let x = 0; x < box.width; x++) if (plane.data[y * box.width + x] > value) mask.data[to + x] = 1
  }
}

/** Sum of the matte, in pixels. */
export function weightOf(plane: Plane): number {
  let sum = 0
  for (const a of plane.data) sum += a
  return sum
}

/** A matte over a box of the picture, cropped to what is there with a pixel around it; null when that is nothing. */
export function tightCutout(matte: Plane, at: Box, confidence: number): Cutout | null {
  const inner = boundsOf(matte, HAZE)
  if (!inner) return null
  const box = grow(inner, 1, matte.width, matte.height)
  return { box: { ...box, x: box.x + at.x, y: box.y + at.y }, matte: cropPlane(matte, box), confidence }
}

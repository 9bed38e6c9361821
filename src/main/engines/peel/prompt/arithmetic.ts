/** Mattes added to and taken from what is picked. */
import { intersect, wholeBox } from '../../../imaging/boxes.ts'
import type { Box, Plane } from '../../../imaging/pixels.ts'
import { paintStroke, strokeBounds } from '../../../../shared/compositing/stroke.ts'
import type { Cutout } from '../photo/cutout.ts'
import type { Found } from '../types.ts'

/** In place: what either covers. */
export function addTo(picked: Plane, cutout: Cutout): void {
  eachPixel(picked, cutout, (at, value) => (picked.data[at] = Math.max(picked.data[at], value)))
}

/** In place: without what the cutout covers. */
export function takeFrom(picked: Plane, cutout: Cutout): void {
  eachPixel(picked, cutout, (at, value) => (picked.data[at] = Math.min(picked.data[at], 1 - value)))
}

/** Share of the thing that is picked, 0..1. */
export function overlap(picked: Plane, { box, alpha }: Found): number {
  let common = 0
  let all = 0
  const matte = { width: box.width, height: box.height, data: alpha }
  eachPixel(picked, { box, matte }, (at, value) => {
    common += Math.min(picked.data[at], value)
    all += value
  })
  return all > 0 ? common / all : 0
}

function eachPixel(
  { width }: Plane,
  { box, matte }: Pick<Cutout, 'box' | 'matte'>,
  visit: (at: number, value: number) => void,
): void {
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) visit((box.y + y) * width + box.x + x, matte.data[y * box.width + x])
  }
}

/** All of a box, as far as it lies in the picture; null where it does not. */
export function cutoutOfBox(box: Box, picture: { width: number; height: number }): Cutout | null {
  const inner = intersect(wholePixels(box), wholeBox(picture))
  if (!inner) return null
  const data = new Float32Array(inner.width * inner.height).fill(1)
  return { box: inner, matte: { width: inner.width, height: inner.height, data }, confidence: 1 }
}

export function wholePixels({ x, y, width, height }: Box): Box {
  const left = Math.round(x)
  const top = Math.round(y)
  return { x: left, y: top, width: Math.round(x + width) - left, height: Math.round(y + height) - top }
}

/** What a stroke paints, its edge hard. */
export function paintedStroke(
  { points, size }: { points: readonly number[]; size: number },
  picture: { width: number; height: number },
): Cutout | null {
  const stroke = { points, size, hardness: 1, opacity: 1, value: 255 }
  const box = intersect(strokeBounds(stroke), wholeBox(picture))
  if (!box) return null
  const bytes = new Uint8Array(box.width * box.height)
  paintStroke(bytes, box, stroke)
  const data = Float32Array.from(bytes, (value) => value / 255)
  return { box, matte: { width: box.width, height: box.height, data }, confidence: 1 }
}

/** A line of text and its surroundings, cut out of the picture. */
import { gradient } from '../../../imaging/filter.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import type { Line } from './lines.ts'
import { contains, inflate, toQuad, type Quad } from './quad.ts'

export interface Window {
  image: RgbF
  /** The line, in the window's pixels. */
  quad: Quad
  /** The line's height (its width where it runs down), pixels. */
  thickness: number
  vertical: boolean
  /** Median gradient of the ring, levels a pixel: under 2 on drawn grounds, 4 and more on grass, stone, hair. */
  roughness: number
  /** Where the characters (without spaces) stand along the line, 0..1. */
  centers: readonly number[]
  /** Inside the line's rectangle. */
  inside: Mask
  /** Around it, half a thickness wide, without other lines. */
  ring: Mask
  /** Where other lines stand. */
  foreign: Mask
}

/** `line` in the image's pixels; `others` are the rectangles of other lines, which must not be taken for ground. */
export function makeWindow(
  image: RgbF,
  line: Pick<Line, 'quad' | 'vertical'>,
  centers: readonly number[],
  others: readonly Quad[],
): Window {
  const { quad, vertical } = line
  const { width, height } = image
  const thickness = vertical ? quad.width : quad.height
  const inner = inflate(quad, 0.05 * thickness)
  const outer = inflate(quad, 0.5 * thickness)
  const inside = { width, height, data: new Uint8Array(width * height) }
  const foreign = { width, height, data: new Uint8Array(width * height) }
  const ring = { width, height, data: new Uint8Array(width * height) }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (others.some((other) => contains(other, x + 0.5, y + 0.5))) foreign.data[at] = 1
      const p = toQuad(quad, x + 0.5, y + 0.5)
      const u = Math.abs(p.u)
      const v = Math.abs(p.v)
      if (u <= inner.width / 2 && v <= inner.height / 2) inside.data[at] = 1
      else if (u <= outer.width / 2 && v <= outer.height / 2) ring.data[at] = 1 - foreign.data[at]
    }
  }
  return { image, quad, thickness, vertical, centers, inside, ring, foreign, roughness: roughnessOf(image, ring) }
}

function roughnessOf(image: RgbF, where: Mask): number {
  const slopes = gradient(image)
    .data.filter((_, i) => where.data[i] === 1)
    .sort()
  return slopes[slopes.length >> 1] ?? 0
}

/** Share of `where` that the mask covers. */
export function share(mask: Mask, where: Mask): number {
  let hit = 0
  let all = 0
  for (let i = 0; i < mask.data.length; i++) {
    all += where.data[i]
    hit += where.data[i] & mask.data[i]
  }
  return all > 0 ? hit / all : 0
}

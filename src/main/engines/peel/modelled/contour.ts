/** Where the outline of a thing bends inwards: the ends of seams between things that touch. */
import { boxBlur } from '../../../imaging/filter.ts'
import type { Mask } from '../../../imaging/pixels.ts'

export interface Notch {
  x: number
  y: number
  /** Share of the window around it that the thing fills: over a half is concave, 1 a hairline crack. */
  filled: number
}

/** Concavity from which a point may end a seam. */
const LEAST_FILLED = 0.6

/** The sharpest concave points of the mask's outlines, holes' included; at most `most`, `radius` pixels apart. */
export function findNotches(mask: Mask, radius: number, most: number): Notch[] {
  const { width, height, data } = mask
  const padded = padBy(mask, radius)
  const share = boxBlur(boxBlur(padded, Math.ceil(radius / 2)), Math.ceil(radius / 2)).data
  const candidates: Notch[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (!data[at]) continue
      const rim =
        (x > 0 && !data[at - 1]) ||
        (x < width - 1 && !data[at + 1]) ||
        (y > 0 && !data[at - width]) ||
        (y < height - 1 && !data[at + width])
      if (!rim) continue
      const filled = share[(y + radius) * padded.width + x + radius]
      if (filled >= LEAST_FILLED) candidates.push({ x, y, filled })
    }
  }
  candidates.sort((a, b) => b.filled - a.filled || a.y - b.y || a.x - b.x)
  const out: Notch[] = []
  for (const notch of candidates) {
    if (out.length >= most) break
    if (out.every((o) => Math.hypot(o.x - notch.x, o.y - notch.y) > radius)) out.push(notch)
  }
  return out
}

function padBy(mask: Mask, by: number) {
  const width = mask.width + 2 * by
  const height = mask.height + 2 * by
  const data = new Float32Array(width * height)
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) data[(y + by) * width + x + by] = mask.data[y * mask.width + x]
  }
  return { width, height, data }
}

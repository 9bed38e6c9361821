/** From mattes over the whole picture to found things over their boxes. */
import { boundsOf, cropData } from '../../../imaging/boxes.ts'
import type { Found } from '../types.ts'
import type { SoftCover } from './soft.ts'

/** Crops a matte and its colours (both of the whole picture) to what is covered; null where nothing is. */
export function toFound(
  width: number,
  height: number,
  alpha: Float32Array,
  color: Float32Array,
  rest: Pick<Found, 'kind' | 'name' | 'confidence'>,
): Found | null {
  const box = boundsOf({ width, height, data: alpha }, 0)
  if (!box) return null
  return { ...rest, box, alpha: cropData(alpha, width, 1, box), color: cropData(color, width, 3, box), texts: [] }
}

/** The part of a thing that `alpha` (over its box) covers, cropped; null where that is nothing. */
export function cropMatte(found: Found, alpha: Float32Array, color = found.color): Found | null {
  const { width, height } = found.box
  const box = boundsOf({ width, height, data: alpha }, 0)
  if (!box) return null
  return {
    ...found,
    box: { ...box, x: found.box.x + box.x, y: found.box.y + box.y },
    alpha: cropData(alpha, width, 1, box),
    color: cropData(color, width, 3, box),
  }
}

/** A soft cover as a layer; null where it covers nothing. */
export function coverLayer(cover: SoftCover, name: string, width: number, height: number): Found | null {
  const color = new Float32Array(width * height * 3)
  for (let i = 0; i < color.length; i++) color[i] = cover.color[i % 3]
  return toFound(width, height, cover.alpha, color, { kind: 'overlay', name, confidence: 0.7 })
}

/** The separate pieces of a matte, and which of them are near enough to be of one thing. */
import { boundsOf } from '../../../imaging/boxes.ts'
import { label } from '../../../imaging/components.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Box, Mask, Plane } from '../../../imaging/pixels.ts'

/** Share of the picture below which a piece is no thing of its own. */
export const SMALLEST_SHARE = 0.0004
/** Gap between two pieces, as a share of the picture's longer side, up to which they may be of one thing. */
const NEAR = 0.024

export interface Fragment {
  mask: Mask
  box: Box
  area: number
}

/** Pieces over 0.5 that are large enough, in reading order. */
export function findFragments(matte: Plane): Fragment[] {
  const { width, height } = matte
  const mask: Mask = { width, height, data: Uint8Array.from(matte.data, (a) => (a > 0.5 ? 1 : 0)) }
  const pieces = label(mask)
  const smallest = SMALLEST_SHARE * width * height
  const found: Fragment[] = []
  pieces.areas.forEach((area, k) => {
    if (area < smallest) return
    const data = Uint8Array.from(pieces.labels, (id) => (id === k + 1 ? 1 : 0))
    found.push({ mask: { width, height, data }, box: pieces.boxes[k], area })
  })
  return found
}

/** Fragments with no more than a small gap between them, cluster by cluster. */
export function clusterFragments(fragments: Fragment[], width: number, height: number): Fragment[][] {
  if (fragments.length === 0) return []
  const all = unionMask(fragments)
  const near = label(dilate(all, (NEAR / 2) * Math.max(width, height)))
  const clusters = new Map<number, Fragment[]>()
  for (const fragment of fragments) {
    const id = near.labels[fragment.mask.data.indexOf(1)]
    clusters.set(id, [...(clusters.get(id) ?? []), fragment])
  }
  return [...clusters.values()]
}

export function unionMask(fragments: Fragment[]): Mask {
  const { width, height } = fragments[0].mask
  const data = new Uint8Array(width * height)
  for (const { mask } of fragments) for (let i = 0; i < data.length; i++) data[i] |= mask.data[i]
  return { width, height, data }
}

/** The fragments as one. */
export function joinFragments(fragments: Fragment[]): Fragment {
  const mask = unionMask(fragments)
  const box = boundsOf(mask) ?? fragments[0].box
  return { mask, box, area: fragments.reduce((sum, fragment) => sum + fragment.area, 0) }
}

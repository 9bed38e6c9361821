/** The separate pieces of a matte, and which of them are near enough to be of one thing. */
import { union } from '../../../imaging/boxes.ts'
import { label } from '../../../imaging/components.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Box, Plane } from '../../../imaging/pixels.ts'
import { over } from './cutout.ts'

/** Share of the picture below which a piece is no thing of its own. */
const SMALLEST_SHARE = 0.0008
/** Gap between two pieces, as a share of the picture's longer side, up to which they may be of one thing. */
const NEAR = 0.024

export interface Fragment {
  /** Its number in Fragments.labels. */
  id: number
  box: Box
  area: number
}

export interface Fragments {
  width: number
  height: number
  /** Per pixel the fragment's id, 0 outside. */
  labels: Int32Array
  /** In reading order. */
  list: Fragment[]
}

/** Pieces over 0.5 that are large enough. */
export function findFragments(matte: Plane): Fragments {
  const { width, height } = matte
  const pieces = label(over(matte, 0.5))
  const list: Fragment[] = []
  pieces.areas.forEach((area, k) => {
    if (area >= SMALLEST_SHARE * width * height) list.push({ id: k + 1, box: pieces.boxes[k], area })
  })
  const kept = new Set(list.map((fragment) => fragment.id))
  const { labels } = pieces
  for (let i = 0; i < labels.length; i++) if (!kept.has(labels[i])) labels[i] = 0
  return { width, height, labels, list }
}

/** Fragments with no more than a small gap between them, cluster by cluster. */
export function clusterFragments(fragments: Fragments): Fragment[][] {
  const { width, height } = fragments
  const data = new Uint8Array(width * height)
  for (let i = 0; i < data.length; i++) if (fragments.labels[i] > 0) data[i] = 1
  const near = label(dilate({ width, height, data }, (NEAR / 2) * Math.max(width, height)))
  const clusters = new Map<number, Fragment[]>()
  for (const fragment of fragments.list) {
    // A pixel of the fragment lies in the first row of its box.
    let at = fragment.box.y * width + fragment.box.x
    while (fragments.labels[at] !== fragment.id) at++
    const id = near.labels[at]
    clusters.set(id, [...(clusters.get(id) ?? []), fragment])
  }
  return [...clusters.values()]
}

export function areaOf(fragments: Fragment[]): number {
  return fragments.reduce((sum, fragment) => sum + fragment.area, 0)
}

export function boxOf(fragments: Fragment[]): Box {
  return fragments.map((fragment) => fragment.box).reduce(union)
}

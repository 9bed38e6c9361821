/** Enclosed parts of a thing that the network left out: glass, the side of a bucket, a pale face. */
import { labelWhere } from '../../../imaging/components.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import { over } from './cutout.ts'

/** Width of the ring of background that holes are compared with, as a share of the thing's size. */
const RING = 0.15
/** Pixels within this many levels in every channel are of one colour. */
const ALIKE = 16
/** A hole whose colour is rarer than this around the thing does not show what is behind it. */
const RARE = 0.01
/** Smaller holes are left alone, pixels. */
const SMALLEST = 16

/** The matte with enclosed holes set to 1 whose mean colour hardly occurs in the background around the thing. */
export function fillUnlikeHoles(image: RgbF, matte: Plane): Plane {
  const { width, height } = matte
  const solid = over(matte, 0.5)
  const outside = labelWhere(width, height, 4, (i) => !solid.data[i])
  const { labels } = outside
  const enclosed = outside.boxes.map(
    ({ x, y, width: w, height: h }, k) =>
      outside.areas[k] >= SMALLEST && x > 0 && y > 0 && x + w < width && y + h < height,
  )
  if (!enclosed.includes(true)) return matte
  let area = 0
  for (const bit of solid.data) area += bit
  // The edge itself is a mixture and may lie in the thing's shadow.
  const near = dilate(solid, 3).data
  const around = dilate(solid, Math.max(8, RING * Math.sqrt(area))).data
  const ring: number[] = []
  for (let i = 0; i < labels.length; i++) {
    if (around[i] && !near[i] && labels[i] > 0 && !enclosed[labels[i] - 1]) ring.push(i)
  }
  if (ring.length === 0) return matte
  const filled = meanColors(image, labels, outside.count).map((color, k) => {
    if (!enclosed[k]) return false
    let alike = 0
    for (const i of ring) {
      if ([0, 1, 2].every((c) => Math.abs(image.data[i * 3 + c] - color[c]) <= ALIKE)) alike++
    }
    return alike < RARE * ring.length
  })
  const data = matte.data.slice()
  for (let i = 0; i < data.length; i++) if (labels[i] > 0 && filled[labels[i] - 1]) data[i] = 1
  return { width, height, data }
}

function meanColors(image: RgbF, labels: Int32Array, count: number): number[][] {
  const sums = Array.from({ length: count }, () => [0, 0, 0])
  const areas = new Array<number>(count).fill(0)
  for (let i = 0; i < labels.length; i++) {
    const id = labels[i] - 1
    if (id < 0) continue
    areas[id]++
    for (let c = 0; c < 3; c++) sums[id][c] += image.data[i * 3 + c]
  }
  return sums.map((sum, k) => sum.map((value) => value / areas[k]))
}

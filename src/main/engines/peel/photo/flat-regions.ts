/** Flat artwork on photographs: a region of one even colour is in or out as a whole. */
import { labelWhere } from '../../../imaging/components.ts'
import { gradient } from '../../../imaging/filter.ts'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'

/** Neighbours within this gradient (levels a pixel) are of one region. */
const FLAT_GRADIENT = 5
/** Colours of an even region vary by no more than this, squared levels over the three channels. */
const EVEN_VARIANCE = 150
/** A region is in when the network's mean over it is above. */
const IN = 0.45
/** Smaller regions are left to the network, pixels. */
const SMALLEST = 24

export interface FlatRegions {
  /** 0: no even region. */
  labels: Int32Array
  /** Per label - 1. */
  areas: number[]
}

/** The regions of even colour of a picture. */
export function findFlatRegions(image: RgbF): FlatRegions {
  const { width, height, data } = image
  const steep = gradient(image).data
  const regions = labelWhere(width, height, 4, (i) => steep[i] < FLAT_GRADIENT)
  const sums = new Float64Array(regions.count * 3)
  const squares = new Float64Array(regions.count)
  for (let i = 0; i < steep.length; i++) {
    const id = regions.labels[i] - 1
    if (id < 0) continue
    for (let c = 0; c < 3; c++) {
      const v = data[i * 3 + c]
      sums[id * 3 + c] += v
      squares[id] += v * v
    }
  }
  const even = regions.areas.map((area, id) => {
    let variance = squares[id] / area
    for (let c = 0; c < 3; c++) variance -= (sums[id * 3 + c] / area) ** 2
    return area >= SMALLEST && variance < EVEN_VARIANCE
  })
  const labels = regions.labels
  for (let i = 0; i < labels.length; i++) if (labels[i] > 0 && !even[labels[i] - 1]) labels[i] = 0
  return { labels, areas: regions.areas }
}

/** The matte with every even region set to wholly in or out, by the mean over it. */
export function voteFlatRegions(matte: Plane, regions: FlatRegions): Plane {
  const sums = new Float64Array(regions.areas.length)
  const { labels } = regions
  for (let i = 0; i < labels.length; i++) if (labels[i] > 0) sums[labels[i] - 1] += matte.data[i]
  const data = matte.data.slice()
  for (let i = 0; i < labels.length; i++) {
    const id = labels[i] - 1
    if (id >= 0) data[i] = sums[id] / regions.areas[id] > IN ? 1 : 0
  }
  return { ...matte, data }
}

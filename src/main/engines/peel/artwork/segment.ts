/** Flat artwork as a map of its even regions: every pixel of a soft edge goes to the side that it shows more of. */
import { labelWhere } from '../../../imaging/components.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { differ, shareEdges } from './edges.ts'

/** A segmentation into colours: pieces of one colour share a number, whether they touch or not. */
export interface ColorMap {
  width: number
  height: number
  /** Colour of each pixel, 1..count; 0 in the hole. */
  classes: Int32Array
  /** Mean of each colour (index 0 is colour 1), 3 values each. */
  colors: Float32Array
  count: number
  /** 1 where the pixel and its neighbours are of one colour: no edge passes there. */
  core: Uint8Array
}

/** Even places of fewer pixels are no regions of their own. */
const LEAST_CORE = 9
/** An even slope is at most so many times as steep as what counts as flat. */
const STEEPEST = 3
/** Regions whose means differ by at most this many levels, besides noise, are of one colour. */
const SAME_COLOR = 3

/** Segments a picture. `hole` (what lies on top and is to be filled) gets no colour. `noise` in levels. */
export function segmentColors(image: RgbF, hole: Mask, noise: number): ColorMap {
  const { width, height } = image
  const limit = Math.max(2, 3 * noise)
  const core = evenPlaces(image, hole, limit)
  const places = labelWhere(
    width,
    height,
    4,
    (i) => core[i] !== 0,
    (a, b) => differ(image.data, a, b) <= STEEPEST * limit,
  )
  const labels = places.labels
  for (let i = 0; i < labels.length; i++) if (labels[i] > 0 && places.areas[labels[i] - 1] < LEAST_CORE) labels[i] = 0
  const count = shareEdges(image, hole, labels, places.count, noise)
  return classify(image, labels, count, core, noise)
}

/** 1 where no neighbour differs by more than `limit` levels, or by a little more on an even slope (a glow). */
function evenPlaces({ width, height, data }: RgbF, hole: Mask, limit: number): Uint8Array {
  const core = new Uint8Array(width * height)
  for (let i = 0; i < core.length; i++) core[i] = hole.data[i] ? 0 : 1
  const compare = (a: number, b: number): void => {
    const step = differ(data, a, b)
    if (step <= limit) return
    const before = 2 * a - b
    const after = 2 * b - a
    const even =
      step <= STEEPEST * limit &&
      before >= 0 &&
      after < core.length &&
      bend(data, before, a, b) <= limit &&
      bend(data, a, b, after) <= limit
    if (!even) core[a] = core[b] = 0
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      if (x + 1 < width) compare(i, i + 1)
      if (y + 1 < height) compare(i, i + width)
      if (x + 1 < width && y + 1 < height) {
        compare(i, i + width + 1)
        compare(i + 1, i + width)
      }
    }
  }
  return core
}

/** Largest channel's change of slope over three pixels in a row, levels. */
function bend(data: Float32Array, a: number, b: number, c: number): number {
  let most = 0
  for (let k = 0; k < 3; k++) most = Math.max(most, Math.abs(data[a * 3 + k] - 2 * data[b * 3 + k] + data[c * 3 + k]))
  return most
}

/** Regions of like means become one colour, the largest first. */
function classify(image: RgbF, labels: Int32Array, count: number, core: Uint8Array, noise: number): ColorMap {
  const { width, height, data } = image
  const sums = new Float64Array(count * 3)
  const cores = new Float64Array(count)
  const areas = new Float64Array(count)
  // Means of the insides where there are any: soft edges would tint small regions.
  for (const inside of [true, false]) {
    for (let i = 0; i < labels.length; i++) {
      const k = labels[i] - 1
      if (k < 0) continue
      if (inside) areas[k]++
      if (inside ? !core[i] : cores[k] > 0 && core[i] !== 2) continue
      if (!inside && cores[k] > 0) continue
      for (let c = 0; c < 3; c++) sums[k * 3 + c] += data[i * 3 + c]
      if (inside) cores[k]++
    }
  }
  for (let k = 0; k < count; k++) {
    const n = cores[k] > 0 ? cores[k] : areas[k]
    for (let c = 0; c < 3; c++) sums[k * 3 + c] /= Math.max(1, n)
  }
  const order = [...areas.keys()].filter((k) => areas[k] > 0).sort((a, b) => areas[b] - areas[a] || a - b)
  const classOf = new Int32Array(count)
  const colors: number[] = []
  for (const k of order) {
    let found = -1
    for (let j = 0; j * 3 < colors.length && found < 0; j++) {
      if ([0, 1, 2].every((c) => Math.abs(colors[j * 3 + c] - sums[k * 3 + c]) <= SAME_COLOR + noise)) found = j
    }
    if (found < 0) {
      found = colors.length / 3
      colors.push(sums[k * 3], sums[k * 3 + 1], sums[k * 3 + 2])
    }
    classOf[k] = found + 1
  }
  const classes = new Int32Array(labels.length)
  for (let i = 0; i < labels.length; i++) if (labels[i] > 0) classes[i] = classOf[labels[i] - 1]
  return { width, height, classes, colors: Float32Array.from(colors), count: colors.length / 3, core }
}

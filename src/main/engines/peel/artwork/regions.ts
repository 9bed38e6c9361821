/** The even regions of flat artwork, and which of them touch. */
import { labelWhere } from '../../../imaging/components.ts'
import { emptySpans, hullOf, type Spans } from '../../../imaging/hull.ts'
import type { Box } from '../../../imaging/pixels.ts'
import type { ColorMap } from './segment.ts'

export interface Region {
  /** Number in RegionMap.labels, from 1. */
  id: number
  /** Colour, 1..count of the colour map. */
  color: number
  area: number
  box: Box
  /** First and last column in each row of the box. */
  rows: Spans
  /** Pixels along the picture's frame: left, right, top, bottom. */
  frame: [number, number, number, number]
  /** Length of the border to each neighbour, pixel sides. */
  borders: Map<number, number>
  /** The same to all neighbours together. */
  outline: number
}

export interface RegionMap {
  width: number
  height: number
  /** Region of each pixel, from 1. */
  labels: Int32Array
  /** Index 0 is region 1. */
  regions: Region[]
}

/** Regions of fewer pixels are rests of soft edges. */
const LEAST_AREA = 16
/** So are those of less area than this a pixel side of their outline: they are thinner than two pixels. */
const LEAST_THICKNESS = 0.6
/** And those thinner than three pixels in a colour between two neighbours' (so many levels off the line between). */
const THICKNESS_BETWEEN = 1.3
const OFF_LINE = 12

/** The connected regions of one colour each. Rests of soft edges go to a neighbour. */
export function mapRegions(map: ColorMap): RegionMap {
  const { width, height } = map
  const classes = map.classes.slice()
  for (let round = 0; round < 3; round++) {
    const regions = regionsOf(classes, width, height)
    if (!dropRests(regions, classes, map.colors)) break
  }
  return regionsOf(classes, width, height)
}

/** Connected regions of equal values, with their borders. */
export function regionsOf(classes: Int32Array, width: number, height: number): RegionMap {
  const { labels, areas, boxes } = labelWhere(
    width,
    height,
    4,
    () => true,
    (a, b) => classes[a] === classes[b],
  )
  const regions: Region[] = areas.map((area, k) => ({
    id: k + 1,
    color: 0,
    area,
    box: boxes[k],
    rows: emptySpans(boxes[k].height),
    frame: [0, 0, 0, 0],
    borders: new Map(),
    outline: 0,
  }))
  const meet = (a: number, b: number): void => {
    if (a === b) return
    for (const [one, other] of [
      [a, b],
      [b, a],
    ]) {
      const { borders } = regions[one - 1]
      borders.set(other, (borders.get(other) ?? 0) + 1)
      regions[one - 1].outline++
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const region = regions[labels[i] - 1]
      region.color = classes[i]
      const row = y - region.box.y
      if (x < region.rows.first[row]) region.rows.first[row] = x
      region.rows.last[row] = x
      if (x === 0) region.frame[0]++
      if (x === width - 1) region.frame[1]++
      if (y === 0) region.frame[2]++
      if (y === height - 1) region.frame[3]++
      if (x + 1 < width) meet(labels[i], labels[i + 1])
      if (y + 1 < height) meet(labels[i], labels[i + width])
    }
  }
  return { width, height, labels, regions }
}

/** Recolours rests in place; whether there were any. */
function dropRests({ labels, regions }: RegionMap, classes: Int32Array, colors: Float32Array): boolean {
  const isRest = (r: Region): boolean =>
    r.area < LEAST_AREA ||
    r.area < LEAST_THICKNESS * r.outline ||
    (r.area < THICKNESS_BETWEEN * r.outline && isBetween(r, regions, colors))
  const rests = regions.filter((r) => isRest(r) && r.borders.size > 0).sort((a, b) => a.area - b.area || a.id - b.id)
  if (rests.length === 0) return false
  const home = new Int32Array(regions.length + 1)
  for (const rest of rests) {
    const weight = ([id, border]: [number, number]): number => kinship(rest, regions[id - 1], border, colors, isRest)
    const [id] = [...rest.borders].reduce((a, b) => (weight(b) > weight(a) ? b : a))
    home[rest.id] = regions[id - 1].color
  }
  for (let i = 0; i < labels.length; i++) if (home[labels[i]] > 0) classes[i] = home[labels[i]]
  return true
}

/** A neighbour that is no rest itself comes first, then one of a near colour with a long border. */
function kinship(
  rest: Region,
  other: Region,
  border: number,
  colors: Float32Array,
  isRest: (r: Region) => boolean,
): number {
  const at = (rest.color - 1) * 3
  const to = (other.color - 1) * 3
  const apart = Math.hypot(...[0, 1, 2].map((c) => colors[at + c] - colors[to + c]))
  return (border / (8 + apart)) * (isRest(other) ? 1e-3 : 1)
}

/** Whether a region's colour is a mixture of two of its neighbours'. */
function isBetween(region: Region, regions: Region[], colors: Float32Array): boolean {
  const around = [...region.borders.keys()].map((id) => regions[id - 1].color)
  return around.some((a) => around.some((b) => b > a && offLine(colors, region.color, a, b) <= OFF_LINE))
}

/** Levels by which a colour is off the line between two others; infinite beyond their ends. */
function offLine(colors: Float32Array, at: number, from: number, to: number): number {
  const value = (color: number, c: number): number => colors[(color - 1) * 3 + c]
  let along = 0
  let squared = 0
  for (let c = 0; c < 3; c++) {
    along += (value(at, c) - value(from, c)) * (value(to, c) - value(from, c))
    squared += (value(to, c) - value(from, c)) ** 2
  }
  const share = along / Math.max(1, squared)
  if (share <= 0 || share >= 1) return Infinity
  return Math.max(
    ...[0, 1, 2].map((c) => Math.abs(value(at, c) - value(from, c) - share * (value(to, c) - value(from, c)))),
  )
}

/** The convex hull of some regions together. */
export function hullOfRegions({ height, regions }: RegionMap, ids: Iterable<number>): Spans {
  const spans = emptySpans(height)
  for (const id of ids) {
    const { box, rows } = regions[id - 1]
    for (let row = 0, y = box.y; row < box.height; row++, y++) {
      spans.first[y] = Math.min(spans.first[y], rows.first[row])
      spans.last[y] = Math.max(spans.last[y], rows.last[row])
    }
  }
  return hullOf(spans)
}

/** How many pixels of each region lie in a hull; index 0 is unused. */
export function pixelsWithin(map: RegionMap, hull: Spans): Float64Array {
  const { width, height, labels } = map
  const counts = new Float64Array(map.regions.length + 1)
  for (let y = 0; y < height; y++) {
    for (let x = hull.first[y]; x <= hull.last[y]; x++) counts[labels[y * width + x]]++
  }
  return counts
}

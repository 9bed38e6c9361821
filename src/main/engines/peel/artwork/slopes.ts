/** Graded grounds (a sky, a wall in light) that thin things cut up: their pieces are of one colour though their means differ. */
import { spreadFrom } from '../modelled/spread.ts'
import type { RgbF } from '../../../imaging/pixels.ts'
import type { Region, RegionMap } from './regions.ts'

/** Share of the picture from which a region is looked at. */
const LARGE = 2e-3
/** What cuts it is at most this thick, pixels. */
const THICKEST = 20
/** The slopes on either side meet in the cut to so many levels, at this share of the places, and so many places. */
const NEAR = 8
const SHARE = 0.5
const LEAST_PLACES = 30
/** Pixels on which a slope is measured. */
const RUN = 6
/** A graded region's colours have at least this standard deviation, levels. */
const GRADED = 4

/** Gives regions the colour of those that they go on in beyond a thin cut, in place. */
export function joinSlopes(map: RegionMap, image: RgbF): void {
  const { width, height, labels, regions } = map
  const graded = gradedRegions(map, image)
  const source = spreadFrom(width, height, (i) => graded[labels[i]] === 1, THICKEST / 2)
  const facing = new Map<string, { places: number; near: number }>()
  const compare = (i: number, j: number): void => {
    const [a, b] = [source[i], source[j]]
    if (a < 0 || b < 0 || labels[a] === labels[b]) return
    // Where the two touch there is an edge, or they would be one region.
    if (labels[i] === labels[a] && labels[j] === labels[b]) return
    const key = labels[a] < labels[b] ? `${labels[a]}/${labels[b]}` : `${labels[b]}/${labels[a]}`
    const seen = facing.get(key) ?? { places: 0, near: 0 }
    seen.places++
    if (meetsAt(image, map, a, b) <= NEAR) seen.near++
    facing.set(key, seen)
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      if (x + 1 < width) compare(i, i + 1)
      if (y + 1 < height) compare(i, i + width)
    }
  }
  for (const [key, { places, near }] of facing) {
    if (places < LEAST_PLACES || near < SHARE * places) continue
    const [a, b] = key.split('/').map((id) => regions[Number(id) - 1])
    recolor(regions, ...(a.area >= b.area ? ([b.color, a.color] as const) : ([a.color, b.color] as const)))
  }
}

/** By how many levels the colours at two places, continued by their slopes, differ half way between them. */
function meetsAt(image: RgbF, { width, height, labels }: RegionMap, a: number, b: number): number {
  const [ax, ay, bx, by] = [a % width, Math.floor(a / width), b % width, Math.floor(b / width)]
  const gap = Math.hypot(bx - ax, by - ay)
  const reach = RUN / Math.max(1, gap)
  const back = (x: number, y: number, sign: number, own: number): number => {
    const px = Math.round(x - sign * (bx - ax) * reach)
    const py = Math.round(y - sign * (by - ay) * reach)
    const at = py * width + px
    return px >= 0 && py >= 0 && px < width && py < height && labels[at] === labels[own] ? at : own
  }
  const [behindA, behindB] = [back(ax, ay, 1, a), back(bx, by, -1, b)]
  let most = 0
  for (let c = 0; c < 3; c++) {
    const ahead = (at: number, behind: number): number => {
      const value = image.data[at * 3 + c]
      return value + ((value - image.data[behind * 3 + c]) * gap) / (2 * RUN)
    }
    most = Math.max(most, Math.abs(ahead(a, behindA) - ahead(b, behindB)))
  }
  return most
}

/** 1 for each large region that is not of one colour; index 0 is unused. */
function gradedRegions({ width, height, labels, regions }: RegionMap, { data }: RgbF): Uint8Array {
  const sums = new Float64Array((regions.length + 1) * 3)
  const squares = new Float64Array((regions.length + 1) * 3)
  for (let i = 0; i < labels.length; i++) {
    for (let c = 0; c < 3; c++) {
      sums[labels[i] * 3 + c] += data[i * 3 + c]
      squares[labels[i] * 3 + c] += data[i * 3 + c] ** 2
    }
  }
  const out = new Uint8Array(regions.length + 1)
  for (const { id, area } of regions) {
    if (area < LARGE * width * height) continue
    for (let c = id * 3; c < id * 3 + 3; c++) {
      if (squares[c] / area - (sums[c] / area) ** 2 >= GRADED ** 2) out[id] = 1
    }
  }
  return out
}

function recolor(regions: Region[], from: number, to: number): void {
  for (const region of regions) if (region.color === from) region.color = to
}

/** Thin things that join two others: a pole from a parasol to a towel. Each of the others is a thing of its own. */
import { distance } from '../../../imaging/morphology.ts'
import type { Junction } from './junctions.ts'
import { areaOf, borderBetween, paletteOf, touchingParts, type Part } from './parts.ts'
import type { Region, RegionMap } from './regions.ts'

/** Length of a bridge in its own widths. */
const LEAST_LENGTH = 8
/** Each end is so many times as large, and of several colours. */
const LARGER_END = 1.5
const COLORS = 2

/** Weight of the corners that say of two regions that they are of one surface. */
const FUSED = 1

/** Cuts parts at their bridges, as long as there are any. */
export function cutBridges(map: RegionMap, parts: readonly Part[], junctions: readonly Junction[]): Part[] {
  const done: Part[] = []
  const open = [...parts]
  for (let part = open.pop(); part; part = open.pop()) {
    const sides = cutOnce(map, part, junctions)
    if (sides) open.push(...sides)
    else done.push(part)
  }
  return done
}

function cutOnce(map: RegionMap, part: Part, junctions: readonly Junction[]): [Part, Part] | null {
  const thin = [...part].map((id) => map.regions[id - 1]).filter(isThin)
  thin.sort((a, b) => b.area - a.area || a.id - b.id)
  for (const bridge of thin) {
    if (isFused(bridge.id, part, junctions)) continue
    const ends = touchingParts(map, (region) => part.has(region.id) && region.id !== bridge.id)
    const large = ends.filter(
      (end) => areaOf(map, end) >= LARGER_END * bridge.area && paletteOf(map, end).size >= COLORS,
    )
    if (large.length !== 2) continue
    const owner = ownerOf(map, bridge, large)
    const small = ends.filter((end) => !large.includes(end)).flatMap((end) => [...end])
    const other = large.find((end) => end !== owner)!
    return [new Set([...owner, bridge.id, ...small]), other]
  }
  return null
}

/** By area and outline: a band of length l and width w has the area l·w and an outline of 2·(l + w). */
function isThin(region: Region): boolean {
  const half = region.outline / 2
  const width = (half - Math.sqrt(Math.max(0, half * half - 4 * region.area))) / 2
  return width > 0 && region.area / width >= LEAST_LENGTH * width
}

/** Whether a region shares its outline with others of the part: stripes of one cloth end at one straight border. */
function isFused(id: number, part: Part, junctions: readonly Junction[]): boolean {
  const sums = new Map<number, number>()
  for (const { bar, stems, weight } of junctions) {
    if (part.has(bar) || !stems.includes(id)) continue
    const other = stems[0] === id ? stems[1] : stems[0]
    if (part.has(other)) sums.set(other, (sums.get(other) ?? 0) + weight)
  }
  return [...sums.values()].some((sum) => sum >= FUSED)
}

/** The end that the bridge goes through and comes out of again; else the one that it touches more. */
function ownerOf(map: RegionMap, bridge: Region, ends: Part[]): Part {
  const axis = axisOf(map, bridge)
  const goesOn = (id: number): boolean => {
    const { color, box, borders } = map.regions[id - 1]
    if (color !== bridge.color || borders.has(bridge.id)) return false
    const x = box.x + box.width / 2 - axis.x
    const y = box.y + box.height / 2 - axis.y
    return Math.abs(x * axis.dy - y * axis.dx) <= axis.width
  }
  const through = ends.filter((end) => [...end].some(goesOn))
  if (through.length === 1) return through[0]
  const contact = (end: Part): number => borderBetween(map, new Set([bridge.id]), end)
  return ends.reduce((a, b) => (contact(b) > contact(a) ? b : a))
}

/** Middle, direction and width of a long region. */
function axisOf(
  map: RegionMap,
  { id, box, area }: Region,
): { x: number; y: number; dx: number; dy: number; width: number } {
  const sums = { x: 0, y: 0, xx: 0, xy: 0, yy: 0 }
  for (let y = box.y; y < box.y + box.height; y++) {
    for (let x = box.x; x < box.x + box.width; x++) {
      if (map.labels[y * map.width + x] !== id) continue
      sums.x += x
      sums.y += y
      sums.xx += x * x
      sums.xy += x * y
      sums.yy += y * y
    }
  }
  const x = sums.x / area
  const y = sums.y / area
  const [xx, xy, yy] = [sums.xx / area - x * x, sums.xy / area - x * y, sums.yy / area - y * y]
  const angle = Math.atan2(2 * xy, xx - yy) / 2
  const across = (xx + yy - Math.hypot(xx - yy, 2 * xy)) / 2
  return { x, y, dx: Math.cos(angle), dy: Math.sin(angle), width: Math.sqrt(12 * Math.max(0, across)) }
}

/** A region is cut where it is this much thinner than at its thickest, */
const LIMB = 0.45
/** into a body and limbs of at least this share of the region and so many of their own widths. */
const LIMB_SHARE = 0.15
const LIMB_LENGTH = 4

/**
 * Regions with long thin limbs, cut where the limb begins: a pole and a towel of one colour are two things. Gives a number
 * for each limb and changes `classes` (colour numbers) in place; none is the same as any colour in use.
 */
export function cutLimbs(map: RegionMap, ids: Iterable<number>, classes: Int32Array, next: number): number[] {
  const fresh: number[] = []
  for (const id of ids) {
    const region = map.regions[id - 1]
    for (const limb of limbsOf(map, region)) {
      fresh.push(region.color)
      for (const i of limb) classes[i] = next
      next++
    }
  }
  return fresh
}

function limbsOf(map: RegionMap, region: Region): number[][] {
  const { width, labels } = map
  const box = { x: region.box.x - 1, y: region.box.y - 1, width: region.box.width + 2, height: region.box.height + 2 }
  const at = (k: number): number => {
    const x = box.x + (k % box.width)
    const y = box.y + Math.floor(k / box.width)
    return x < 0 || y < 0 || x >= width || y >= map.height ? -1 : y * width + x
  }
  const outside = new Uint8Array(box.width * box.height)
  for (let k = 0; k < outside.length; k++) outside[k] = at(k) >= 0 && labels[at(k)] === region.id ? 0 : 1
  const size = { width: box.width, height: box.height }
  const depth = distance({ ...size, data: outside }).data
  const thickest = depth.reduce((most, d) => Math.max(most, d), 0)
  const body = Uint8Array.from(depth, (d) => (d > LIMB * thickest ? 1 : 0))
  const near = distance({ ...size, data: body }).data
  const limb = Uint8Array.from(outside, (out, k) => (!out && near[k] > LIMB * thickest + 0.5 ? 1 : 0))
  return partsOf(limb, size.width).flatMap((pixels) => {
    if (pixels.length < LIMB_SHARE * region.area) return []
    const deepest = pixels.reduce((most, k) => Math.max(most, depth[k]), 0)
    if (pixels.length < LIMB_LENGTH * (2 * deepest) ** 2) return []
    return [pixels.map(at)]
  })
}

function partsOf(mask: Uint8Array, width: number): number[][] {
  const left = mask.slice()
  const parts: number[][] = []
  for (let start = 0; start < left.length; start++) {
    if (!left[start]) continue
    const part = [start]
    left[start] = 0
    for (const k of part) {
      for (const next of [k - 1, k + 1, k - width, k + width]) {
        if (!left[next]) continue
        left[next] = 0
        part.push(next)
      }
    }
    parts.push(part)
  }
  return parts
}

/** The surfaces of a figure: regions that surely belong together, with all pieces that show of them. */
import type { Spans } from '../../../imaging/hull.ts'
import type { Mask } from '../../../imaging/pixels.ts'
import type { Junction } from './junctions.ts'
import type { Kin } from './kin.ts'
import { areaOf, paletteOf, type Part } from './parts.ts'
import { hullOfRegions, pixelsWithin, type RegionMap } from './regions.ts'

/** What is known while things are sorted. */
export interface Sorting {
  map: RegionMap
  junctions: readonly Junction[]
  /** All regions that are of no ground. */
  figures: Part
  kin: Kin
  /** What text covers. */
  hole: Mask
}

/** Colours this near (CIE Lab) are of one kind, */
export const KIN = 20
/** and join what touches along this share of the smaller one's outline. */
const KIN_BORDER = 0.08
/** Weight of the corners that say of two regions that they are of one surface. */
const FUSED = 0.7
/** At most so many surfaces of a part are looked at. */
const MOST_LOOKS = 8
/** With a piece more, a surface's hull grows by at most this factor, and is of figures but for this share. */
const MOST_GROWN = 1.3
const MOST_DENTS = 0.08

/** The largest surfaces with all pieces that show of them, those of at least `least` pixels. */
export function largestSurfaces(sorting: Sorting, part: Part, least: number): Part[] {
  const { map } = sorting
  const palette = paletteOf(map, part)
  const out: Part[] = []
  for (const surface of surfacesOf(sorting, part)) {
    const colors = paletteOf(map, surface)
    const most = [...colors.keys()].reduce((sum, color) => sum + palette.get(color)!, 0)
    if (most < least) continue
    const whole = withPieces(sorting, part, surface)
    if (areaOf(map, whole) >= least) out.push(whole)
    if (out.length === MOST_LOOKS) break
  }
  return out
}

/** Regions of one surface each (stripes, a wall and its windows, pieces of one colour), the largest first. */
function surfacesOf({ map, junctions, kin }: Sorting, part: Part): Part[] {
  const leader = new Map([...part].map((id) => [id, id]))
  const find = (id: number): number => {
    const up = leader.get(id)!
    return up === id ? id : find(up)
  }
  const weights = new Map<string, number>()
  for (const { bar, stems, weight } of junctions) {
    if (part.has(bar) || !part.has(stems[0]) || !part.has(stems[1])) continue
    const key = stems[0] < stems[1] ? stems.join('/') : `${stems[1]}/${stems[0]}`
    weights.set(key, (weights.get(key) ?? 0) + weight)
  }
  for (const [key, weight] of weights) {
    const [a, b] = key.split('/').map(Number)
    if (weight >= FUSED) leader.set(find(a), find(b))
  }
  for (const id of part) {
    const { borders, color, outline } = map.regions[id - 1]
    for (const [next, border] of borders) {
      if (!part.has(next) || border < KIN_BORDER * outline || !kin(color, map.regions[next - 1].color, KIN)) continue
      leader.set(find(id), find(next))
    }
  }
  const surfaces = new Map<number, Part>()
  for (const id of part) {
    const surface = surfaces.get(find(id)) ?? new Set()
    surfaces.set(find(id), surface.add(id))
  }
  takeEnclosed(map, part, surfaces)
  return [...surfaces.values()].sort((a, b) => areaOf(map, b) - areaOf(map, a))
}

/** A surface that touches one other and nothing else belongs to that one; `surfaces` is changed in place. */
function takeEnclosed(map: RegionMap, part: Part, surfaces: Map<number, Part>): void {
  const home = new Map<number, number>()
  for (const [key, surface] of surfaces) for (const id of surface) home.set(id, key)
  for (let changed = true; changed;) {
    changed = false
    for (const [key, surface] of surfaces) {
      const around = new Set<number>()
      let atFrame = false
      for (const id of surface) {
        const { borders, frame } = map.regions[id - 1]
        atFrame ||= frame.some((n) => n > 0)
        for (const next of borders.keys()) around.add(part.has(next) ? home.get(next)! : -1)
      }
      around.delete(key)
      const [only] = around
      if (atFrame || around.size !== 1 || only < 0) continue
      for (const id of surface) {
        surfaces.get(only)!.add(id)
        home.set(id, only)
      }
      surfaces.delete(key)
      changed = true
    }
  }
}

/** The surface with other pieces of its main colour that make one simple shape with it. */
function withPieces({ map, figures }: Sorting, part: Part, surface: Part): Part {
  const main = [...surface].reduce((a, b) => (map.regions[b - 1].area > map.regions[a - 1].area ? b : a))
  const { color, area } = map.regions[main - 1]
  const pieces = [...part].filter((id) => {
    const region = map.regions[id - 1]
    return region.color === color && region.area < area && !surface.has(id)
  })
  const whole: Part = new Set(surface)
  const members = [main]
  let size = sizeOf(hullOfRegions(map, members))
  for (const id of pieces.sort((a, b) => map.regions[b - 1].area - map.regions[a - 1].area || a - b)) {
    const hull = hullOfRegions(map, [...members, id])
    const grown = sizeOf(hull)
    if (grown > MOST_GROWN * size || dentsIn(map, hull, figures) > MOST_DENTS * grown) continue
    whole.add(id)
    members.push(id)
    size = grown
  }
  return whole
}

/** Pixels of a hull. */
function sizeOf({ first, last }: Spans): number {
  let size = 0
  for (let y = 0; y < first.length; y++) if (last[y] >= first[y]) size += last[y] - first[y] + 1
  return size
}

/** Pixels of a hull that are of no figure. */
function dentsIn(map: RegionMap, hull: Spans, figures: Part): number {
  let dents = 0
  pixelsWithin(map, hull).forEach((count, id) => (dents += figures.has(id) ? 0 : count))
  return dents
}

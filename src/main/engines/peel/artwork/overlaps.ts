/** Things that lie over others: where the outline of one goes on behind the other, they are two. */
import { cropData, grow, union } from '../../../imaging/boxes.ts'
import type { Spans } from '../../../imaging/hull.ts'
import type { Box, Mask } from '../../../imaging/pixels.ts'
import { joinBeside } from './beside.ts'
import type { Kin } from './kin.ts'
import { surelyHidden, type Certainty } from './complete.ts'
import type { Junction } from './junctions.ts'
import { HIDDEN, INSIDE, OUTSIDE } from './outline.ts'
import { areaOf, borderBetween, outlineOf, paletteOf, touchingParts, type Part } from './parts.ts'
import { countVotes } from './votes.ts'
import { hullOfRegions, pixelsWithin, type RegionMap } from './regions.ts'

/** One part lies over another. */
export interface Overlap {
  upper: Part
  lower: Part
}

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

/** Shares of the picture from which a shape may be lower, and upper. */
const LEAST_LOWER = 0.012
const LEAST_UPPER = 3e-3
/** At most so many shapes of a part, the largest, are looked at. */
const MOST_LOOKS = 8
/** So much of the smaller one of two is hidden or hides; less is enough under a disc. */
const HIDES = 0.08
const DISC_HIDES = 0.03
/** So much of the upper one's outline does not touch the lower one: what lies within it is a detail. */
const SHOWS = 0.1
/** What touches the lower one with less than this share of its outline is no part of it. */
const ATTACHED = 0.08
/** Colours this near (CIE Lab) are of one kind, */
const KIN = 20
/** and join what touches along this share of the smaller one's outline. */
const KIN_BORDER = 0.08
/** What has this share of its area in the lower one's kinds of colour is rather a part of it. */
const SAME_PALETTE = 0.5
/** With a piece more, a surface's hull grows by at most this factor, and is of the part but for this share. */
const MOST_GROWN = 1.3
const MOST_DENTS = 0.08
/** Weight of the corners that say otherwise, beyond those that agree, from which it is not so. */
const CONTRARY = 1
/** Weight of the corners that say of two regions that they are of one surface. */
const FUSED = 0.7

/** Splits a set of touching regions as long as something in it goes on behind something else. */
export function splitOverlaps(sorting: Sorting, part: Part): { parts: Part[]; overlaps: Overlap[] } {
  const done: Part[] = []
  const overlaps: Overlap[] = []
  const open = [part]
  for (let next = open.pop(); next; next = open.pop()) {
    const split = splitOnce(sorting, next)
    if (!split) {
      done.push(next)
      continue
    }
    open.push(split.lower, ...split.upper)
    for (const upper of split.upper) overlaps.push({ upper, lower: split.lower })
  }
  return { parts: done, overlaps }
}

function splitOnce(sorting: Sorting, part: Part): { lower: Part; upper: Part[] } | null {
  const { map } = sorting
  const least = LEAST_LOWER * map.width * map.height
  if (areaOf(map, part) < least) return null
  const surfaces = largestSurfaces(sorting, part, least)
  // A disc is known for certain; a curve is one of some.
  for (const certainty of ['disc', 'curves'] as const) {
    for (const surface of surfaces) {
      const split = splitFrom(sorting, part, surface, certainty)
      if (split) return split
    }
  }
  return null
}

/** The part in two and more, if some of it lies over a surface of it. */
function splitFrom(
  sorting: Sorting,
  part: Part,
  surface: Part,
  certainty: Certainty,
): { lower: Part; upper: Part[] } | null {
  const { map } = sorting
  const others = touchingParts(map, (region) => part.has(region.id) && !surface.has(region.id))
  if (others.length === 0) return null
  const groups = joinBeside(map, others)
  const hidden = hiddenUnder(sorting, part, surface, groups, certainty)
  const upper = groups.filter((group, k) => liesOver(sorting, group, surface, hidden[k], certainty))
  if (upper.length === 0) return null
  const apart = groups.filter(
    (group) => upper.includes(group) || borderBetween(map, group, surface) < ATTACHED * outlineOf(map, group),
  )
  const lower: Part = new Set([...surface, ...groups.filter((g) => !apart.includes(g)).flatMap((g) => [...g])])
  return { lower, upper: apart }
}

function liesOver(
  { map, junctions, kin }: Sorting,
  group: Part,
  surface: Part,
  hidden: number,
  certainty: Certainty,
): boolean {
  const area = areaOf(map, group)
  if (area < LEAST_UPPER * map.width * map.height) return false
  const least = certainty === 'disc' ? DISC_HIDES : HIDES
  if (hidden < least * Math.min(area, areaOf(map, surface))) return false
  if (borderBetween(map, group, surface) > (1 - SHOWS) * outlineOf(map, group)) return false
  const own = [...paletteOf(map, surface).keys()]
  let common = 0
  for (const [color, n] of paletteOf(map, group)) if (own.some((other) => kin(color, other, KIN))) common += n
  if (common > SAME_PALETTE * area) return false
  const groupOf = Int32Array.from({ length: map.regions.length + 1 }, (_, k) =>
    group.has(k) ? 1 : surface.has(k) ? 2 : k + 3,
  )
  const votes = countVotes(junctions, groupOf)
  return votes.over(2, 1) - votes.over(1, 2) < CONTRARY
}

/** Pixels of each group that the surface surely reaches under. */
function hiddenUnder(
  { map, hole }: Sorting,
  part: Part,
  surface: Part,
  groups: readonly Part[],
  certainty: Certainty,
): number[] {
  const { width, height } = map
  const tight = [...part].map((id) => map.regions[id - 1].box).reduce(union)
  const box: Box = grow(tight, 2, width, height)
  const labels = cropData(map.labels, width, 1, box)
  const covered = cropData(hole.data, width, 1, box)
  const main = certainty === 'disc' ? mainNeighbour(map, part, surface) : 0
  const kinds = new Uint8Array(map.regions.length + 1)
  for (const { id, color } of map.regions) {
    const isOutside = !part.has(id) && (main === 0 || color === main)
    kinds[id] = surface.has(id) ? INSIDE : isOutside ? OUTSIDE : HIDDEN
  }
  const state = new Uint8Array(labels.length)
  for (let i = 0; i < labels.length; i++) state[i] = covered[i] ? HIDDEN : kinds[labels[i]]
  const coverage = surelyHidden(withRim(state, box.width, box.height), box.width, box.height, certainty)
  const hidden = new Array<number>(groups.length).fill(0)
  if (!coverage) return hidden
  const groupOf = new Int32Array(map.regions.length + 1).fill(-1)
  groups.forEach((group, k) => group.forEach((id) => (groupOf[id] = k)))
  for (let i = 0; i < labels.length; i++) if (groupOf[labels[i]] >= 0) hidden[groupOf[labels[i]]] += coverage[i]
  return hidden
}

/**
 * The colour around a part that a surface shares most of its outline with: it stands before that, where the others may as
 * well lie over it (a sun before the sky goes down behind the sea).
 */
function mainNeighbour(map: RegionMap, part: Part, surface: Part): number {
  const contacts = new Map<number, number>()
  for (const id of surface) {
    for (const [next, border] of map.regions[id - 1].borders) {
      const { color } = map.regions[next - 1]
      if (!part.has(next)) contacts.set(color, (contacts.get(color) ?? 0) + border)
    }
  }
  return [...contacts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])[0]
}

/** What lies beside something hidden is uncertain too: corners are not exact to the pixel. */
function withRim(state: Uint8Array, width: number, height: number): Uint8Array {
  const out = state.slice()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (state[y * width + x] !== HIDDEN) continue
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) out[ny * width + nx] = HIDDEN
    }
  }
  return out
}

/** The largest surfaces with all pieces that show of them, those of at least `least` pixels. */
function largestSurfaces(sorting: Sorting, part: Part, least: number): Part[] {
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

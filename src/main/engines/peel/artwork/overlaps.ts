/** Things that lie over others: where the outline of one goes on behind the other, they are two. */
import { cropData, grow, union } from '../../../imaging/boxes.ts'
import type { Box } from '../../../imaging/pixels.ts'
import { joinBeside } from './beside.ts'
import { surelyHidden, type Certainty } from './complete.ts'
import { HIDDEN, INSIDE, OUTSIDE } from './outline.ts'
import { areaOf, borderBetween, outlineOf, paletteOf, touchingParts, type Part } from './parts.ts'
import type { RegionMap } from './regions.ts'
import { KIN, largestSurfaces, type Sorting } from './surfaces.ts'
import { countVotes } from './votes.ts'

/** One part lies over another. */
export interface Overlap {
  upper: Part
  lower: Part
}

/** Shares of the picture from which a shape may be lower, and upper. */
const LEAST_LOWER = 0.012
const LEAST_UPPER = 3e-3
/** So much of the smaller one of two is hidden or hides; less is enough under a disc. */
const HIDES = 0.08
const DISC_HIDES = 0.03
/** So much of the upper one's outline does not touch the lower one: what lies within it is a detail. */
const SHOWS = 0.1
/** What touches the lower one with less than this share of its outline is no part of it. */
const ATTACHED = 0.08
/** What has this share of its area in the lower one's kinds of colour is rather a part of it. */
const SAME_PALETTE = 0.5
/** Weight of the corners that say otherwise, beyond those that agree, from which it is not so. */
const CONTRARY = 1

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

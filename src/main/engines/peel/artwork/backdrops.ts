/** Large simple shapes on which other things lie: a sun behind a palm, a card behind what it carries. */
import type { Junction } from './junctions.ts'
import { areaOf, paletteOf, touchingParts, type Part } from './parts.ts'
import { hullOfRegions, pixelsWithin, type RegionMap } from './regions.ts'
import { countVotes } from './votes.ts'

/** A backdrop takes at least this share of the picture. */
const LEAST_SHARE = 0.012
/** It is convex but for what lies on it: grounds fill at most this share of its hull. */
const MOST_DENTS = 0.08
/** Something lies over its outline: with at least this share within the hull, and this share outside. */
const CROSSING = 0.15
/** It is no smaller than this share of what lies over its outline. */
const LEAST_SIZE = 0.5
/** Weight of corners that say so, beyond those that say otherwise. */
const SURE = 1
/** What has this share of its area in the backdrop's own colour is rather a part of it. */
const SAME_PALETTE = 0.3

/** Sorts out the backdrops of some touching regions: they come first, then what is left, in touching parts. */
export function takeBackdrops(
  map: RegionMap,
  part: Part,
  junctions: readonly Junction[],
): { backdrops: Part[]; rest: Part[] } {
  const backdrops: Part[] = []
  let rest = [part]
  for (let found = true; found;) {
    found = false
    for (const [k, candidate] of rest.entries()) {
      const backdrop = findBackdrop(map, candidate, junctions)
      if (!backdrop) continue
      backdrops.push(backdrop)
      const left = touchingParts(map, (region) => candidate.has(region.id) && !backdrop.has(region.id))
      rest = [...rest.slice(0, k), ...rest.slice(k + 1), ...left]
      found = true
      break
    }
  }
  return { backdrops, rest }
}

/** The largest region of a part that is a backdrop of others in it, with its pieces. */
function findBackdrop(map: RegionMap, part: Part, junctions: readonly Junction[]): Part | null {
  const least = LEAST_SHARE * map.width * map.height
  const large = [...part].filter((id) => map.regions[id - 1].area >= least)
  large.sort((a, b) => map.regions[b - 1].area - map.regions[a - 1].area || a - b)
  for (const id of large) {
    const backdrop = asBackdrop(map, part, id, junctions)
    if (backdrop) return backdrop
  }
  return null
}

function asBackdrop(map: RegionMap, part: Part, id: number, junctions: readonly Junction[]): Part | null {
  const { color } = map.regions[id - 1]
  const inside = pixelsWithin(map, hullOfRegions(map, new Set([id])))
  const own: Part = new Set(
    [...part].filter((k) => map.regions[k - 1].color === color && inside[k] >= 0.9 * map.regions[k - 1].area),
  )
  const hull = inside.reduce((sum, n) => sum + n, 0)
  let filled = 0
  for (const k of part) filled += inside[k]
  if (hull - filled > MOST_DENTS * hull) return null
  const others = touchingParts(map, (region) => part.has(region.id) && !own.has(region.id))
  const area = areaOf(map, own)
  let crossed = false
  for (const other of others) {
    const size = areaOf(map, other)
    let within = 0
    for (const k of other) within += inside[k]
    if (within < CROSSING * size || size - within < CROSSING * size) continue
    if (area < LEAST_SIZE * size || (paletteOf(map, other).get(color) ?? 0) > SAME_PALETTE * size) return null
    if (liesOver(map, own, other, junctions)) crossed = true
  }
  return crossed ? own : null
}

function liesOver(map: RegionMap, backdrop: Part, other: Part, junctions: readonly Junction[]): boolean {
  const groupOf = new Int32Array(map.regions.length + 1).map((_, k) => (backdrop.has(k) ? 1 : other.has(k) ? 2 : k + 3))
  const votes = countVotes(junctions, groupOf)
  return votes.over(2, 1) - votes.over(1, 2) >= SURE
}

/** Which regions of flat artwork are its grounds: sky, sea, floor, wall, each with all pieces that show of it. */
import type { Kin } from './kin.ts'
import { hullOfRegions, pixelsWithin, type Region, type RegionMap } from './regions.ts'

/** Share of the frame that a region of a ground covers from side to side or around a corner, and of one side alone. */
const FRAME_CONTACT = 0.05
const SIDE_ALONE = 0.5
/** Pieces of one colour on opposite sides of the frame are one ground: contact on each side, share of the picture, */
const SIDE_CONTACT = 0.003
const THROUGH_SHARE = 0.01
/** and share of their hull that the colour fills. */
const THROUGH_FILL = 0.25
/** A piece of a ground's colour is the ground seen between things if this share of it lies in the ground's hull. */
const WITHIN = 0.6
/** Smaller than this share of the picture and in one other region only, it is a detail of that region. */
const GAP_SHARE = 2e-3
/** Shade on a ground: this near in colour (CIE Lab) and touching the ground with this share of its outline. */
const SHADE = 12
const SHADE_OUTLINE = 0.8

/** Number of the ground of each region, from 1, and 0 for what stands before the grounds; index 0 is unused. */
export type GroundOf = Int32Array

/**
 * Grounds run along the frame or from side to side. `inFront` (0..1 a region, index 0 unused) is how much of each the
 * picture's main subject takes: a person cut by the lower edge is no ground.
 */
export function findGrounds(map: RegionMap, kin: Kin, inFront: Float64Array): GroundOf {
  const groundOf: GroundOf = new Int32Array(map.regions.length + 1)
  const byColor = new Map<number, Region[]>()
  for (const region of map.regions) byColor.set(region.color, [...(byColor.get(region.color) ?? []), region])
  let count = 0
  for (const regions of byColor.values()) {
    const along = regions.filter((r) => runsAlong(r, map, inFront[r.id]))
    const seeds = along.length > 0 ? along : runThrough(regions, map)
    if (seeds.length === 0) continue
    count++
    const pieces = regions.filter((r) => seeds.includes(r) || (contactOf(r) > 0 && inFront[r.id] < 0.5))
    for (const piece of pieces) groundOf[piece.id] = count
    for (const gap of gapsIn(map, regions, pieces)) groundOf[gap.id] = count
  }
  addShades(map, kin, groundOf)
  return groundOf
}

function contactOf(region: Region): number {
  return region.frame.reduce((sum, n) => sum + n, 0)
}

/** What runs through the picture does so whatever the subject's matte says. */
function runsAlong(region: Region, { width, height }: RegionMap, inFront: number): boolean {
  const [left, right, top, bottom] = region.frame
  if ((left > 0 && right > 0) || (top > 0 && bottom > 0)) return true
  if (inFront >= 0.5) return false
  const corner = left + right > 0 && top + bottom > 0
  if (corner) return contactOf(region) >= FRAME_CONTACT * 2 * (width + height)
  return Math.max(left, right) >= SIDE_ALONE * height || Math.max(top, bottom) >= SIDE_ALONE * width
}

/** Pieces of one colour at opposite sides of the frame, with things between them. */
function runThrough(regions: Region[], map: RegionMap): Region[] {
  const { width, height } = map
  const atFrame = regions.filter((r) => contactOf(r) > 0)
  const area = atFrame.reduce((sum, r) => sum + r.area, 0)
  if (area < THROUGH_SHARE * width * height) return []
  const sides = [0, 1, 2, 3].map((side) => atFrame.reduce((sum, r) => sum + r.frame[side], 0))
  const least = SIDE_CONTACT * 2 * (width + height)
  if (!(Math.min(sides[0], sides[1]) >= least || Math.min(sides[2], sides[3]) >= least)) return []
  const hull = hullOfRegions(map, new Set(atFrame.map((r) => r.id)))
  const inside = pixelsWithin(map, hull)
  const own = regions.reduce((sum, r) => sum + inside[r.id], 0)
  return own >= THROUGH_FILL * inside.reduce((sum, n) => sum + n, 0) ? atFrame : []
}

/** Other pieces of the same colour that lie where the ground does. */
function gapsIn(map: RegionMap, regions: Region[], pieces: Region[]): Region[] {
  const least = GAP_SHARE * map.width * map.height
  const gaps: Region[] = []
  // Each piece shows more of where the ground goes.
  for (;;) {
    const others = regions.filter((r) => !pieces.includes(r) && !gaps.includes(r))
    if (others.length === 0) return gaps
    const inside = pixelsWithin(map, hullOfRegions(map, new Set([...pieces, ...gaps].map((r) => r.id))))
    const fresh = others.filter((r) => inside[r.id] >= WITHIN * r.area && (r.borders.size > 1 || r.area >= least))
    if (fresh.length === 0) return gaps
    gaps.push(...fresh)
  }
}

/** Shades of a ground (a dune on the sand, a fold in a curtain) belong to it. */
function addShades(map: RegionMap, kin: Kin, groundOf: GroundOf): void {
  const bySize = [...map.regions].sort((a, b) => b.area - a.area || a.id - b.id)
  let changed = true
  while (changed) {
    changed = false
    for (const region of bySize) {
      if (groundOf[region.id] > 0) continue
      const contacts = new Map<number, number>()
      for (const [id, border] of region.borders) {
        if (groundOf[id] === 0) continue
        if (!kin(region.color, map.regions[id - 1].color, SHADE)) continue
        contacts.set(groundOf[id], (contacts.get(groundOf[id]) ?? 0) + border)
      }
      for (const [ground, border] of contacts) {
        if (border < SHADE_OUTLINE * region.outline) continue
        groundOf[region.id] = ground
        changed = true
      }
    }
  }
}

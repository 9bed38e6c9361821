/** What stands before the grounds of flat artwork, sorted into things. */
import { joinBeside } from './beside.ts'
import { cutBridges } from './bridges.ts'
import type { Junction } from './junctions.ts'
import { splitOverlaps, type Overlap } from './overlaps.ts'
import { touchingParts, type Part } from './parts.ts'
import type { RegionMap } from './regions.ts'
import type { Sorting } from './surfaces.ts'

/** What an outline that goes on behind something says of the two, in votes. */
const OVERLAP = 2

export interface Figures {
  things: Part[]
  /** The corners, and what was seen besides of who lies on whom. */
  junctions: Junction[]
}

/** The things among the figures' regions. */
export function findFigures(sorting: Sorting): Figures {
  const { map, junctions, figures } = sorting
  const pieces: Part[] = []
  const seen = [...junctions]
  for (const part of touchingParts(map, (region) => figures.has(region.id))) {
    const { parts, overlaps } = splitOverlaps(sorting, part)
    pieces.push(...parts)
    seen.push(...overlaps.map((overlap) => asJunction(map, overlap)))
  }
  return { things: joinBeside(map, cutBridges(map, pieces, junctions)), junctions: seen }
}

/** An overlap as a corner at which the upper thing's largest region runs on over the lower one's. */
export function asJunction(map: RegionMap, { upper, lower }: Overlap): Junction {
  const largest = (part: Part): number =>
    [...part].reduce((a, b) => (map.regions[b - 1].area > map.regions[a - 1].area ? b : a))
  return { x: 0, y: 0, bar: largest(upper), stems: [largest(lower), 0], weight: OVERLAP }
}

/** What stands before the grounds of flat artwork, sorted into things. */
import { takeBackdrops } from './backdrops.ts'
import { joinBeside } from './beside.ts'
import { cutBridges } from './bridges.ts'
import type { Junction } from './junctions.ts'
import { areaOf, touchingParts, type Part } from './parts.ts'
import type { RegionMap } from './regions.ts'

/** What lies wholly on a backdrop and is at most this share of it is a detail of it: a face on a sun. */
const DETAIL = 0.05

export interface Figures {
  backdrops: Part[]
  things: Part[]
}

/** The things and backdrops among the regions that are of no ground. */
export function findFigures(map: RegionMap, groundOf: Int32Array, junctions: readonly Junction[]): Figures {
  const backdrops: Part[] = []
  const pieces: Part[] = []
  for (const part of touchingParts(map, (region) => groundOf[region.id] === 0)) {
    const taken = takeBackdrops(map, part, junctions)
    backdrops.push(...taken.backdrops)
    pieces.push(...taken.rest)
  }
  const things: Part[] = []
  for (const thing of joinBeside(map, cutBridges(map, pieces, junctions))) {
    const home = backdrops.find((backdrop) => isDetail(map, thing, backdrop))
    if (home) for (const id of thing) home.add(id)
    else things.push(thing)
  }
  return { backdrops, things }
}

function isDetail(map: RegionMap, thing: Part, backdrop: Part): boolean {
  if (areaOf(map, thing) > DETAIL * areaOf(map, backdrop)) return false
  for (const id of thing) {
    const region = map.regions[id - 1]
    if (region.frame.some((n) => n > 0)) return false
    for (const next of region.borders.keys()) if (!thing.has(next) && !backdrop.has(next)) return false
  }
  return true
}

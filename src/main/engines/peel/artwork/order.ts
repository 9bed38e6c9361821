/** The stack of grounds and things: who lies on whom. */
import type { Junction } from './junctions.ts'
import { borderBetween, outlineOf, type Part } from './parts.ts'
import { hullOfRegions, pixelsWithin, type RegionMap } from './regions.ts'
import { countVotes, type Votes } from './votes.ts'

export type Role = 'ground' | 'thing'

export interface Element {
  role: Role
  part: Part
}

/** What a rule of thumb counts, in votes: things stand on what they reach into... */
const STANDS = { ground: 0, thing: 2 }
/** ...with at least this share of themselves (of its hull); what only borders on a ground goes down behind it, */
const REACHES = 0.04
const GOES_DOWN = 0.5
/** if it does so along this share of its outline. */
const ALONG = 0.1
/** Of two grounds the lower one in the picture is nearer. */
const NEARER = 0.4
/** Of two things the smaller one. */
const SMALLER = 0.3

/** The elements bottom to top. */
export function stackElements(map: RegionMap, elements: readonly Element[], junctions: readonly Junction[]): Element[] {
  const groupOf = new Int32Array(map.regions.length + 1)
  elements.forEach(({ part }, k) => part.forEach((id) => (groupOf[id] = k + 1)))
  const facts = elements.map((element) => factsOf(map, element))
  const touching = elements.map(({ part }) => neighboursOf(map, part, groupOf))
  /** How much says that a lies on b. */
  const netOf =
    (votes: Votes) =>
    (a: number, b: number): number =>
      votes.over(a + 1, b + 1) - votes.over(b + 1, a + 1) + prior(map, elements, facts, a, b)
  const first = netOf(countVotes(junctions, groupOf))
  // A corner that is wrong about one of its stems is an accident, and tells nothing of the other.
  const sound = junctions.filter(({ bar, stems }) => {
    const upper = groupOf[bar]
    return stems.every(
      (stem) => groupOf[stem] === upper || !upper || !groupOf[stem] || first(upper - 1, groupOf[stem] - 1) > 0,
    )
  })
  const net = netOf(countVotes(sound, groupOf))
  const left = new Set(elements.map((_, k) => k))
  const stack: Element[] = []
  while (left.size > 0) {
    // The lowest is the one with the least to say that it lies on another that is left.
    let best = -1
    let least = Infinity
    for (const k of left) {
      let weight = 0
      for (const other of left) if (touching[k].has(other)) weight += Math.max(0, net(k, other))
      const rank = weight + 1e-3 * STANDS[elements[k].role] + 1e-5 * (facts[k].middle / map.height)
      if (rank < least) {
        least = rank
        best = k
      }
    }
    left.delete(best)
    stack.push(elements[best])
  }
  return stack
}

interface Facts {
  area: number
  /** Mean row. */
  middle: number
  /** Pixels of each region in the element's hull. */
  inHull: Float64Array
}

function factsOf(map: RegionMap, { part }: Element): Facts {
  let area = 0
  let sum = 0
  for (const id of part) {
    const { area: own, box } = map.regions[id - 1]
    area += own
    sum += own * (box.y + box.height / 2)
  }
  return { area, middle: sum / area, inHull: pixelsWithin(map, hullOfRegions(map, part)) }
}

function neighboursOf(map: RegionMap, part: Part, groupOf: Int32Array): Set<number> {
  const out = new Set<number>()
  for (const id of part) {
    for (const next of map.regions[id - 1].borders.keys()) if (groupOf[next] > 0) out.add(groupOf[next] - 1)
  }
  return out
}

/** Without corners to tell: votes for a on b. */
function prior(map: RegionMap, elements: readonly Element[], facts: Facts[], a: number, b: number): number {
  const [upper, lower] = [elements[a], elements[b]]
  if (upper.role === 'ground' && lower.role === 'ground') {
    return facts[a].middle > facts[b].middle ? NEARER : -NEARER
  }
  if (upper.role === 'thing' && lower.role === 'thing') {
    return facts[a].area < facts[b].area ? SMALLER : -SMALLER
  }
  if (STANDS[upper.role] < STANDS[lower.role]) return -prior(map, elements, facts, b, a)
  let within = 0
  for (const id of upper.part) within += facts[b].inHull[id]
  if (within >= REACHES * facts[a].area) return STANDS[upper.role]
  const { border, outline } = contactOf(map, upper.part, lower.part)
  return border >= ALONG * outline ? -GOES_DOWN : 0
}

function contactOf(map: RegionMap, part: Part, other: Part): { border: number; outline: number } {
  return { border: borderBetween(map, part, other), outline: outlineOf(map, part) }
}

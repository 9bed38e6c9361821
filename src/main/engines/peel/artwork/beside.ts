/** Things that stand so close beside each other that they are one: a sail and its mast. */
import { areaOf, type Part } from './parts.ts'
import type { RegionMap } from './regions.ts'

/** Close: within this share of the smaller one's size (square root of the area); at least, and at most, so many pixels. */
const CLOSE = 0.2
const LEAST_GAP = 3
const MOST_GAP = 1 / 80
/** Share of the smaller one's outline that is close to the other. */
const ALONG = 0.25
const RAYS = 16

/** Joins parts (sets of regions) that lie side by side, with a gap, along much of the smaller one's outline. */
export function joinBeside(map: RegionMap, parts: readonly Part[]): Part[] {
  const joined = parts.map((part) => new Set(part))
  for (let again = true; again;) {
    again = false
    joined.sort((a, b) => areaOf(map, a) - areaOf(map, b))
    const partOf = new Int32Array(map.regions.length + 1).fill(-1)
    joined.forEach((part, k) => part.forEach((id) => (partOf[id] = k)))
    for (const [k, part] of joined.entries()) {
      const other = closeTo(map, partOf, joined, k)
      if (other < 0) continue
      for (const id of part) joined[other].add(id)
      joined.splice(k, 1)
      again = true
      break
    }
  }
  return joined
}

/** The larger part that most of part `k`'s outline is close to; -1 where that is too little. */
function closeTo(map: RegionMap, partOf: Int32Array, parts: Part[], k: number): number {
  const { width, height, labels, regions } = map
  const size = Math.sqrt(areaOf(map, parts[k]))
  const reach = Math.max(LEAST_GAP, Math.min(CLOSE * size, MOST_GAP * Math.max(width, height)))
  const hits = new Map<number, number>()
  let outline = 0
  for (const id of parts[k]) {
    const { box } = regions[id - 1]
    for (let y = box.y; y < box.y + box.height; y++) {
      for (let x = box.x; x < box.x + box.width; x++) {
        if (labels[y * width + x] !== id || !isRim(map, partOf, k, x, y)) continue
        outline++
        const near = new Set<number>()
        for (let ray = 0; ray < RAYS; ray++) {
          const angle = (2 * Math.PI * ray) / RAYS
          for (let step = 1; step <= reach; step++) {
            const px = Math.round(x + step * Math.cos(angle))
            const py = Math.round(y + step * Math.sin(angle))
            if (px < 0 || py < 0 || px >= width || py >= height) break
            const part = partOf[labels[py * width + px]]
            if (part === k) break
            if (part < 0) continue
            // What touches was told apart before.
            if (step > 1) near.add(part)
            break
          }
        }
        for (const part of near) hits.set(part, (hits.get(part) ?? 0) + 1)
      }
    }
  }
  let best = -1
  for (const [part, n] of hits) {
    if (part > k && n >= ALONG * outline && (best < 0 || n > (hits.get(best) ?? 0))) best = part
  }
  return best
}

function isRim({ width, height, labels }: RegionMap, partOf: Int32Array, k: number, x: number, y: number): boolean {
  const i = y * width + x
  return (
    (x > 0 && partOf[labels[i - 1]] !== k) ||
    (x < width - 1 && partOf[labels[i + 1]] !== k) ||
    (y > 0 && partOf[labels[i - width]] !== k) ||
    (y < height - 1 && partOf[labels[i + width]] !== k)
  )
}

/** Things that stand before the grounds, as sets of touching regions. */
import type { Region, RegionMap } from './regions.ts'

/** Region numbers. */
export type Part = Set<number>

/** Sets of regions that touch, of those that `inside` takes; the largest first. */
export function touchingParts(map: RegionMap, inside: (region: Region) => boolean): Part[] {
  const parts: Part[] = []
  const seen = new Set<number>()
  for (const start of map.regions) {
    if (seen.has(start.id) || !inside(start)) continue
    const part: Part = new Set([start.id])
    seen.add(start.id)
    // A set can grow while it is walked over.
    for (const id of part) {
      for (const next of map.regions[id - 1].borders.keys()) {
        if (seen.has(next) || !inside(map.regions[next - 1])) continue
        seen.add(next)
        part.add(next)
      }
    }
    parts.push(part)
  }
  return parts.sort((a, b) => areaOf(map, b) - areaOf(map, a))
}

export function areaOf(map: RegionMap, part: Part): number {
  let area = 0
  for (const id of part) area += map.regions[id - 1].area
  return area
}

/** Length of the border between a part and another one, or a region. */
export function borderBetween(map: RegionMap, part: Part, other: Part): number {
  let border = 0
  for (const id of part) for (const [next, n] of map.regions[id - 1].borders) if (other.has(next)) border += n
  return border
}

/** Pixel sides between the part and what is not of it. */
export function outlineOf(map: RegionMap, part: Part): number {
  let outline = 0
  for (const id of part) for (const [next, n] of map.regions[id - 1].borders) if (!part.has(next)) outline += n
  return outline
}

/** Area of each colour in a part. */
export function paletteOf(map: RegionMap, part: Part): Map<number, number> {
  const palette = new Map<number, number>()
  for (const id of part) {
    const { color, area } = map.regions[id - 1]
    palette.set(color, (palette.get(color) ?? 0) + area)
  }
  return palette
}

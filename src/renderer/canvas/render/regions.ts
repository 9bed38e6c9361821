/** Rectangles of whole pixels. */
import type { Region } from '../../../shared/compositing/composite.ts'

export function sameRegion(one: Region, other: Region): boolean {
  return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height
}

/** Whether there is anything in it. */
export function isSome({ width, height }: Region): boolean {
  return width > 0 && height > 0
}

/** The smallest region around both. */
export function unionOf(one: Region, other: Region): Region {
  const x = Math.min(one.x, other.x)
  const y = Math.min(one.y, other.y)
  const right = Math.max(one.x + one.width, other.x + other.width)
  const bottom = Math.max(one.y + one.height, other.y + other.height)
  return { x, y, width: right - x, height: bottom - y }
}

/** What of the region is not in the part within it. */
export function around(region: Region, part: Region): Region[] {
  const right = region.x + region.width
  const bottom = region.y + region.height
  return [
    { x: region.x, y: region.y, width: region.width, height: part.y - region.y },
    { x: region.x, y: part.y + part.height, width: region.width, height: bottom - part.y - part.height },
    { x: region.x, y: part.y, width: part.x - region.x, height: part.height },
    { x: part.x + part.width, y: part.y, width: right - part.x - part.width, height: part.height },
  ].filter(({ width, height }) => width > 0 && height > 0)
}

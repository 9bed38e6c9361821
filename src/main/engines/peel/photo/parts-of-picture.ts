/** Things that the network overlooks beside larger ones: it is shown the picture a part at a time. */
import { contextBox } from '../matting/matte.ts'
import type { Box, Mask, Plane } from '../../../imaging/pixels.ts'
import type { Fragments } from './fragments.ts'

/** Parts a side. Each is shown with a margin, so that they overlap. */
const PARTS = 3
/** Values of the network that say nothing, and the share of a part that is too little to be a thing. */
const FAINTEST = 0.02
const SPECK = 0.002

/** The parts, row by row; together they are the picture. */
export function partsOf(width: number, height: number): Box[] {
  const cut = (length: number) => Array.from({ length: PARTS + 1 }, (_, k) => Math.round((k * length) / PARTS))
  const xs = cut(width)
  const ys = cut(height)
  return ys
    .slice(1)
    .flatMap((bottom, row) =>
      xs
        .slice(1)
        .map((right, column) => ({ x: xs[column], y: ys[row], width: right - xs[column], height: bottom - ys[row] })),
    )
}

/** What the network saw in a part, 0..1, but for the faintest and for single pixels; of what is `filled`, nothing. */
export function interestIn(part: Box, whole: Plane, filled: Mask): number {
  const values: number[] = []
  for (let y = part.y; y < part.y + part.height; y++) {
    for (let i = y * whole.width + part.x; i < y * whole.width + part.x + part.width; i++) {
      if (whole.data[i] > FAINTEST && !filled.data[i]) values.push(whole.data[i])
    }
  }
  values.sort((a, b) => b - a)
  return values.at(Math.floor(SPECK * part.width * part.height)) ?? 0
}

/** The fragments that lie wholly inside what was shown for a part: those at its edge go on beyond it. */
export function whollyShown(fragments: Fragments, part: Box): Fragments {
  const { width, height, list, labels } = fragments
  const shown = contextBox(part, width, height)
  const kept = list.filter(({ box }) => {
    const left = box.x > shown.x || shown.x === 0
    const top = box.y > shown.y || shown.y === 0
    const right = box.x + box.width < shown.x + shown.width || shown.x + shown.width === width
    const bottom = box.y + box.height < shown.y + shown.height || shown.y + shown.height === height
    return left && top && right && bottom
  })
  const ids = new Set(kept.map(({ id }) => id))
  return { width, height, list: kept, labels: labels.map((id) => (ids.has(id) ? id : 0)) }
}

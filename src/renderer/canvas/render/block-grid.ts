/** The visible part of a scaled canvas in blocks of about as many document pixels each, and which of them are to be done. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import { isSome } from './regions.ts'

/** Document pixels along the side of a block. */
export const BLOCK_SPAN = 256
/** Least side of a block in pixels of the screen. */
const LEAST_SIDE = 8
const ROW = 1 << 16

export class BlockGrid {
  readonly region: Region
  readonly scale: number
  readonly pending = new Set<number>()
  readonly #side: number

  constructor(region: Region, scale: number) {
    this.region = region
    this.scale = scale
    this.#side = Math.max(LEAST_SIDE, Math.round(BLOCK_SPAN * scale))
  }

  /** The part of a block that can be seen. */
  block(key: number): Region {
    const side = this.#side
    const square = { x: (key % ROW) * side, y: Math.floor(key / ROW) * side, width: side, height: side }
    return intersection(square, this.region)
  }

  /** The blocks that a region meets. */
  *meeting(region: Region): Generator<number> {
    const { x, y, width, height } = intersection(region, this.region)
    if (width === 0 || height === 0) return
    const side = this.#side
    for (let row = Math.floor(y / side); row * side < y + height; row++) {
      for (let column = Math.floor(x / side); column * side < x + width; column++) yield row * ROW + column
    }
  }

  /** What meets the region is to be done. */
  mark(region: Region): void {
    for (const key of this.meeting(region)) this.pending.add(key)
  }

  /** The block to be done that is nearest to a point, of those that meet `within` and are not to be skipped; null: none. */
  nearest(point: { x: number; y: number }, within: Region | null = null, skip?: ReadonlySet<number>): number | null {
    let found: number | null = null
    let least = Infinity
    for (const key of this.pending) {
      if (skip?.has(key)) continue
      const { x, y, width, height } = this.block(key)
      if (within && !isSome(intersection(within, { x, y, width, height }))) continue
      const far = Math.hypot(x + width / 2 - point.x, y + height / 2 - point.y)
      if (far >= least) continue
      least = far
      found = key
    }
    return found
  }
}

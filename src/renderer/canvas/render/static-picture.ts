/** Some of a document's units put together while others change: roughly at first, exactly as far as there was time. */
import type { Region } from '../../../shared/compositing/composite.ts'
import type { BlockGrid } from './block-grid.ts'
import { copySurface, type Surface } from './fast-blend.ts'
import { drawUnit, type Unit } from './units.ts'

/** Puts a block of the picture into the surface exactly; false where that cannot be had. */
export type FillExactly = (surface: Surface, block: Region, keep: (index: number) => boolean) => boolean

export class StaticPicture {
  readonly surface: Surface
  readonly #grid: BlockGrid
  /** Which of the units are in it. */
  readonly #keep: (index: number) => boolean
  readonly #drawn = new Set<number>()

  /** Empty: everything in it is to be drawn. */
  constructor(surface: Surface, grid: BlockGrid, keep: (index: number) => boolean) {
    this.surface = surface
    this.#grid = grid
    this.#keep = keep
  }

  /** It holds the units already, exactly but for the blocks that are pending in the grid, and not at all in some parts. */
  isDrawn({ but }: { but: readonly Region[] }): void {
    for (const key of this.#grid.meeting(this.#grid.region)) this.#drawn.add(key)
    for (const part of but) for (const key of this.#grid.meeting(part)) this.#drawn.delete(key)
  }

  /** Draws what the region meets where it is not there yet. */
  ensure(units: readonly Unit[], region: Region): void {
    const kept = units.filter((_unit, index) => this.#keep(index))
    for (const key of this.#grid.meeting(region)) {
      if (this.#drawn.has(key)) continue
      this.#drawn.add(key)
      this.#grid.pending.add(key)
      const block = this.#grid.block(key)
      copySurface(this.surface, null, block)
      for (const unit of kept) drawUnit(this.surface, unit, block)
    }
  }

  /** Makes the block nearest to the point exact, of those that `within` meets. Gives the block; null where there is none. */
  refine(fill: FillExactly, point: { x: number; y: number }, within: Region | null): Region | null {
    const key = this.#grid.nearest(point, within)
    if (key === null) return null
    this.#grid.pending.delete(key)
    const block = this.#grid.block(key)
    return fill(this.surface, block, this.#keep) ? block : null
  }
}

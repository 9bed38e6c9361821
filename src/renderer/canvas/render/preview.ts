/** A small picture of the whole document, made of exact tiles a little at a time: what lists of files and the next opening show. */
import { takeStraight, newSurface, type Surface } from './fast-blend.ts'
import type { ExactTiles } from './exact-tiles.ts'
import { BlockGrid } from './block-grid.ts'
import { scaledCanvas } from './proxies.ts'
import { reduceInto, spanOf } from './reduce.ts'

/** Longest side in pixels. */
const SIDE = 512

export class PreviewMaker {
  readonly #canvas: { width: number; height: number }
  readonly #scale: number
  readonly #surface: Surface
  readonly #grid: BlockGrid

  constructor(canvas: { width: number; height: number }) {
    this.#canvas = canvas
    this.#scale = Math.min(1, SIDE / Math.max(canvas.width, canvas.height))
    this.#surface = newSurface(scaledCanvas(canvas, this.#scale))
    this.#grid = new BlockGrid(this.#surface, this.#scale)
    this.#grid.mark(this.#surface)
  }

  get isDone(): boolean {
    return this.#grid.pending.size === 0
  }

  /** A little more of it. False where pixels are missing, or it is done. */
  step(tiles: ExactTiles): boolean {
    const [key] = this.#grid.pending
    if (key === undefined) return false
    const block = this.#grid.block(key)
    const span = spanOf(block, this.#scale, this.#canvas)
    if (tiles.makeOne(span)) return true
    if (tiles.missing(span) > 0) return false
    reduceInto(this.#surface, block, tiles.read(span), this.#scale, this.#canvas)
    this.#grid.pending.delete(key)
    return true
  }

  /** Straight-alpha RGBA. */
  picture(): { width: number; height: number; data: Uint8Array<ArrayBuffer> } {
    const { width, height } = this.#surface
    return { width, height, data: takeStraight(this.#surface, this.#surface) }
  }
}

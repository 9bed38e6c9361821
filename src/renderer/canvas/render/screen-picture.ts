/** The visible part of the canvas as it is shown, and which blocks of it are the exact picture. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import { BlockGrid } from './block-grid.ts'
import type { ExactTiles } from './exact-tiles.ts'
import { copySurface, newSurface, type Surface } from './fast-blend.ts'
import { scaledCanvas } from './proxies.ts'
import { reduceInto, spanOf } from './reduce.ts'
import { around, sameRegion } from './regions.ts'

type Size = { width: number; height: number }

export class ScreenPicture {
  readonly #tiles: ExactTiles
  #canvas: Size = { width: 1, height: 1 }
  #scale = 1
  #surface: Surface | null = null
  #grid = new BlockGrid({ x: 0, y: 0, width: 0, height: 0 }, 1)

  constructor(tiles: ExactTiles) {
    this.#tiles = tiles
  }

  get scale(): number {
    return this.#scale
  }

  /** Premultiplied; null before the first view. */
  get surface(): Surface | null {
    return this.#surface
  }

  /** Pending in it is what is not exact. */
  get grid(): BlockGrid {
    return this.#grid
  }

  clear(): void {
    this.#surface = null
    this.#grid.pending.clear()
  }

  /**
   * Another part of the canvas, in pixels of the scale (1: document pixels). What is shown of it is kept. Gives the parts
   * that are yet to be drawn.
   */
  setView(canvas: Size, scale: number, visible: Region): Region[] {
    const region = intersection(visible, scaledCanvas(canvas, scale))
    const before = this.#scale === scale ? this.#surface : null
    if (before && sameRegion(region, before)) return []
    this.#canvas = canvas
    this.#scale = scale
    const surface = newSurface(region)
    const grid = new BlockGrid(region, scale)
    const clean = before ? intersection(before, region) : null
    if (before && clean) {
      copySurface(surface, before, clean)
      for (const key of this.#grid.pending) grid.mark(this.#grid.block(key))
    }
    this.#surface = surface
    this.#grid = grid
    return clean && clean.width > 0 && clean.height > 0 ? around(region, clean) : [region]
  }

  /** The document pixels that a part of it is made of. */
  spanOf(part: Region): Region {
    return spanOf(part, this.#scale, this.#canvas)
  }

  /** A box of the document on it, and a pixel around it for what lies between pixels. */
  scaled({ x, y, width, height }: Region): Region {
    const left = Math.floor(x * this.#scale) - 1
    const top = Math.floor(y * this.#scale) - 1
    const right = Math.ceil((x + width) * this.#scale) + 1
    const bottom = Math.ceil((y + height) * this.#scale) + 1
    return { x: left, y: top, width: right - left, height: bottom - top }
  }

  /** Makes a tile that a block needs; false where none is missing, or pixels for it are. */
  makeTile(key: number): boolean {
    return this.#tiles.makeOne(this.spanOf(this.#grid.block(key)))
  }

  /** Fills a block with the exact picture; false as long as tiles for it are missing. */
  fill(key: number): boolean {
    const block = this.#grid.block(key)
    const span = this.spanOf(block)
    if (!this.#surface || this.#tiles.missing(span) > 0) return false
    reduceInto(this.#surface, block, this.#tiles.read(span), this.#scale, this.#canvas)
    this.#grid.pending.delete(key)
    return true
  }

  /** Puts straight-alpha pixels of a span of the document into a part of a surface of this scale. */
  reduceInto(surface: Surface, part: Region, data: Uint8Array): void {
    reduceInto(surface, part, { ...this.spanOf(part), data }, this.#scale, this.#canvas)
  }
}

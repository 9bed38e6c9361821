/**
 * The document put together at its full size by the compositor that exports use, in tiles: each is made when it is asked
 * for and kept until something in it changes.
 */
import type { PlacedPixels, Region } from '../../../shared/compositing/composite.ts'
import { intersection, type Raster } from '../../../shared/compositing/transform.ts'
import { wordsOf } from './fast-blend.ts'

/** Document pixels along the side of a tile. */
const SIDE = 256

/** Straight-alpha RGBA of a region of the document; null as long as pixels of a layer in it are not there. */
export type Composer = (region: Region) => Uint8Array<ArrayBuffer> | null

export class ExactTiles {
  readonly #compose: Composer
  readonly #limit: number
  /** The one used last at the end. */
  readonly #tiles = new Map<number, Uint8Array<ArrayBuffer>>()
  /** Pixels that are as in the original, of each tile that was held against it. */
  readonly #equal = new Map<number, number>()
  #canvas: Region = { x: 0, y: 0, width: 0, height: 0 }
  #bytes = 0
  /** Tiles made since the start. */
  made = 0

  /** Keeps as many bytes of tiles as `limit` says, and those of one reading. */
  constructor(compose: Composer, limit: number) {
    this.#compose = compose
    this.#limit = limit
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Forgets everything, for a canvas of this size. */
  reset(canvas: { width: number; height: number }): void {
    this.#canvas = { x: 0, y: 0, width: canvas.width, height: canvas.height }
    this.#tiles.clear()
    this.#equal.clear()
    this.#bytes = 0
  }

  /** Forgets the tiles that a region of the document meets. */
  invalidate(region: Region): void {
    for (const key of this.#meeting(region)) {
      this.#equal.delete(key)
      this.#drop(key)
    }
  }

  /** How many tiles that the region meets are yet to be made. */
  missing(region: Region): number {
    let count = 0
    for (const key of this.#meeting(region)) if (!this.#tiles.has(key)) count++
    return count
  }

  /** Makes one of the missing tiles; false where none is missing, or pixels for it are. */
  makeOne(region: Region): boolean {
    for (const key of this.#meeting(region)) if (!this.#tiles.has(key)) return this.#make(key) !== null
    return false
  }

  /** The region's pixels; all its tiles must be there. */
  read(region: Region): PlacedPixels {
    const out = new Int32Array(region.width * region.height)
    for (const key of this.#meeting(region)) {
      const bytes = this.#tiles.get(key)
      if (!bytes) throw new Error('A tile was read before it was made.')
      // To the end: it was used last.
      this.#tiles.delete(key)
      this.#tiles.set(key, bytes)
      copyWords(wordsOf(bytes), this.#region(key), out, region)
    }
    return { ...region, data: new Uint8Array(out.buffer) }
  }

  /**
   * Holds one more tile against a picture of the canvas's size. False: all have been, or pixels are missing. `share`, of
   * the pixels of the canvas that are the same, byte by byte, is null until all have been.
   */
  compareOne(original: Raster): boolean {
    for (const key of this.#meeting(this.#canvas)) {
      if (this.#equal.has(key)) continue
      const bytes = this.#tiles.get(key) ?? this.#make(key)
      if (!bytes) return false
      this.#equal.set(key, countEqual(wordsOf(bytes), this.#region(key), wordsOf(original.data), original.width))
      return true
    }
    return false
  }

  /** Share 0..1 of the pixels that are the original's; null until all tiles have been held against it. */
  get match(): number | null {
    const { width, height } = this.#canvas
    if (width === 0 || this.#equal.size < Math.ceil(width / SIDE) * Math.ceil(height / SIDE)) return null
    let equal = 0
    for (const count of this.#equal.values()) equal += count
    return equal / (width * height)
  }

  /** Another original: nothing was held against it. */
  forgetMatch(): void {
    this.#equal.clear()
  }

  #make(key: number): Uint8Array<ArrayBuffer> | null {
    const bytes = this.#compose(this.#region(key))
    if (!bytes) return null
    this.made++
    this.#tiles.set(key, bytes)
    this.#bytes += bytes.length
    for (const oldest of this.#tiles.keys()) {
      if (this.#bytes <= this.#limit || oldest === key) break
      this.#drop(oldest)
    }
    return bytes
  }

  #drop(key: number): void {
    this.#bytes -= this.#tiles.get(key)?.length ?? 0
    this.#tiles.delete(key)
  }

  #region(key: number): Region {
    const columns = Math.ceil(this.#canvas.width / SIDE)
    const square = { x: (key % columns) * SIDE, y: Math.floor(key / columns) * SIDE, width: SIDE, height: SIDE }
    return intersection(square, this.#canvas)
  }

  *#meeting(region: Region): Generator<number> {
    const { x, y, width, height } = intersection(region, this.#canvas)
    if (width <= 0 || height <= 0) return
    const columns = Math.ceil(this.#canvas.width / SIDE)
    for (let row = Math.floor(y / SIDE); row * SIDE < y + height; row++) {
      for (let column = Math.floor(x / SIDE); column * SIDE < x + width; column++) yield row * columns + column
    }
  }
}

function copyWords(from: Int32Array, source: Region, to: Int32Array, target: Region): void {
  const { x, y, width, height } = intersection(source, target)
  for (let line = y; line < y + height; line++) {
    const start = (line - source.y) * source.width + x - source.x
    to.set(from.subarray(start, start + width), (line - target.y) * target.width + x - target.x)
  }
}

/** Clear pixels are equal whatever colour they have: it is not to be seen. */
function countEqual(
  tile: Int32Array,
  { x, y, width, height }: Region,
  original: Int32Array,
  rowLength: number,
): number {
  let equal = 0
  for (let line = 0; line < height; line++) {
    const from = (y + line) * rowLength + x
    for (let i = 0; i < width; i++) {
      const one = tile[line * width + i]
      const other = original[from + i]
      if (one === other || (one >>> 24 === 0 && other >>> 24 === 0)) equal++
    }
  }
  return equal
}

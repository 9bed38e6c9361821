/** Colours on both sides of an edge, gathered on a coarse grid: however wide the band is, it takes the same time. */
import { boxBlur } from '../../imaging/filter.ts'
import type { Mask, Plane, RgbF } from '../../imaging/pixels.ts'
import { LEAST_SUPPORT, SURE, type Between } from '../peel/matting/refine.ts'

/** Cells of the grid are half the radius wide, within these, in pixels. */
const LEAST_CELL = 4
const LARGEST_CELL = 16
/** Box means, one over the other, reach across the band, and are near to a Gaussian. */
const PASSES = 3
/** Support, the three colours, the sum of their squares. */
const CHANNELS = 5

export class SideColors {
  readonly #cell: number
  readonly #columns: number
  readonly #rows: number
  readonly #inner: Float32Array[]
  readonly #outer: Float32Array[]
  readonly #weights = new Float64Array(4)

  /** From the pixels outside of the band whose matte (0..1) is sure, where the picture is known. */
  constructor(image: RgbF, known: Uint8Array, matte: Plane, band: Mask, radius: number) {
    const { width, height } = image
    const cell = Math.min(LARGEST_CELL, Math.max(LEAST_CELL, Math.round(radius / 2)))
    this.#cell = cell
    this.#columns = Math.ceil(width / cell)
    this.#rows = Math.ceil(height / cell)
    const empty = () => Array.from({ length: CHANNELS }, () => new Float32Array(this.#columns * this.#rows))
    const sides = [empty(), empty()]
    for (let y = 0, i = 0; y < height; y++) {
      const row = Math.floor(y / cell) * this.#columns
      for (let x = 0; x < width; x++, i++) {
        if (band.data[i] || !known[i]) continue
        const value = matte.data[i]
        if (value < SURE && value > 1 - SURE) continue
        const side = sides[value >= SURE ? 0 : 1]
        const at = row + Math.floor(x / cell)
        const r = image.data[i * 3]
        const g = image.data[i * 3 + 1]
        const b = image.data[i * 3 + 2]
        side[0][at] += 1
        side[1][at] += r
        side[2][at] += g
        side[3][at] += b
        side[4][at] += r * r + g * g + b * b
      }
    }
    const reach = Math.max(1, Math.round(radius / cell))
    ;[this.#inner, this.#outer] = sides.map((side) => side.map((plane) => this.#blurred(plane, reach)))
  }

  /** What the sides are like at a pixel. False where one of them is too far away. */
  look(x: number, y: number, between: Between): boolean {
    between.variance = 0
    return (
      this.#take(this.#inner, x, y, between.inner, between) && this.#take(this.#outer, x, y, between.outer, between)
    )
  }

  #blurred(plane: Float32Array, reach: number): Float32Array {
    let blurred: Plane = { width: this.#columns, height: this.#rows, data: plane }
    for (let pass = 0; pass < PASSES; pass++) blurred = boxBlur(blurred, reach)
    return blurred.data
  }

  #take(side: Float32Array[], x: number, y: number, mean: Float32Array, between: Between): boolean {
    const u = Math.min(this.#columns - 1, Math.max(0, (x + 0.5) / this.#cell - 0.5))
    const v = Math.min(this.#rows - 1, Math.max(0, (y + 0.5) / this.#cell - 0.5))
    const left = Math.floor(u)
    const top = Math.floor(v)
    const right = Math.min(this.#columns - 1, left + 1)
    const low = Math.min(this.#rows - 1, top + 1) * this.#columns
    const high = top * this.#columns
    const across = u - left
    const down = v - top
    const weights = this.#weights
    weights[0] = (1 - across) * (1 - down)
    weights[1] = across * (1 - down)
    weights[2] = (1 - across) * down
    weights[3] = across * down
    const value = (plane: Float32Array) =>
      plane[high + left] * weights[0] +
      plane[high + right] * weights[1] +
      plane[low + left] * weights[2] +
      plane[low + right] * weights[3]
    const support = value(side[0])
    // Of a cell's pixels, so that it is the share that it is where there are no cells.
    if (support < LEAST_SUPPORT * this.#cell * this.#cell) return false
    let squares = value(side[4]) / support
    for (let c = 0; c < 3; c++) {
      mean[c] = value(side[c + 1]) / support
      squares -= mean[c] * mean[c]
    }
    between.variance += Math.max(0, squares)
    return true
  }
}

/** Colours on both sides of an edge, gathered on a coarse grid: however wide the band is, it takes the same time. */
import { boxBlur } from '../../imaging/filter.ts'
import type { Plane, RgbF } from '../../imaging/pixels.ts'
import { LEAST_SUPPORT, SURE, type Between } from '../peel/matting/refine.ts'

/** Cells of the grid are half the radius wide, within these, in pixels. */
const LEAST_CELL = 4
const LARGEST_CELL = 16
/** Box means, one over the other, reach across the band, and are near to a Gaussian. */
const PASSES = 3
/** Support, the three colours, the sum of their squares. */
const CHANNELS = 5

/** The means of a box blurred over and over reach so many boxes, and a cell's own width. */
const REACH = PASSES + 1

export class SideColors {
  readonly #cell: number
  readonly #columns: number
  readonly #rows: number
  /** Of each cell the channels of the inner side, then those of the outer one. */
  readonly #cells: Float32Array
  readonly #weights = new Float64Array(4)
  readonly #sums = new Float64Array(2 * CHANNELS)

  /**
   * From the pixels whose matte (0..1) is sure, where the picture is known, outside of the band of `radius` pixels around
   * the edge. `far` is how far pixels are from that: what is too far away to be asked about is left out.
   */
  constructor(image: RgbF, known: Uint8Array, matte: Plane, far: Float32Array, radius: number) {
    const { width, height } = image
    const cell = Math.min(LARGEST_CELL, Math.max(LEAST_CELL, Math.round(radius / 2)))
    this.#cell = cell
    this.#columns = Math.ceil(width / cell)
    this.#rows = Math.ceil(height / cell)
    const reach = Math.max(1, Math.round(radius / cell))
    const farthest = radius + Math.SQRT2 * cell * (REACH * reach + 2)
    const planes = Array.from({ length: 2 * CHANNELS }, () => new Float32Array(this.#columns * this.#rows))
    for (let y = 0, i = 0; y < height; y++) {
      const row = Math.floor(y / cell) * this.#columns
      for (let x = 0; x < width; x++, i++) {
        if (far[i] <= radius || far[i] > farthest || !known[i]) continue
        const value = matte.data[i]
        if (value < SURE && value > 1 - SURE) continue
        const side = value >= SURE ? 0 : CHANNELS
        const at = row + Math.floor(x / cell)
        const r = image.data[i * 3]
        const g = image.data[i * 3 + 1]
        const b = image.data[i * 3 + 2]
        planes[side][at] += 1
        planes[side + 1][at] += r
        planes[side + 2][at] += g
        planes[side + 3][at] += b
        planes[side + 4][at] += r * r + g * g + b * b
      }
    }
    this.#cells = new Float32Array(this.#columns * this.#rows * planes.length)
    for (const [channel, plane] of planes.entries()) {
      const blurred = this.#blurred(plane, reach)
      for (let i = 0; i < blurred.length; i++) this.#cells[i * planes.length + channel] = blurred[i]
    }
  }

  /** What the sides are like at a pixel. False where one of them is too far away. */
  look(x: number, y: number, between: Between): boolean {
    const sums = this.#sums
    this.#gather(x, y)
    // Of a cell's pixels, so that it is the share that it is where there are no cells.
    const least = LEAST_SUPPORT * this.#cell * this.#cell
    if (sums[0] < least || sums[CHANNELS] < least) return false
    between.variance = this.#take(0, between.inner) + this.#take(CHANNELS, between.outer)
    return true
  }

  #blurred(plane: Float32Array, reach: number): Float32Array {
    let blurred: Plane = { width: this.#columns, height: this.#rows, data: plane }
    for (let pass = 0; pass < PASSES; pass++) blurred = boxBlur(blurred, reach)
    return blurred.data
  }

  /** All channels at a pixel, from the four cells around it. */
  #gather(x: number, y: number): void {
    const u = Math.min(this.#columns - 1, Math.max(0, (x + 0.5) / this.#cell - 0.5))
    const v = Math.min(this.#rows - 1, Math.max(0, (y + 0.5) / this.#cell - 0.5))
    const left = Math.floor(u)
    const top = Math.floor(v)
    const right = Math.min(this.#columns - 1, left + 1)
    const high = top * this.#columns
    const low = Math.min(this.#rows - 1, top + 1) * this.#columns
    const weights = this.#weights
    weights[0] = (1 - (u - left)) * (1 - (v - top))
    weights[1] = (u - left) * (1 - (v - top))
    weights[2] = (1 - (u - left)) * (v - top)
    weights[3] = (u - left) * (v - top)
    const cells = this.#cells
    const sums = this.#sums
    const a = (high + left) * sums.length
    const b = (high + right) * sums.length
    const c = (low + left) * sums.length
    const d = (low + right) * sums.length
    for (let k = 0; k < sums.length; k++) {
      sums[k] =
        cells[a + k] * weights[0] + cells[b + k] * weights[1] + cells[c + k] * weights[2] + cells[d + k] * weights[3]
    }
  }

  /** The mean color of a side; gives its variance. */
  #take(side: number, mean: Float32Array): number {
    const sums = this.#sums
    const support = sums[side]
    let squares = sums[side + 4] / support
    for (let c = 0; c < 3; c++) {
      mean[c] = sums[side + c + 1] / support
      squares -= mean[c] * mean[c]
    }
    return Math.max(0, squares)
  }
}

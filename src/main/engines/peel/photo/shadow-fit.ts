/** Least squares of values on a cubic surface, alone and with one more column. */
import type { Plane } from '../../../imaging/pixels.ts'

/** Degree of the surface. */
const DEGREE = 3
/** Fewer samples say nothing. */
const LEAST_SAMPLES = 60

export interface Fit {
  /** Coefficient of the added column. */
  slope: number
  /** Share of the surface's squared residual that the column explains, 0..1. */
  gain: number
}

export interface Surface {
  withColumn(column: (x: number, y: number) => number): Fit | null
}

/** Fits the surface to `values` (width × height) at the pixels `used`. Null when there are too few. */
export function fitSurface(values: Float32Array, used: number[], width: number, height: number): Surface | null {
  if (used.length < LEAST_SAMPLES) return null
  // An orthonormal basis of the surfaces over the samples (Gram-Schmidt): what is left of a column is cheap then.
  const basis: Float64Array[] = []
  const rest = (column: Float64Array): Float64Array => {
    for (const vector of basis) {
      const share = dot(column, vector)
      for (let k = 0; k < column.length; k++) column[k] -= share * vector[k]
    }
    return column
  }
  for (let degree = 0; degree <= DEGREE; degree++) {
    for (let power = 0; power <= degree; power++) {
      const term = (i: number) =>
        ((i % width) / width - 0.5) ** (degree - power) * (Math.floor(i / width) / height - 0.5) ** power
      const vector = rest(Float64Array.from(used, term))
      const length = Math.sqrt(dot(vector, vector))
      if (length > 1e-6) basis.push(vector.map((v) => v / length))
    }
  }
  const residual = rest(Float64Array.from(used, (i) => values[i]))
  const error = dot(residual, residual)
  return {
    // By the theorem of Frisch, Waugh and Lovell the column's coefficient is that of its own residual.
    withColumn(column) {
      const own = new Float64Array(used.length)
      for (let k = 0; k < own.length; k++) own[k] = column(used[k] % width, Math.floor(used[k] / width))
      rest(own)
      const square = dot(own, own)
      if (square < 1e-9 || error < 1e-9) return null
      const product = dot(own, residual)
      return { slope: product / square, gain: (product * product) / (square * error) }
    },
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** The plane's value between its pixels, 0 outside. */
export function sampleBilinear(plane: Plane, x: number, y: number): number {
  const { width, height, data } = plane
  const x0 = Math.floor(x)
  const y0 = Math.floor(y)
  if (x0 < -1 || y0 < -1 || x0 >= width || y0 >= height) return 0
  const fx = x - x0
  const fy = y - y0
  const left = x0 >= 0
  const right = x0 + 1 < width
  let value = 0
  if (y0 >= 0) {
    const row = y0 * width + x0
    value += (1 - fy) * ((left ? data[row] * (1 - fx) : 0) + (right ? data[row + 1] * fx : 0))
  }
  if (y0 + 1 < height) {
    const row = (y0 + 1) * width + x0
    value += fy * ((left ? data[row] * (1 - fx) : 0) + (right ? data[row + 1] * fx : 0))
  }
  return value
}

/**
 * Weights in 4 or 8 bits by blocks along the inputs, in the layout of ONNX Runtime's MatMulNBits: of each row, block
 * after block, two 4-bit values a byte (the first one low); a scale for each block; 4-bit zero points if asymmetric.
 */
import { fromFloat16, toFloat16 } from './float16.ts'

export const BLOCK = 32

export interface QuantisedLayout {
  bits: 4 | 8
  rows: number
  inputs: number
  /** In a row; the last one may go beyond the inputs, filled with zeros. */
  blocks: number
  /** Of a row. */
  dataBytes: number
  /** Of a row; 0 if symmetric. */
  zeroBytes: number
}

export function quantisedLayout(bits: 4 | 8, rows: number, inputs: number, asymmetric: boolean): QuantisedLayout {
  const blocks = Math.ceil(inputs / BLOCK)
  return {
    bits,
    rows,
    inputs,
    blocks,
    dataBytes: (blocks * BLOCK * bits) / 8,
    zeroBytes: asymmetric ? Math.ceil((blocks * bits) / 8) : 0,
  }
}

export interface QuantisedRows {
  data: Uint8Array
  /** Binary16. */
  scales: Uint16Array
  zeros: Uint8Array
  /** Sum of squared differences to the source, and of the source's squares. */
  squaredError: number
  squares: number
}

/** Quantises whole rows of `layout.inputs` values each. */
export function quantiseRows(values: Float32Array, layout: QuantisedLayout): QuantisedRows {
  const { inputs, blocks, bits, dataBytes, zeroBytes } = layout
  const rows = values.length / inputs
  const data = new Uint8Array(rows * dataBytes)
  const scales = new Uint16Array(rows * blocks)
  const zeros = new Uint8Array(rows * zeroBytes)
  const rest = new Float32Array(BLOCK)
  const largest = 2 ** bits - 1
  const middle = 2 ** (bits - 1)
  const totals = { squaredError: 0, squares: 0 }
  for (let row = 0; row < rows; row++) {
    for (let index = 0; index < blocks; index++) {
      let block = values
      let from = row * inputs + index * BLOCK
      const count = (row + 1) * inputs - from
      if (count < BLOCK) {
        // Beyond the inputs there are zeros.
        rest.fill(0)
        rest.set(values.subarray(from, from + count))
        block = rest
        from = 0
      }
      let low = 0
      let high = 0
      for (let i = from; i < from + BLOCK; i++) {
        const value = block[i]
        if (value < low) low = value
        if (value > high) high = value
      }
      const exact = zeroBytes > 0 ? (high - low) / largest : symmetricScale(low, high, middle)
      const halfScale = toFloat16(exact)
      const scale = fromFloat16(halfScale)
      scales[row * blocks + index] = halfScale
      const inverse = scale === 0 ? 0 : 1 / scale
      let zero = middle
      if (zeroBytes > 0) {
        zero = Math.min(largest, Math.max(0, Math.round(-low * inverse)))
        zeros[row * zeroBytes + (index >> 1)] |= index & 1 ? zero << 4 : zero
      }
      const start = row * dataBytes + (index * BLOCK * bits) / 8
      if (bits === 8) quantiseBytes(block, from, data, start, scale, inverse, zero, totals)
      else quantiseNibbles(block, from, data, start, scale, inverse, zero, totals)
    }
  }
  return { data, scales, zeros, ...totals }
}

interface Totals {
  squaredError: number
  squares: number
}

// The two loops below are where packing spends its time: no calls, and whole numbers by truncation. What is beyond the steps is
// so only by the rounding of the scale, which is large where scales are close to the smallest that there are.

function quantiseBytes(
  block: Float32Array,
  from: number,
  data: Uint8Array,
  start: number,
  scale: number,
  inverse: number,
  zero: number,
  totals: Totals,
): void {
  const offset = zero + 0.5
  let errors = 0
  let squares = 0
  for (let i = 0; i < BLOCK; i++) {
    const value = block[from + i]
    let q = (value * inverse + offset) | 0
    if (q > 255) q = 255
    else if (q < 0) q = 0
    data[start + i] = q
    const difference = (q - zero) * scale - value
    errors += difference * difference
    squares += value * value
  }
  totals.squaredError += errors
  totals.squares += squares
}

function quantiseNibbles(
  block: Float32Array,
  from: number,
  data: Uint8Array,
  start: number,
  scale: number,
  inverse: number,
  zero: number,
  totals: Totals,
): void {
  const offset = zero + 0.5
  let errors = 0
  let squares = 0
  for (let i = 0; i < BLOCK / 2; i++) {
    const first = block[from + 2 * i]
    const second = block[from + 2 * i + 1]
    let low = (first * inverse + offset) | 0
    let high = (second * inverse + offset) | 0
    if (low > 15) low = 15
    else if (low < 0) low = 0
    if (high > 15) high = 15
    else if (high < 0) high = 0
    data[start + i] = low | (high << 4)
    const ofFirst = (low - zero) * scale - first
    const ofSecond = (high - zero) * scale - second
    errors += ofFirst * ofFirst + ofSecond * ofSecond
    squares += first * first + second * second
  }
  totals.squaredError += errors
  totals.squares += squares
}

/** The value that is larger in size becomes the lowest step (there is one more below zero than above). */
function symmetricScale(low: number, high: number, middle: number): number {
  return -low > high ? low / -middle : high / -middle
}

/** Whether zero points make the error of these rows smaller (4 bits; 8 bits need none). */
export function asymmetricIsBetter(values: Float32Array, inputs: number): boolean {
  const rows = values.length / inputs
  const symmetric = quantiseRows(values, quantisedLayout(4, rows, inputs, false)).squaredError
  return quantiseRows(values, quantisedLayout(4, rows, inputs, true)).squaredError < symmetric
}

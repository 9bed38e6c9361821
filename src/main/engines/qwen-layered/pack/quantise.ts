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
  /** Sum of squared differences to the source. */
  squaredError: number
}

/** Quantises whole rows of `layout.inputs` values each. */
export function quantiseRows(values: Float32Array, layout: QuantisedLayout): QuantisedRows {
  const { inputs, blocks, bits, dataBytes, zeroBytes } = layout
  const rows = values.length / inputs
  const data = new Uint8Array(rows * dataBytes)
  const scales = new Uint16Array(rows * blocks)
  const zeros = new Uint8Array(rows * zeroBytes)
  const largest = 2 ** bits - 1
  const middle = 2 ** (bits - 1)
  let squaredError = 0
  for (let row = 0; row < rows; row++) {
    for (let block = 0; block < blocks; block++) {
      const from = row * inputs + block * BLOCK
      const to = Math.min(from + BLOCK, (row + 1) * inputs)
      let low = 0
      let high = 0
      for (let i = from; i < to; i++) {
        const value = values[i]
        if (value < low) low = value
        if (value > high) high = value
      }
      const exact = zeroBytes > 0 ? (high - low) / largest : symmetricScale(low, high, middle)
      const bitsOfScale = toFloat16(exact)
      const scale = fromFloat16(bitsOfScale)
      scales[row * blocks + block] = bitsOfScale
      const inverse = scale === 0 ? 0 : 1 / scale
      const zero = zeroBytes > 0 ? Math.min(largest, Math.max(0, Math.round(-low * inverse))) : middle
      if (zeroBytes > 0) zeros[row * zeroBytes + (block >> 1)] |= block & 1 ? zero << 4 : zero
      const start = row * dataBytes + (block * BLOCK * bits) / 8
      for (let i = from; i < to; i++) {
        const value = values[i]
        let q = Math.round(value * inverse) + zero
        if (q < 0) q = 0
        else if (q > largest) q = largest
        const difference = (q - zero) * scale - value
        squaredError += difference * difference
        const at = i - from
        if (bits === 8) data[start + at] = q
        else data[start + (at >> 1)] |= at & 1 ? q << 4 : q
      }
      // Beyond the inputs: the value that stands for 0.
      for (let at = to - from; at < BLOCK; at++) {
        if (bits === 8) data[start + at] = zero
        else data[start + (at >> 1)] |= at & 1 ? zero << 4 : zero
      }
    }
  }
  return { data, scales, zeros, squaredError }
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

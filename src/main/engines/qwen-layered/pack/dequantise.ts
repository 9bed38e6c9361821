/**
 * Values of GGUF's blocks (ggml's Q8_0, Q4_K, Q5_K, Q6_K). All of them are small whole numbers times a binary16, less
 * another: below they are exact until they are rounded to 32 bits, once.
 */
import { sourceBlocks, type SourceType } from '../checkpoint/source.ts'
import { fromFloat16 } from './float16.ts'

export type BlockType = Exclude<SourceType, 'F32' | 'F16' | 'BF16'>

/** Whole blocks → values. A scale that is no number makes values that are none. */
export function dequantise(bytes: Uint8Array, type: BlockType): Float32Array {
  const block = sourceBlocks[type]
  const count = bytes.length / block.bytes
  const values = new Float32Array(count * block.values)
  const decode = decoders[type]
  for (let i = 0; i < count; i++) decode(bytes, i * block.bytes, values, i * block.values)
  return values
}

type Decoder = (bytes: Uint8Array, from: number, values: Float32Array, to: number) => void

const decoders: Readonly<Record<BlockType, Decoder>> = { Q8_0: q8, Q4_K: q4, Q5_K: q5, Q6_K: q6 }

/** 32 values: a scale, then signed bytes. */
function q8(bytes: Uint8Array, from: number, values: Float32Array, to: number): void {
  const scale = half(bytes, from)
  for (let i = 0; i < 32; i++) values[to + i] = scale * ((bytes[from + 2 + i] << 24) >> 24)
}

/**
 * 256 values in 8 parts of 32, each with a scale and an offset of 6 bits; two parts share 32 bytes, the first one in
 * their low halves.
 */
function q4(bytes: Uint8Array, from: number, values: Float32Array, to: number): void {
  const scale = half(bytes, from)
  const offset = half(bytes, from + 2)
  for (let part = 0; part < 8; part++) {
    const step = scale * partScale(bytes, from + 4, part)
    const low = offset * partOffset(bytes, from + 4, part)
    const start = from + 16 + (part >> 1) * 32
    const shift = (part & 1) * 4
    for (let i = 0; i < 32; i++) values[to + part * 32 + i] = step * ((bytes[start + i] >> shift) & 15) - low
  }
}

/** As Q4_K, with the fifth bits of all parts in 32 bytes of their own: a bit for each part. */
function q5(bytes: Uint8Array, from: number, values: Float32Array, to: number): void {
  const scale = half(bytes, from)
  const offset = half(bytes, from + 2)
  for (let part = 0; part < 8; part++) {
    const step = scale * partScale(bytes, from + 4, part)
    const low = offset * partOffset(bytes, from + 4, part)
    const start = from + 48 + (part >> 1) * 32
    const shift = (part & 1) * 4
    for (let i = 0; i < 32; i++) {
      const high = (bytes[from + 16 + i] >> part) & 1
      values[to + part * 32 + i] = step * (((bytes[start + i] >> shift) & 15) | (high << 4)) - low
    }
  }
}

/**
 * 256 values less 32, a signed scale for each 16. Of each half of 128, 64 bytes hold the low 4 bits (of the values 0..63
 * in their low halves, of 64..127 in their high ones), and 32 bytes the high 2 bits of values 32 apart.
 */
function q6(bytes: Uint8Array, from: number, values: Float32Array, to: number): void {
  const scale = half(bytes, from + 208)
  for (let i = 0; i < 256; i++) {
    const upper = i >> 7
    const place = i & 127
    const low = (bytes[from + upper * 64 + (place & 63)] >> ((place >> 6) * 4)) & 15
    const high = (bytes[from + 128 + upper * 32 + (place & 31)] >> ((place >> 5) * 2)) & 3
    const step = scale * ((bytes[from + 192 + (i >> 4)] << 24) >> 24)
    values[to + i] = step * ((low | (high << 4)) - 32)
  }
}

/** 12 bytes hold 8 scales and 8 offsets of 6 bits: the first four whole, the others in the bits that these leave. */
function partScale(bytes: Uint8Array, at: number, part: number): number {
  if (part < 4) return bytes[at + part] & 63
  return (bytes[at + part + 4] & 15) | ((bytes[at + part - 4] >> 6) << 4)
}

function partOffset(bytes: Uint8Array, at: number, part: number): number {
  if (part < 4) return bytes[at + part + 4] & 63
  return (bytes[at + part + 4] >> 4) | ((bytes[at + part] >> 6) << 4)
}

function half(bytes: Uint8Array, at: number): number {
  return fromFloat16(bytes[at] | (bytes[at + 1] << 8))
}

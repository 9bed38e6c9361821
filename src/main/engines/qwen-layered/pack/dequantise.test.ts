/** Blocks are put together here from their scales and numbers, bit by bit, and the values worked out from these. */
import { describe, expect, it } from 'vitest'
import { decodeValues } from './decode.ts'
import { dequantise } from './dequantise.ts'

/** Powers of two, so that they are exact as binary16. */
const SCALE = 2 ** -7
const OFFSET = 2 ** -6
const SCALE_BITS = (15 - 7) << 10
const OFFSET_BITS = (15 - 6) << 10

/** Whole numbers 0 ≤ x < limit that are all over. */
const numbers = (count: number, limit: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Math.floor(Math.abs(Math.sin((i + 1) * 12.9898 + seed) * 43758.5453) % limit))

/** Puts a number's bits into bytes: bit `bit` of byte `byte` and those above it. */
function put(bytes: Uint8Array, byte: number, bit: number, value: number): void {
  bytes[byte] |= (value << bit) & 255
}

function putHalf(bytes: Uint8Array, at: number, bits: number): void {
  bytes[at] = bits & 255
  bytes[at + 1] = bits >> 8
}

/** 8 scales and 8 offsets of 6 bits in 12 bytes, as ggml lays them. */
function putParts(bytes: Uint8Array, at: number, scales: readonly number[], offsets: readonly number[]): void {
  for (let j = 0; j < 4; j++) {
    put(bytes, at + j, 0, scales[j])
    put(bytes, at + 4 + j, 0, offsets[j])
    put(bytes, at + 8 + j, 0, scales[j + 4] & 15)
    put(bytes, at + 8 + j, 4, offsets[j + 4] & 15)
    put(bytes, at + j, 6, scales[j + 4] >> 4)
    put(bytes, at + 4 + j, 6, offsets[j + 4] >> 4)
  }
}

describe('blocks of GGUF', () => {
  it('Q8_0: a scale and 32 signed bytes', () => {
    const q = numbers(64, 256, 1).map((value) => value - 128)
    const bytes = new Uint8Array(68)
    for (const block of [0, 1]) {
      putHalf(bytes, block * 34, SCALE_BITS)
      for (let i = 0; i < 32; i++) bytes[block * 34 + 2 + i] = q[block * 32 + i] & 255
    }
    expect([...dequantise(bytes, 'Q8_0')]).toEqual(q.map((value) => value * SCALE))
  })

  it.each([
    ['Q4_K', 4, 144],
    ['Q5_K', 5, 176],
  ] as const)('%s: %i bits, scales and offsets of 6 bits', (type, bits, size) => {
    const scales = numbers(8, 64, 2)
    const offsets = numbers(8, 64, 3)
    const q = numbers(256, 2 ** bits, 4)
    const bytes = new Uint8Array(size)
    putHalf(bytes, 0, SCALE_BITS)
    putHalf(bytes, 2, OFFSET_BITS)
    putParts(bytes, 4, scales, offsets)
    q.forEach((value, i) => {
      const part = Math.floor(i / 32)
      const lows = size - 128
      put(bytes, lows + Math.floor(part / 2) * 32 + (i % 32), (part % 2) * 4, value & 15)
      if (bits === 5) put(bytes, 16 + (i % 32), part, value >> 4)
    })
    const expected = q.map((value, i) => {
      const part = Math.floor(i / 32)
      return SCALE * scales[part] * value - OFFSET * offsets[part]
    })
    expect([...dequantise(bytes, type)]).toEqual(expected)
  })

  it('Q6_K: 6 bits less 32, signed scales for each 16', () => {
    const scales = numbers(16, 256, 5).map((value) => value - 128)
    const q = numbers(256, 64, 6)
    const bytes = new Uint8Array(210)
    scales.forEach((value, i) => (bytes[192 + i] = value & 255))
    putHalf(bytes, 208, SCALE_BITS)
    q.forEach((value, i) => {
      const half = Math.floor(i / 128)
      const quarter = Math.floor((i % 128) / 32)
      put(bytes, half * 64 + (quarter % 2) * 32 + (i % 32), quarter < 2 ? 0 : 4, value & 15)
      put(bytes, 128 + half * 32 + (i % 32), quarter * 2, value >> 4)
    })
    expect([...dequantise(bytes, 'Q6_K')]).toEqual(
      q.map((value, i) => SCALE * scales[Math.floor(i / 16)] * (value - 32)),
    )
  })

  it('are refused when a scale is no number', () => {
    const bytes = new Uint8Array(144)
    putHalf(bytes, 0, 0x7e00)
    expect(() => decodeValues(bytes, 'Q4_K', 'x in y')).toThrowError(expect.objectContaining({ code: 'MODEL_DAMAGED' }))
  })
})

/** 16-bit RGBA to 8-bit sRGB. */
import { encodeSrgb, type Curve, type Shaper } from './profile.ts'

const levels = 65536

/**
 * Native-endian 16-bit RGBA bytes to 8 bit, rounded. With a shaper the colours are converted to sRGB in float before
 * they are rounded (the colorimetric conversion; colours outside of sRGB are clipped). Alpha is only rounded.
 */
export function roundTo8(bytes: Uint8Array, shaper: Shaper | null): Uint8Array {
  const values = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)
  const result = new Uint8Array(values.length)
  if (shaper?.matrix) convertColors(values, shaper.curves, shaper.matrix, result)
  else mapColors(values, shaper ? shaper.curves[0] : null, result)
  for (let i = 3; i < values.length; i += 4) result[i] = Math.round(values[i] / 257)
  return result
}

function mapColors(values: Uint16Array, curve: Curve | null, result: Uint8Array): void {
  const table = Uint8Array.from({ length: levels }, (_, value) => {
    const device = value / (levels - 1)
    return Math.round((curve ? encodeSrgb(curve(device)) : device) * 255)
  })
  for (let i = 0; i < values.length; i += 4) {
    result[i] = table[values[i]]
    result[i + 1] = table[values[i + 1]]
    result[i + 2] = table[values[i + 2]]
  }
}

function convertColors(
  values: Uint16Array,
  curves: readonly Curve[],
  matrix: readonly number[],
  result: Uint8Array,
): void {
  const [red, green, blue] = curves.map((curve) =>
    Float32Array.from({ length: levels }, (_, value) => curve(value / (levels - 1))),
  )
  // By linear light, in steps of at most 0.05 of an 8-bit level.
  const encode = Uint8Array.from({ length: levels }, (_, light) => Math.round(encodeSrgb(light / (levels - 1)) * 255))
  for (let i = 0; i < values.length; i += 4) {
    const r = red[values[i]]
    const g = green[values[i + 1]]
    const b = blue[values[i + 2]]
    for (let channel = 0; channel < 3; channel++) {
      const row = channel * 3
      const light = matrix[row] * r + matrix[row + 1] * g + matrix[row + 2] * b
      result[i + channel] = encode[light <= 0 ? 0 : light >= 1 ? levels - 1 : Math.round(light * (levels - 1))]
    }
  }
}

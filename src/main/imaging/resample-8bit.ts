/**
 * Resizing of 8-bit pictures bit for bit as the libraries that models were trained with do it: weights in fixed point,
 * one axis after the other, rounded to 8 bits in between.
 */
import type { Rgba8 } from './pixels.ts'

interface Filter {
  /** Half its width, in pixels of the smaller picture. */
  support: number
  weight(distance: number): number
}

const lanczos: Filter = {
  support: 3,
  weight: (x) => (x > -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0),
}

const bicubic: Filter = {
  support: 2,
  weight(x) {
    const t = Math.abs(x)
    if (t < 1) return (1.5 * t - 2.5) * t * t + 1
    return t < 2 ? ((t - 5) * t + 8) * t * -0.5 + 2 : 0
  },
}

function sinc(x: number): number {
  if (x === 0) return 1
  const angle = x * Math.PI
  return Math.sin(angle) / angle
}

interface Taps {
  starts: Int32Array
  counts: Int32Array
  /** Fixed point, `width` for each target pixel. */
  weights: Int32Array
  width: number
  bits: number
}

/** Bits behind the point, for the largest weight there is. */
type Precision = (largest: number) => number

/** Pillow: what 32 bits leave over 8 bits and two bits of overshoot. */
const pillowPrecision: Precision = () => 22

/** Torch: as many as keep every weight in 16 bits. */
const torchPrecision: Precision = (largest) => {
  let bits = 0
  while (bits < 22 && Math.trunc(0.5 + largest * 2 ** (bits + 1)) < 2 ** 15) bits++
  return bits
}

/** Pillow's LANCZOS: weighted by alpha, so colours that cannot be seen do not bleed in. */
export function resizeLanczos(image: Rgba8, width: number, height: number): Rgba8 {
  if (image.width === width && image.height === height) return { width, height, data: image.data.slice() }
  const pixels = { data: premultiply(image.data), width: image.width, height: image.height }
  const across = tapsFor(image.width, width, lanczos, pillowPrecision)
  const down = tapsFor(image.height, height, lanczos, pillowPrecision)
  // Pillow begins with the axis that leaves less to do for the other one.
  const rowsFirst = height < image.height && image.height - height > 2 * (image.width - width)
  const resized = rowsFirst
    ? horizontal(vertical(pixels, down, height, 4), across, width, 4)
    : vertical(horizontal(pixels, across, width, 4), down, height, 4)
  return { width, height, data: divideByAlpha(resized.data) }
}

/** Torch's antialiased bicubic resizing of 3 bytes a pixel. */
export function resizeBicubicRgb(
  data: Uint8Array,
  from: { width: number; height: number },
  to: { width: number; height: number },
): Uint8Array {
  const across = tapsFor(from.width, to.width, bicubic, torchPrecision)
  const down = tapsFor(from.height, to.height, bicubic, torchPrecision)
  return vertical(horizontal({ ...from, data }, across, to.width, 3), down, to.height, 3).data
}

function tapsFor(from: number, to: number, filter: Filter, precision: Precision): Taps {
  const scale = from / to
  const stretch = Math.max(1, scale)
  const support = filter.support * stretch
  const width = Math.ceil(support) * 2 + 1
  const starts = new Int32Array(to)
  const counts = new Int32Array(to)
  const exact = new Float64Array(to * width)
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) * scale
    const first = Math.max(0, Math.trunc(center - support + 0.5))
    const end = Math.min(from, Math.trunc(center + support + 0.5))
    let sum = 0
    for (let k = 0; k < end - first; k++) {
      const weight = filter.weight((k + first - center + 0.5) * (1 / stretch))
      exact[i * width + k] = weight
      sum += weight
    }
    for (let k = 0; k < end - first; k++) if (sum !== 0) exact[i * width + k] /= sum
    starts[i] = first
    counts[i] = end - first
  }
  const bits = precision(exact.reduce((largest, weight) => Math.max(largest, weight), 0))
  const weights = Int32Array.from(exact, (weight) => Math.trunc(weight * 2 ** bits + (weight < 0 ? -0.5 : 0.5)))
  return { starts, counts, weights, width, bits }
}

interface Pixels {
  data: Uint8Array
  width: number
  height: number
}

function horizontal({ data, width, height }: Pixels, taps: Taps, newWidth: number, channels: number): Pixels {
  if (width === newWidth) return { data, width, height }
  const out = new Uint8Array(newWidth * height * channels)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < newWidth; x++) {
      const from = (y * width + taps.starts[x]) * channels
      const to = (y * newWidth + x) * channels
      for (let c = 0; c < channels; c++) out[to + c] = weighted(data, from + c, channels, taps, x)
    }
  }
  return { data: out, width: newWidth, height }
}

function vertical({ data, width, height }: Pixels, taps: Taps, newHeight: number, channels: number): Pixels {
  if (height === newHeight) return { data, width, height }
  const row = width * channels
  const out = new Uint8Array(row * newHeight)
  for (let y = 0; y < newHeight; y++) {
    for (let i = 0; i < row; i++) out[y * row + i] = weighted(data, taps.starts[y] * row + i, row, taps, y)
  }
  return { data: out, width, height: newHeight }
}

function weighted(data: Uint8Array, from: number, stride: number, taps: Taps, target: number): number {
  const { weights, width, counts, bits } = taps
  let sum = 2 ** (bits - 1)
  for (let k = 0; k < counts[target]; k++) sum += data[from + k * stride] * weights[target * width + k]
  const value = Math.floor(sum / 2 ** bits)
  return value < 0 ? 0 : value > 255 ? 255 : value
}

/** a · b / 255, rounded as Pillow does it. */
function multiply255(a: number, b: number): number {
  const product = a * b + 128
  return ((product >> 8) + product) >> 8
}

function premultiply(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]
    for (let c = 0; c < 3; c++) out[i + c] = multiply255(data[i + c], alpha)
    out[i + 3] = alpha
  }
  return out
}

function divideByAlpha(data: Uint8Array): Uint8Array {
  const out = data.slice()
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]
    if (alpha === 0 || alpha === 255) continue
    for (let c = 0; c < 3; c++) out[i + c] = Math.min(255, Math.floor((255 * data[i + c]) / alpha))
  }
  return out
}

/** The picture over white as 3 bytes a pixel, rounded as Pillow's alpha_composite does it. */
export function overWhite({ data, width, height }: Rgba8): Uint8Array {
  const out = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const alpha = data[i * 4 + 3]
    for (let c = 0; c < 3; c++) {
      const mixed = (data[i * 4 + c] * alpha + 255 * (255 - alpha) + 128) * 128
      out[i * 3 + c] = ((mixed >> 8) + mixed) >> 15
    }
  }
  return out
}

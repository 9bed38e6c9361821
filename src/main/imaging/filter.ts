/** Smoothing and derivatives. Borders repeat the nearest pixel. */
import type { Plane, RgbF } from './pixels.ts'

/** Mean over a (2·radius+1)² window, in time that does not depend on the radius. */
export function boxBlur(plane: Plane, radius: number): Plane {
  const { width, height } = plane
  const half = boxRows(plane.data, width, height, radius)
  return { width, height, data: boxColumns(half, width, height, radius) }
}

function boxRows(source: Float32Array, width: number, height: number, radius: number): Float32Array {
  const out = new Float32Array(source.length)
  const scale = 1 / (2 * radius + 1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    for (let k = -radius; k <= radius; k++) sum += source[row + Math.min(width - 1, Math.max(0, k))]
    for (let x = 0; x < width; x++) {
      out[row + x] = sum * scale
      sum += source[row + Math.min(width - 1, x + radius + 1)] - source[row + Math.max(0, x - radius)]
    }
  }
  return out
}

function boxColumns(source: Float32Array, width: number, height: number, radius: number): Float32Array {
  const out = new Float32Array(source.length)
  const scale = 1 / (2 * radius + 1)
  const sums = new Float64Array(width)
  for (let k = -radius; k <= radius; k++) {
    const row = Math.min(height - 1, Math.max(0, k)) * width
    for (let x = 0; x < width; x++) sums[x] += source[row + x]
  }
  for (let y = 0; y < height; y++) {
    const row = y * width
    const enter = Math.min(height - 1, y + radius + 1) * width
    const leave = Math.max(0, y - radius) * width
    for (let x = 0; x < width; x++) {
      out[row + x] = sums[x] * scale
      sums[x] += source[enter + x] - source[leave + x]
    }
  }
  return out
}

/** Gaussian of standard deviation `sigma` pixels: a separable kernel, and three box means above 8 pixels. */
export function gaussian(plane: Plane, sigma: number): Plane {
  if (sigma <= 0) return { ...plane, data: plane.data.slice() }
  if (sigma > 8) {
    const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2))
    return boxBlur(boxBlur(boxBlur(plane, radius), radius), radius)
  }
  const { width, height, data } = plane
  const reach = Math.ceil(sigma * 3)
  const kernel = new Float32Array(2 * reach + 1)
  let total = 0
  for (let k = -reach; k <= reach; k++) total += kernel[k + reach] = Math.exp((-k * k) / (2 * sigma * sigma))
  for (let k = 0; k < kernel.length; k++) kernel[k] /= total
  const half = new Float32Array(data.length)
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let k = -reach; k <= reach; k++)
        sum += kernel[k + reach] * data[row + Math.min(width - 1, Math.max(0, x + k))]
      half[row + x] = sum
    }
  }
  const out = new Float32Array(data.length)
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let k = -reach; k <= reach; k++) {
      const from = Math.min(height - 1, Math.max(0, y + k)) * width
      const weight = kernel[k + reach]
      for (let x = 0; x < width; x++) out[row + x] += weight * half[from + x]
    }
  }
  return { width, height, data: out }
}

/** Largest channel's gradient magnitude by central differences, levels a pixel. */
export function gradient(image: RgbF): Plane {
  const { width, height, data } = image
  const out = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const up = Math.max(0, y - 1) * width
    const down = Math.min(height - 1, y + 1) * width
    for (let x = 0; x < width; x++) {
      const left = (y * width + Math.max(0, x - 1)) * 3
      const right = (y * width + Math.min(width - 1, x + 1)) * 3
      let most = 0
      for (let c = 0; c < 3; c++) {
        const dx = (data[right + c] - data[left + c]) / 2
        const dy = (data[(down + x) * 3 + c] - data[(up + x) * 3 + c]) / 2
        most = Math.max(most, dx * dx + dy * dy)
      }
      out[y * width + x] = Math.sqrt(most)
    }
  }
  return { width, height, data: out }
}

/** Variance over a (2·radius+1)² window, summed over the three channels, in squared levels. */
export function variance(image: RgbF, radius: number): Plane {
  const { width, height } = image
  const out = new Float32Array(width * height)
  for (let c = 0; c < 3; c++) {
    const plane = channel(image, c)
    const squares = { width, height, data: plane.data.map((v) => v * v) }
    const mean = boxBlur(plane, radius).data
    const meanSquare = boxBlur(squares, radius).data
    for (let i = 0; i < out.length; i++) out[i] += Math.max(0, meanSquare[i] - mean[i] * mean[i])
  }
  return { width, height, data: out }
}

/** One channel (0 red, 1 green, 2 blue) as a plane. */
export function channel(image: RgbF, index: number): Plane {
  const data = new Float32Array(image.width * image.height)
  for (let i = 0; i < data.length; i++) data[i] = image.data[i * 3 + index]
  return { width: image.width, height: image.height, data }
}

/** The inverse of `channel` for three planes. */
export function mergeChannels(red: Plane, green: Plane, blue: Plane): RgbF {
  const data = new Float32Array(red.data.length * 3)
  for (let i = 0; i < red.data.length; i++) {
    data[i * 3] = red.data[i]
    data[i * 3 + 1] = green.data[i]
    data[i * 3 + 2] = blue.data[i]
  }
  return { width: red.width, height: red.height, data }
}

/** A function of planes applied to each channel. */
export function perChannel(image: RgbF, change: (plane: Plane) => Plane): RgbF {
  return mergeChannels(change(channel(image, 0)), change(channel(image, 1)), change(channel(image, 2)))
}

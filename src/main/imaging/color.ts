/** Colour: luminance, CIE Lab, clustering, and the buffers' conversions. */
import type { Plane, Rgba8, RgbF } from './pixels.ts'

/** Drops the alpha of an 8-bit picture. */
export function toRgbF(image: Rgba8): RgbF {
  const count = image.width * image.height
  const data = new Float32Array(count * 3)
  for (let i = 0; i < count; i++) {
    data[i * 3] = image.data[i * 4]
    data[i * 3 + 1] = image.data[i * 4 + 1]
    data[i * 3 + 2] = image.data[i * 4 + 2]
  }
  return { width: image.width, height: image.height, data }
}

/** Rounded and clamped to 8 bit, opaque. */
export function toRgba8(image: RgbF): Rgba8 {
  const count = image.width * image.height
  const data = new Uint8Array(count * 4)
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) data[i * 4 + c] = Math.min(255, Math.max(0, Math.round(image.data[i * 3 + c])))
    data[i * 4 + 3] = 255
  }
  return { width: image.width, height: image.height, data }
}

/** Rec. 601 luma of gamma-encoded values, 0..255. */
export function luminance(image: RgbF): Plane {
  const data = new Float32Array(image.width * image.height)
  for (let i = 0; i < data.length; i++) {
    data[i] = 0.299 * image.data[i * 3] + 0.587 * image.data[i * 3 + 1] + 0.114 * image.data[i * 3 + 2]
  }
  return { width: image.width, height: image.height, data }
}

const linear = new Float32Array(256).map((_, i) => {
  const v = i / 255
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
})

/** CIE L*a*b* (D65) of one sRGB colour, 0..255 in. */
export function toLab(red: number, green: number, blue: number): [number, number, number] {
  const r = linear[byte(red)]
  const g = linear[byte(green)]
  const b = linear[byte(blue)]
  const x = labCurve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
  const y = labCurve(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = labCurve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)))
}

function labCurve(t: number): number {
  return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116
}

/** The picture in Lab, interleaved. */
export function labImage(image: RgbF): RgbF {
  const data = new Float32Array(image.data.length)
  for (let i = 0; i < data.length; i += 3) {
    data.set(toLab(image.data[i], image.data[i + 1], image.data[i + 2]), i)
  }
  return { width: image.width, height: image.height, data }
}

export interface Clusters {
  /** Cluster centres, 3 values each. */
  centers: Float32Array
  /** Cluster of each sample. */
  assigned: Uint8Array
  sizes: number[]
}

/**
 * k-means of 3-D samples (interleaved), at most 255 clusters. Starts from the farthest-point rule beginning at the mean,
 * so there is no chance in it.
 */
export function kmeans(samples: Float32Array, k: number, iterations = 12): Clusters {
  const n = samples.length / 3
  const centers = new Float32Array(k * 3)
  for (let i = 0; i < n; i++) for (let c = 0; c < 3; c++) centers[c] += samples[i * 3 + c] / n
  const nearest = new Float32Array(n).fill(Infinity)
  for (let j = 0; j < k; j++) {
    if (j > 0) {
      let far = 0
      for (let i = 0; i < n; i++) if (nearest[i] > nearest[far]) far = i
      centers.set(samples.subarray(far * 3, far * 3 + 3), j * 3)
    }
    for (let i = 0; i < n; i++) nearest[i] = Math.min(nearest[i], squaredDistance(samples, i * 3, centers, j * 3))
  }
  const assigned = new Uint8Array(n)
  const sizes = new Array<number>(k).fill(0)
  for (let round = 0; round < iterations; round++) {
    const sums = new Float64Array(k * 3)
    sizes.fill(0)
    let changed = round === 0
    for (let i = 0; i < n; i++) {
      let best = 0
      let least = Infinity
      for (let j = 0; j < k; j++) {
        const d = squaredDistance(samples, i * 3, centers, j * 3)
        if (d < least) {
          least = d
          best = j
        }
      }
      if (assigned[i] !== best) changed = true
      assigned[i] = best
      sizes[best]++
      for (let c = 0; c < 3; c++) sums[best * 3 + c] += samples[i * 3 + c]
    }
    if (!changed) break
    for (let j = 0; j < k; j++) {
      if (sizes[j] > 0) for (let c = 0; c < 3; c++) centers[j * 3 + c] = sums[j * 3 + c] / sizes[j]
    }
  }
  return { centers, assigned, sizes }
}

function squaredDistance(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const x = a[i] - b[j]
  const y = a[i + 1] - b[j + 1]
  const z = a[i + 2] - b[j + 2]
  return x * x + y * y + z * z
}

/** Resizing of float buffers: area mean when smaller, Catmull-Rom cubic or linear when larger. */
import type { Plane, RgbF } from './pixels.ts'

export type Kernel = 'area' | 'linear' | 'cubic'

interface Taps {
  /** First source index and weights for each target pixel. */
  starts: Int32Array
  weights: Float32Array
  taps: number
}

/** Resizes an interleaved buffer; separable, pixel centres at +½, weights widened when shrinking (no aliasing). */
export function resizeData(
  data: Float32Array,
  width: number,
  height: number,
  channels: number,
  newWidth: number,
  newHeight: number,
  kernel: Kernel = 'cubic',
): Float32Array {
  const across = tapsFor(width, newWidth, kernel)
  const down = tapsFor(height, newHeight, kernel)
  const half = new Float32Array(newWidth * height * channels)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < newWidth; x++) {
      const start = across.starts[x]
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (let k = 0; k < across.taps; k++) {
          const weight = across.weights[x * across.taps + k]
          if (weight !== 0) sum += weight * data[(y * width + clamp(start + k, width)) * channels + c]
        }
        half[(y * newWidth + x) * channels + c] = sum
      }
    }
  }
  const row = newWidth * channels
  const out = new Float32Array(row * newHeight)
  for (let y = 0; y < newHeight; y++) {
    for (let k = 0; k < down.taps; k++) {
      const weight = down.weights[y * down.taps + k]
      if (weight === 0) continue
      const from = clamp(down.starts[y] + k, height) * row
      for (let i = 0; i < row; i++) out[y * row + i] += weight * half[from + i]
    }
  }
  return out
}

function clamp(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index
}

function tapsFor(from: number, to: number, kernel: Kernel): Taps {
  const ratio = from / to
  const stretch = Math.max(1, ratio)
  const support = (kernel === 'area' ? 0.5 : kernel === 'linear' ? 1 : 2) * stretch
  const taps = Math.ceil(support * 2) + 1
  const starts = new Int32Array(to)
  const weights = new Float32Array(to * taps)
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) * ratio - 0.5
    starts[i] = Math.floor(center - support + 0.5)
    let total = 0
    for (let k = 0; k < taps; k++) {
      const at = starts[i] + k
      const weight = kernel === 'area' ? overlap(at, center, support) : shape((at - center) / stretch, kernel)
      weights[i * taps + k] = weight
      total += weight
    }
    for (let k = 0; k < taps; k++) weights[i * taps + k] /= total
  }
  return { starts, weights, taps }
}

/** Length of the pixel at `at` that lies under a box around `center`. */
function overlap(at: number, center: number, support: number): number {
  return Math.max(0, Math.min(at + 0.5, center + support) - Math.max(at - 0.5, center - support))
}

function shape(distance: number, kernel: Kernel): number {
  const t = Math.abs(distance)
  if (kernel === 'linear') return Math.max(0, 1 - t)
  if (t < 1) return 1.5 * t * t * t - 2.5 * t * t + 1
  return t < 2 ? -0.5 * t * t * t + 2.5 * t * t - 4 * t + 2 : 0
}

export function resizePlane(plane: Plane, width: number, height: number, kernel: Kernel = 'cubic'): Plane {
  return { width, height, data: resizeData(plane.data, plane.width, plane.height, 1, width, height, kernel) }
}

export function resizeRgb(image: RgbF, width: number, height: number, kernel: Kernel = 'cubic'): RgbF {
  return { width, height, data: resizeData(image.data, image.width, image.height, 3, width, height, kernel) }
}

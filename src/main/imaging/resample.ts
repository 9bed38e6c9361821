/** Resizing of float buffers: area mean when smaller, Catmull-Rom cubic or linear when larger. */
import type { Plane, RgbF } from './pixels.ts'

export type Kernel = 'area' | 'linear' | 'cubic'

interface Taps {
  /** First source index and weights for each target pixel. */
  starts: Int32Array
  weights: Float32Array
  taps: number
}

/** A stretch of an axis that goes from `from` to `to` pixels: which source pixels there are, and which target pixels are wanted. */
export interface AxisPart {
  from: number
  to: number
  source: { start: number; count: number }
  target: { start: number; count: number }
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
  return resizePart(data, channels, wholeAxis(width, newWidth), wholeAxis(height, newHeight), kernel)
}

function wholeAxis(from: number, to: number): AxisPart {
  return { from, to, source: { start: 0, count: from }, target: { start: 0, count: to } }
}

/** The same for a part of a picture: `data` holds the source pixels of both axes; at their ends the last pixel goes on. */
export function resizePart(
  data: Float32Array,
  channels: number,
  acrossPart: AxisPart,
  downPart: AxisPart,
  kernel: Kernel = 'cubic',
): Float32Array {
  const across = tapsFor(acrossPart, kernel)
  const down = tapsFor(downPart, kernel)
  const width = acrossPart.source.count
  const height = downPart.source.count
  const newWidth = acrossPart.target.count
  const newHeight = downPart.target.count
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

/** How far from a target pixel's centre the source pixels lie that it is made of, in source pixels. */
export function kernelReach(from: number, to: number, kernel: Kernel): number {
  return (kernel === 'area' ? 0.5 : kernel === 'linear' ? 1 : 2) * Math.max(1, from / to)
}

function clamp(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index
}

function tapsFor({ from, to, source, target }: AxisPart, kernel: Kernel): Taps {
  const ratio = from / to
  const stretch = Math.max(1, ratio)
  const support = kernelReach(from, to, kernel)
  const taps = Math.ceil(support * 2) + 1
  const starts = new Int32Array(target.count)
  const weights = new Float32Array(target.count * taps)
  for (let i = 0; i < target.count; i++) {
    const center = (target.start + i + 0.5) * ratio - 0.5
    const first = Math.floor(center - support + 0.5)
    starts[i] = first - source.start
    let total = 0
    for (let k = 0; k < taps; k++) {
      const at = first + k
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

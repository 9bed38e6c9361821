/** The shadow a thing pasted on a photograph drops on it: its own outline, shifted, blurred and darker. */
import { cropData, grow, pasteData } from '../../../imaging/boxes.ts'
import { gaussian } from '../../../imaging/filter.ts'
import { leastSquares } from '../../../imaging/linear.ts'
import { distance } from '../../../imaging/morphology.ts'
import type { Box, Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { luminance } from '../../../imaging/color.ts'
import { resizePlane } from '../../../imaging/resample.ts'

/** Side of the picture the shadow is searched at: a shadow is soft. */
const SEARCH_SIDE = 160
/** Least share of the residual that the shadow must explain, and least opacity. */
const LEAST_GAIN = 0.12
const LEAST_OPACITY = 0.08

export interface DropShadow {
  /** Darkening 0..1 at the picture's size, under the thing too. */
  alpha: Plane
  opacity: number
  gain: number
}

/**
 * Fits log luminance around the object with a quadratic surface plus its matte, shifted and blurred, over a grid of
 * offsets and widths; null where that explains too little. `others` are pixels of other things, left out of the fit.
 */
export function findDropShadow(image: RgbF, object: Plane, box: Box, others: Mask): DropShadow | null {
  const { width, height } = image
  const size = Math.sqrt(box.width * box.height)
  const reach = Math.max(12, 0.22 * size)
  const around = grow(box, reach * 1.2, width, height)
  const scale = Math.min(1, SEARCH_SIDE / Math.max(around.width, around.height))
  const w = Math.max(8, Math.round(around.width * scale))
  const h = Math.max(8, Math.round(around.height * scale))
  const part = { width: around.width, height: around.height, data: cropData(image.data, width, 3, around) }
  const light = resizePlane(luminance(part), w, h, 'area').data.map((v) => Math.log(v + 8))
  const crop = (data: Float32Array) =>
    resizePlane({ width: around.width, height: around.height, data: cropData(data, width, 1, around) }, w, h, 'area')
  const matte = crop(object.data)
  const blocked = crop(Float32Array.from(others.data))
  const solid: Mask = { width: w, height: h, data: Uint8Array.from(matte.data, (a) => (a > 0.02 ? 1 : 0)) }
  const far = distance(solid).data
  const used: number[] = []
  for (let i = 0; i < far.length; i++) {
    if (far[i] > 0 && far[i] < reach * scale && blocked.data[i] < 0.02) used.push(i)
  }
  if (used.length < 60) return null

  const surface = (i: number) => {
    const x = (i % w) / w - 0.5
    const y = Math.floor(i / w) / h - 0.5
    return [1, x, y, x * x, x * y, y * y]
  }
  const base = new Float64Array(used.length * 7)
  used.forEach((i, k) => base.set(surface(i), k * 7))
  const targets = used.map((i) => light[i])
  const plain = residual(base, targets, 6, null)
  let best: { dx: number; dy: number; sigma: number; slope: number; error: number } | null = null
  const step = 0.03 * size * scale
  for (const sigma of [0.015, 0.03, 0.05, 0.08].map((s) => Math.max(0.7, s * size * scale))) {
    const soft = gaussian(matte, sigma)
    for (let ny = -1; ny <= 4; ny++) {
      for (let nx = -2; nx <= 2; nx++) {
        const dx = nx * step
        const dy = ny * step
        const fit = residual(base, targets, 7, (k) => sample(soft, (used[k] % w) - dx, Math.floor(used[k] / w) - dy))
        if (fit && (!best || fit.error < best.error)) best = { dx, dy, sigma, slope: fit.slope, error: fit.error }
      }
    }
  }
  if (!best || !plain || best.slope >= 0) return null
  const gain = 1 - best.error / plain.error
  const opacity = 1 - Math.exp(best.slope)
  if (gain < LEAST_GAIN || opacity < LEAST_OPACITY) return null

  const full = gaussian(
    { width: around.width, height: around.height, data: cropData(object.data, width, 1, around) },
    best.sigma / scale,
  )
  const data = new Float32Array(around.width * around.height)
  for (let y = 0; y < around.height; y++) {
    for (let x = 0; x < around.width; x++) {
      data[y * around.width + x] = opacity * sample(full, x - best.dx / scale, y - best.dy / scale)
    }
  }
  const alpha = new Float32Array(width * height)
  pasteData(alpha, width, 1, around, data)
  return { alpha: { width, height, data: alpha }, opacity, gain }
}

/** Squared error of the fit, and the coefficient of the seventh column where there is one. */
function residual(
  base: Float64Array,
  targets: number[],
  columns: 6 | 7,
  last: ((k: number) => number) | null,
): { error: number; slope: number } | null {
  const rows = new Float64Array(targets.length * columns)
  for (let k = 0; k < targets.length; k++) {
    for (let j = 0; j < 6; j++) rows[k * columns + j] = base[k * 7 + j]
    if (last) rows[k * columns + 6] = last(k)
  }
  const solution = leastSquares(rows, targets, columns)
  if (!solution) return null
  let error = 0
  for (let k = 0; k < targets.length; k++) {
    let value = -targets[k]
    for (let j = 0; j < columns; j++) value += solution[j] * rows[k * columns + j]
    error += value * value
  }
  return { error, slope: last ? solution[6] : 0 }
}

/** Bilinear, 0 outside. */
function sample(plane: Plane, x: number, y: number): number {
  const x0 = Math.floor(x)
  const y0 = Math.floor(y)
  const fx = x - x0
  const fy = y - y0
  const at = (u: number, v: number) =>
    u < 0 || v < 0 || u >= plane.width || v >= plane.height ? 0 : plane.data[v * plane.width + u]
  return (
    (at(x0, y0) * (1 - fx) + at(x0 + 1, y0) * fx) * (1 - fy) +
    (at(x0, y0 + 1) * (1 - fx) + at(x0 + 1, y0 + 1) * fx) * fy
  )
}

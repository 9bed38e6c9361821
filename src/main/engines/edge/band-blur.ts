/** Gaussian blurs of mattes, which are even but for a band around their edge: what is even stays, and takes no time. */
import type { Plane } from '../../imaging/pixels.ts'
import { cellMeans, fromCells } from './cells.ts'

/** Blurs of at least this deviation are made at a smaller size. */
const COARSE_FROM = 3

/** Of standard deviation `deviation`, pixels. A wide one is made at a smaller size: it takes no longer than a narrow one. */
export function bandBlur(plane: Plane, deviation: number): Plane {
  if (deviation < COARSE_FROM) return narrowBlur(plane, deviation)
  const factor = 2 ** Math.floor(Math.log2(deviation / (COARSE_FROM / 2)))
  // Means of cells, and lines between them, blur as well.
  const done = (factor * factor - 1) / 12 + (factor * factor) / 6
  const left = Math.sqrt(Math.max(0.25, deviation * deviation - done)) / factor
  const { width, height } = plane
  return { width, height, data: fromCells(narrowBlur(cellMeans(plane, factor), left), factor, width, height) }
}

/** By a separable kernel. Where all that it reaches is the same it is left out, along rows and then along columns. */
function narrowBlur({ width, height, data }: Plane, deviation: number): Plane {
  const reach = Math.ceil(deviation * 3)
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-((k - reach) ** 2) / (2 * deviation * deviation)),
  )
  const total = kernel.reduce((sum, weight) => sum + weight, 0)
  for (let k = 0; k < kernel.length; k++) kernel[k] /= total
  const half = data.slice()
  for (let y = 0; y < height; y++) {
    const row = y * width
    // The last pixel that differs from the one before it, as far as the kernel reaches.
    let changed = -Infinity
    for (let x = 1 - reach; x < width; x++) {
      const enters = x + reach
      if (enters < width && data[row + enters] !== data[row + enters - 1]) changed = enters
      if (x < 0 || changed <= x - reach) continue
      let sum = 0
      for (let k = -reach; k <= reach; k++) {
        sum += kernel[k + reach] * data[row + Math.min(width - 1, Math.max(0, x + k))]
      }
      half[row + x] = sum
    }
  }
  const out = half.slice()
  const changes = new Int32Array(width).fill(-reach - 1)
  for (let y = 1 - reach; y < height; y++) {
    const enters = y + reach
    if (enters < height) {
      const row = enters * width
      for (let x = 0; x < width; x++) if (half[row + x] !== half[row - width + x]) changes[x] = enters
    }
    if (y < 0) continue
    for (let x = 0; x < width; x++) {
      if (changes[x] <= y - reach) continue
      let sum = 0
      for (let k = -reach; k <= reach; k++) {
        sum += kernel[k + reach] * half[Math.min(height - 1, Math.max(0, y + k)) * width + x]
      }
      out[y * width + x] = sum
    }
  }
  return { width, height, data: out }
}

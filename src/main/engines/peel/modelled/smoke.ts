/** Smoke and glow where they lie over things. */
import { harmonicFill } from '../../../imaging/fill.ts'
import { gaussian } from '../../../imaging/filter.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import type { SoftCover } from './soft.ts'

/** Windows, as shares of the picture's longer side, for the darkest pixel near and for smoothing what it allows. */
const WINDOW = 1 / 100

/**
 * Continues a light cover over the things (label over 0), where the background does not show: as smoothly as its
 * surroundings lead, but never denser than the darkest colours near allow, for it can only lighten.
 * Source of the bound: the dark channel of He, Sun and Tang, "Single Image Haze Removal", 2009.
 */
export function continueUnder(cover: SoftCover, image: RgbF, labels: Int32Array): void {
  const { width, height } = image
  const hole: Mask = { width, height, data: new Uint8Array(labels.length) }
  const planes = new Float32Array(labels.length * 3)
  for (let i = 0; i < labels.length; i++) {
    hole.data[i] = labels[i] > 0 ? 1 : 0
    planes.fill(cover.alpha[i], i * 3, i * 3 + 3)
  }
  const filled = harmonicFill({ width, height, data: planes }, hole)
  const allowed = densestAllowed(cover, image, hole)
  for (let i = 0; i < labels.length; i++) {
    if (!hole.data[i]) continue
    const alpha = Math.min(filled.data[i * 3], allowed[i])
    cover.alpha[i] = alpha < 0.01 ? 0 : alpha
  }
}

/** The smoothed minimum, over a window, of the density at which the pixel below would be black in some channel. */
function densestAllowed(cover: SoftCover, image: RgbF, hole: Mask): Float32Array {
  const { width, height } = image
  const density = new Float32Array(width * height).fill(1)
  for (let i = 0; i < density.length; i++) {
    if (!hole.data[i]) continue
    for (let c = 0; c < 3; c++) {
      if (cover.color[c] >= 64) density[i] = Math.min(density[i], image.data[i * 3 + c] / cover.color[c])
    }
  }
  const radius = Math.max(1, Math.round(Math.max(width, height) * WINDOW))
  const least = columnsMinimum(rowsMinimum(density, width, height, radius), width, height, radius)
  const smooth = gaussian({ width, height, data: least }, radius / 2).data
  for (let i = 0; i < smooth.length; i++) smooth[i] = Math.min(smooth[i], density[i])
  return smooth
}

function rowsMinimum(data: Float32Array, width: number, height: number, radius: number): Float32Array {
  const out = new Float32Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let least = Infinity
      for (let k = Math.max(0, x - radius); k <= Math.min(width - 1, x + radius); k++)
        least = Math.min(least, data[y * width + k])
      out[y * width + x] = least
    }
  }
  return out
}

function columnsMinimum(data: Float32Array, width: number, height: number, radius: number): Float32Array {
  const out = new Float32Array(data.length).fill(Infinity)
  for (let y = 0; y < height; y++) {
    for (let k = Math.max(0, y - radius); k <= Math.min(height - 1, y + radius); k++) {
      for (let x = 0; x < width; x++) out[y * width + x] = Math.min(out[y * width + x], data[k * width + x])
    }
  }
  return out
}

/** The picture with the cover unblended. */
export function withoutCover(image: RgbF, cover: SoftCover): RgbF {
  const data = image.data.slice()
  for (let i = 0; i < cover.alpha.length; i++) {
    const alpha = Math.min(0.95, cover.alpha[i])
    if (alpha === 0) continue
    for (let c = 0; c < 3; c++) {
      const at = i * 3 + c
      data[at] = Math.min(255, Math.max(0, (data[at] - alpha * cover.color[c]) / (1 - alpha)))
    }
  }
  return { width: image.width, height: image.height, data }
}

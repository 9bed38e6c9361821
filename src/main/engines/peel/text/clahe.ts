/** Contrast-limited adaptive histogram equalisation (Zuiderveld, "Graphics Gems IV", 1994) of a picture's luma. */
import { luminance } from '../../../imaging/color.ts'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'

const levels = 256

/**
 * The picture with its luma equalised tile by tile; the chroma stays. `limit` is the most a level may hold, in multiples
 * of an even histogram's share.
 */
export function equalise(image: RgbF, limit = 4, tiles = 8): RgbF {
  const luma = luminance(image)
  const curves = tileCurves(luma, limit, tiles)
  const data = new Float32Array(image.data.length)
  for (let y = 0; y < image.height; y++) {
    const ty = Math.min(tiles - 1, Math.max(0, ((y + 0.5) * tiles) / image.height - 0.5))
    const y0 = Math.floor(ty)
    const y1 = Math.min(tiles - 1, y0 + 1)
    for (let x = 0; x < image.width; x++) {
      const tx = Math.min(tiles - 1, Math.max(0, ((x + 0.5) * tiles) / image.width - 0.5))
      const x0 = Math.floor(tx)
      const x1 = Math.min(tiles - 1, x0 + 1)
      const at = y * image.width + x
      const level = levelOf(luma.data[at])
      const top = curves[y0 * tiles + x0][level] * (1 - tx + x0) + curves[y0 * tiles + x1][level] * (tx - x0)
      const low = curves[y1 * tiles + x0][level] * (1 - tx + x0) + curves[y1 * tiles + x1][level] * (tx - x0)
      const change = top * (1 - ty + y0) + low * (ty - y0) - luma.data[at]
      for (let c = 0; c < 3; c++) data[at * 3 + c] = Math.min(255, Math.max(0, image.data[at * 3 + c] + change))
    }
  }
  return { width: image.width, height: image.height, data }
}

/** Per tile the level each level goes to. */
function tileCurves(luma: Plane, limit: number, tiles: number): Float32Array[] {
  const { width, height } = luma
  const curves: Float32Array[] = []
  for (let j = 0; j < tiles; j++) {
    for (let i = 0; i < tiles; i++) {
      const left = Math.min(width - 1, Math.floor((i * width) / tiles))
      const right = Math.max(left + 1, Math.floor(((i + 1) * width) / tiles))
      const top = Math.min(height - 1, Math.floor((j * height) / tiles))
      const bottom = Math.max(top + 1, Math.floor(((j + 1) * height) / tiles))
      const histogram = new Float32Array(levels)
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) histogram[levelOf(luma.data[y * width + x])]++
      }
      curves.push(equalisingCurve(histogram, (right - left) * (bottom - top), limit))
    }
  }
  return curves
}

function equalisingCurve(histogram: Float32Array, total: number, limit: number): Float32Array {
  const most = (limit * total) / levels
  let excess = 0
  for (let i = 0; i < levels; i++) {
    excess += Math.max(0, histogram[i] - most)
    histogram[i] = Math.min(histogram[i], most)
  }
  const curve = new Float32Array(levels)
  let sum = 0
  for (let i = 0; i < levels; i++) {
    sum += histogram[i] + excess / levels
    curve[i] = (sum / total) * (levels - 1)
  }
  return curve
}

function levelOf(value: number): number {
  return Math.min(levels - 1, Math.max(0, Math.round(value)))
}

/** A picture at half its size. */
import type { Raster } from '../../../shared/compositing/transform.ts'

/** Averages of 2 × 2 pixels, weighed by alpha. At an odd border the missing pixels are clear. */
export function halved({ width, height, data }: Raster): Raster {
  const w = Math.ceil(width / 2)
  const h = Math.ceil(height / 2)
  const out = new Uint8Array(w * h * 4)
  for (let y = 0; y < h; y++) {
    const rows = 2 * y + 1 < height ? 2 : 1
    for (let x = 0; x < w; x++) {
      const columns = 2 * x + 1 < width ? 2 : 1
      let r = 0
      let g = 0
      let b = 0
      let alpha = 0
      for (let row = 0; row < rows; row++) {
        let i = ((2 * y + row) * width + 2 * x) * 4
        for (let column = 0; column < columns; column++, i += 4) {
          const share = data[i + 3]
          if (share === 0) continue
          r += share * data[i]
          g += share * data[i + 1]
          b += share * data[i + 2]
          alpha += share
        }
      }
      if (alpha < 2) continue
      const to = (y * w + x) * 4
      out[to] = r / alpha + 0.5
      out[to + 1] = g / alpha + 0.5
      out[to + 2] = b / alpha + 0.5
      out[to + 3] = (alpha + 2) >> 2
    }
  }
  return { width: w, height: h, data: out }
}

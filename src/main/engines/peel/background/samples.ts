/** A regular sample of the picture's pixels, on which the models are fitted. */
import type { RgbF } from '../../../imaging/pixels.ts'

export interface Samples {
  count: number
  /** Place, -1..1 along the picture's longer side, 0 in the middle. */
  x: Float64Array
  y: Float64Array
  /** 3 a sample, 0..255. */
  color: Float64Array
  /** 1 in the band along the frame. */
  frame: Uint8Array
  frameCount: number
}

/** Width of the band along the frame, as a share of the shorter side. */
const BAND = 0.06

/** Pixel coordinate to model coordinate: the same scale on both axes. */
export function modelScale(width: number, height: number): { scale: number; centerX: number; centerY: number } {
  return { scale: 2 / Math.max(width, height), centerX: (width - 1) / 2, centerY: (height - 1) / 2 }
}

/** About `wanted` pixels on a regular grid, always with some in the band along the frame. */
export function sampleGrid(image: RgbF, wanted: number): Samples {
  const { width, height } = image
  const step = Math.max(1, Math.sqrt((width * height) / wanted))
  const columns = Math.max(1, Math.round(width / step))
  const rows = Math.max(1, Math.round(height / step))
  const { scale, centerX, centerY } = modelScale(width, height)
  const band = Math.max(1, BAND * Math.min(width, height))
  const count = columns * rows
  const samples: Samples = {
    count,
    x: new Float64Array(count),
    y: new Float64Array(count),
    color: new Float64Array(count * 3),
    frame: new Uint8Array(count),
    frameCount: 0,
  }
  for (let j = 0, at = 0; j < rows; j++) {
    const py = Math.min(height - 1, Math.floor(((j + 0.5) * height) / rows))
    for (let i = 0; i < columns; i++, at++) {
      const px = Math.min(width - 1, Math.floor(((i + 0.5) * width) / columns))
      samples.x[at] = (px - centerX) * scale
      samples.y[at] = (py - centerY) * scale
      for (let c = 0; c < 3; c++) samples.color[at * 3 + c] = image.data[(py * width + px) * 3 + c]
      if (Math.min(px, py, width - 1 - px, height - 1 - py) < band) {
        samples.frame[at] = 1
        samples.frameCount++
      }
    }
  }
  return samples
}

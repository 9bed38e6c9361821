/** The picture as the model sees it: its size, resized, in -1..1. */
import { LaminaError } from '../../../../shared/contract/errors.ts'
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { resizeLanczos } from '../../../imaging/resample-8bit.ts'
import { roundHalfEven, type Floats } from './floats.ts'

/** Sides are multiples of this. */
const STEP = 32

/** Sides of about `area` pixels in the picture's proportions. Throws IMAGE_TOO_SMALL where one would be nothing. */
export function workingSize(
  picture: { width: number; height: number },
  area: number,
): { width: number; height: number } {
  const ratio = picture.width / picture.height
  const exact = Math.sqrt(area * ratio)
  const width = roundHalfEven(exact / STEP) * STEP
  const height = roundHalfEven(exact / ratio / STEP) * STEP
  if (width > 0 && height > 0) return { width, height }
  const message = `A picture of ${picture.width} x ${picture.height} pixels is too narrow for this model.`
  throw new LaminaError('IMAGE_TOO_SMALL', message, 'Crop it, or use another engine.')
}

export function resizeToWorkingSize(picture: Rgba8, area: number): Rgba8 {
  const { width, height } = workingSize(picture, area)
  return resizeLanczos(picture, width, height)
}

/** [1, 4, H, W] in -1..1. */
export function imageTensor({ width, height, data }: Rgba8): Floats {
  const size = width * height
  const out = new Float32Array(4 * size)
  for (let i = 0; i < size; i++) {
    for (let c = 0; c < 4; c++) out[c * size + i] = 2 * Math.fround(data[i * 4 + c] / 255) - 1
  }
  return { dims: [1, 4, height, width], data: out }
}

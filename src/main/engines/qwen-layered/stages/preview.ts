/**
 * Small pictures of layers while they are still noise. Colours and alpha are taken as a linear function of the latents at
 * the same place, and this function is fitted anew in every run: what the VAE makes of a picture with known colours and
 * alphas is at hand once it is encoded. So it fits any checkpoint, and costs next to nothing.
 */
import { leastSquares } from '../../../imaging/linear.ts'
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { resizeLanczos } from '../../../imaging/resample-8bit.ts'
import type { Floats } from './floats.ts'
import { unpackLatents } from './latents.ts'

/** Sides of the picture that the function is fitted to, at most; and of the squares of its alphas. */
const LARGEST = 256
const SQUARE = 32
/** Keeps the function tame where the picture has few colours. */
const RIDGE = 1e-3

/** For each of red, green, blue and alpha: a weight for each channel of the latents, and one more that is added. */
export type PreviewFunction = readonly (readonly number[])[]

/**
 * The picture, smaller, its sides multiples of 32, in squares of four alphas; in some of them its colours are inverted, in
 * some they are moved from channel to channel, so that there are many.
 */
export function calibrationPicture(image: Rgba8): Rgba8 {
  const shrink = Math.min(1, LARGEST / Math.max(image.width, image.height))
  const side = (length: number) => Math.max(SQUARE, Math.floor((length * shrink) / SQUARE) * SQUARE)
  const { width, height, data } = resizeLanczos(image, side(image.width), side(image.height))
  const out = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = [Math.floor(x / SQUARE), Math.floor(y / SQUARE)]
      const at = (y * width + x) * 4
      const colours = (column + row) % 3
      for (let c = 0; c < 3; c++) {
        out[at + c] = colours === 0 ? data[at + c] : colours === 1 ? 255 - data[at + c] : data[at + ((c + 1) % 3)]
      }
      // Neighbours differ, and every row has all four.
      out[at + 3] = ((column + 2 * row + 1) % 4) * 85
    }
  }
  return { width, height, data: out }
}

/** The function from latents [1, z, h, w] to the picture that they are of, by least squares. */
export function fitPreview({ dims, data }: Floats, picture: Rgba8): PreviewFunction {
  const [, channels, height, width] = dims
  const places = height * width
  const rows = new Float64Array(places * (channels + 1)).fill(1)
  for (let place = 0; place < places; place++) {
    for (let c = 0; c < channels; c++) rows[place * (channels + 1) + c] = data[c * places + place]
  }
  const means = placeMeans(picture, width, height)
  const alphas = means[3]
  return means.map((targets, c) => {
    const weights = c < 3 ? alphas : undefined
    const fitted = leastSquares(rows, targets, channels + 1, weights, RIDGE)
    return fitted ? [...fitted] : [...Array.from({ length: channels }, () => 0), 128]
  })
}

/** Of each place of the latents: the means of red, green, blue (by alpha) and alpha, 0..255. */
function placeMeans({ width, height, data }: Rgba8, columns: number, rows: number): Float64Array[] {
  const means = Array.from({ length: 4 }, () => new Float64Array(columns * rows))
  const size = { x: width / columns, y: height / rows }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = Math.floor(y / size.y) * columns + Math.floor(x / size.x)
      const at = (y * width + x) * 4
      for (let c = 0; c < 3; c++) means[c][place] += data[at + c] * data[at + 3]
      means[3][place] += data[at + 3]
    }
  }
  for (let place = 0; place < columns * rows; place++) {
    for (let c = 0; c < 3; c++) means[c][place] /= means[3][place] || 1
    means[3][place] /= size.x * size.y
  }
  return means
}

/** tokens [1, frames · h/2 · w/2, 4 z] of latents [frames, z, h, w] → a picture of w x h pixels for each frame. */
export function previewFrames(tokens: Floats, dims: readonly number[], by: PreviewFunction): Rgba8[] {
  const [frames, channels, height, width] = dims
  const places = height * width
  const { data } = unpackLatents(tokens, dims)
  return Array.from({ length: frames }, (_, frame) => {
    const out = new Uint8ClampedArray(places * 4)
    const sums = new Float64Array(places)
    for (let c = 0; c < 4; c++) {
      sums.fill(by[c][channels])
      for (let z = 0; z < channels; z++) {
        const weight = by[c][z]
        const plane = (frame * channels + z) * places
        for (let place = 0; place < places; place++) sums[place] += weight * data[plane + place]
      }
      for (let place = 0; place < places; place++) out[place * 4 + c] = sums[place]
    }
    return { width, height, data: new Uint8Array(out.buffer) }
  })
}

/** Writing pictures: PNG, and thumbnails. */
import type { Rgba8 } from '../pixels.ts'
import { sharp } from './vips.ts'

export interface PngOptions {
  /** zlib level, 0 (fast) to 9 (small); 6 when left out. */
  compression?: number
  /** Places the image on a transparent canvas of this size, without building that canvas in memory. */
  canvas?: { width: number; height: number; x: number; y: number }
}

/**
 * Encodes 8-bit RGBA as a PNG, bit for bit (colour under alpha 0 included). With `canvas`, the image must lie within it.
 */
export async function encodePng(image: Rgba8, options: PngOptions = {}): Promise<Uint8Array> {
  const { compression = 6, canvas } = options
  let pipeline = sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: 4 },
    limitInputPixels: false,
  })
  if (canvas) {
    pipeline = pipeline.extend({
      left: canvas.x,
      top: canvas.y,
      right: canvas.width - canvas.x - image.width,
      bottom: canvas.height - canvas.y - image.height,
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    })
  }
  const { data } = await pipeline.png({ compressionLevel: compression, palette: false }).toUint8Array()
  return data
}

/**
 * The image shrunk to fit maxSide × maxSide, keeping its proportions, both sides at least 1; an image that fits already is
 * given back as it is. Averaged with premultiplied alpha, so that hidden colours do not bleed in.
 */
export async function thumbnail(image: Rgba8, maxSide: number): Promise<Rgba8> {
  const scale = maxSide / Math.max(image.width, image.height)
  if (scale >= 1) return image
  const { data, info } = await sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: 4 },
    limitInputPixels: false,
  })
    .resize({
      width: Math.max(1, Math.round(image.width * scale)),
      height: Math.max(1, Math.round(image.height * scale)),
      fit: 'fill',
    })
    .raw()
    .toUint8Array()
  return { width: info.width, height: info.height, data }
}

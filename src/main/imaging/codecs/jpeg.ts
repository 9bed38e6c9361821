/** Writing JPEG, for previews inside other formats. */
import type { Rgba8 } from '../pixels.ts'
import { sharp } from './vips.ts'

/** Encodes the image over white as a baseline JPEG. `quality` is 1..100. */
export async function encodeJpeg(image: Rgba8, quality = 90): Promise<Uint8Array> {
  const { data } = await sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: 4 },
    limitInputPixels: false,
  })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality })
    .toUint8Array()
  return data
}

/** Writing masks. */
import { sharp } from './vips.ts'

/** Encodes one byte a pixel as an 8-bit grey PNG. */
export async function encodeGrayPng(gray: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const { data } = await sharp(gray, { raw: { width, height, channels: 1 }, limitInputPixels: false })
    .toColourspace('b-w')
    .png({ palette: false })
    .toUint8Array()
  return data
}

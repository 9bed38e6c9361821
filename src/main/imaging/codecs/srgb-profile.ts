/** The ICC profile of the colours that Lamina works in. */
import { sharp } from './vips.ts'

let profile: Promise<Uint8Array> | undefined

/** libvips's own sRGB profile (a few hundred bytes), for files that say which colours they hold. */
export function srgbProfile(): Promise<Uint8Array> {
  profile ??= readProfile()
  return profile
}

async function readProfile(): Promise<Uint8Array> {
  const pixel = sharp(new Uint8Array(3), { raw: { width: 1, height: 1, channels: 3 } })
  const { icc } = await sharp(await pixel.withIccProfile('srgb').png().toBuffer()).metadata()
  if (!icc) throw new Error('libvips gave no sRGB profile.')
  return icc
}

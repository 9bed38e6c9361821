/** Opening pictures: any of the known formats to 8-bit sRGB with straight alpha, upright, at its own size. */
import type { Metadata } from 'sharp'
import { LaminaError, throwIfCancelled, type PictureSize } from '../../../shared/contract/errors.ts'
import { sizeText } from '../../../shared/size-text.ts'
import type { Rgba8 } from '../pixels.ts'
import { untilCancelled } from './cancel.ts'
import { parseProfile, type Profile, type Shaper } from './profile.ts'
import { mostReadable, reducedSize } from './reduce.ts'
import { roundTo8 } from './sixteen-bit.ts'
import { detectFormat, emptyError, readPictureFile, tooManyBytesError, type PictureFormat } from './source.ts'
import { sharp } from './vips.ts'

export interface PictureLimits {
  /** Pixels at most. */
  maxPixels: number
  /** The longer side at most. */
  maxSide: number
  /** The shorter side at least. */
  minSide: number
  /** Size of the file at most. */
  maxBytes: number
}

export const pictureLimits: PictureLimits = {
  maxPixels: 100_000_000,
  maxSide: 65_535,
  minSide: 16,
  maxBytes: 2 ** 30,
}

/** What the file was, before it became 8-bit sRGB. */
export interface PictureInfo {
  format: PictureFormat
  /** As shown: after the EXIF orientation. */
  width: number
  height: number
  /** Its own size, where it was above the limits and opened smaller. */
  reducedFrom: PictureSize | null
  /** Bits per channel in the file; for a palette, of the palette's colours. */
  bitDepth: number
  hasAlpha: boolean
  /** libvips's name of the file's colour space: 'srgb', 'rgb16', 'b-w', 'grey16', 'cmyk', 'lab'... */
  colorSpace: string
  palette: boolean
  /** Description of the embedded ICC profile; null when there is none. */
  iccDescription: string | null
  /** Whether values were converted from the embedded profile. False for no profile, sRGB, and one that cannot be used. */
  convertedFromProfile: boolean
  /** EXIF orientation, 1..8. It has been applied. */
  orientation: number
  /** Pixels per inch; null when the file does not say. */
  density: number | null
  /** Pages or frames in the file; the first (or the primary one) is opened. */
  pages: number
}

export interface DecodedPicture {
  image: Rgba8
  info: PictureInfo
}

/**
 * Opens a picture from a path or from its bytes; errors call it `name`. The header is read and the limits are checked before memory for pixels
 * is taken. 8-bit sRGB comes through bit for bit, colour under alpha 0 included; 16 bit is rounded; ICC profiles, and CMYK
 * without one, are converted to sRGB. With `reduce`, a picture above the limits is made smaller while it is decoded, by
 * Lanczos, after what the decoder can leave out itself.
 * Throws the codes of readPictureFile, and IMAGE_TOO_SMALL, IMAGE_TOO_LARGE (with the size that fits, where one does), IMAGE_DAMAGED, OUT_OF_MEMORY, CANCELLED.
 */
export async function decodePicture(
  source: string | Uint8Array,
  limits: PictureLimits = pictureLimits,
  signal?: AbortSignal,
  name = typeof source === 'string' ? source : 'The picture',
  { reduce = false } = {},
): Promise<DecodedPicture> {
  const bytes = typeof source === 'string' ? await readPictureFile(source, limits.maxBytes, signal) : source
  if (bytes.length === 0) throw emptyError(name)
  if (bytes.length > limits.maxBytes) throw tooManyBytesError(name, bytes.length, limits.maxBytes)
  const format = detectFormat(bytes, name)
  throwIfCancelled(signal)
  const metadata = await untilCancelled(readHeader(bytes, format, name), signal)
  const own = metadata.autoOrient
  const reduced = isTooLarge(own, limits) ? reducedSize(metadata, limits) : null
  const smaller = reduce && reduced !== null
  const { width, height } = smaller ? reduced : own
  checkSize(width, height, limits, name, reduced)
  const profile = metadata.icc ? parseProfile(metadata.icc) : null
  const plan = planConversion(metadata, profile)
  const page = metadata.pagePrimary ?? 0
  const mostPixels = smaller ? mostReadable(metadata) : limits.maxPixels
  const image = await untilCancelled(
    readPixels(bytes, { page, plan, width, height, from: own, mostPixels, name }),
    signal,
  )
  return {
    image,
    info: {
      format,
      width,
      height,
      reducedFrom: smaller ? { width: own.width, height: own.height } : null,
      bitDepth: metadata.bitsPerSample ?? (metadata.depth === 'ushort' ? 16 : metadata.depth === 'float' ? 32 : 8),
      hasAlpha: metadata.hasAlpha,
      colorSpace: metadata.space,
      palette: metadata.isPalette,
      iccDescription: metadata.icc ? profile?.description || 'unnamed profile' : null,
      convertedFromProfile: plan.useProfile || plan.shaper !== null,
      orientation: metadata.orientation ?? 1,
      density: metadata.density ?? null,
      pages: metadata.pages ?? 1,
    },
  }
}

async function readHeader(bytes: Uint8Array, format: PictureFormat, name: string): Promise<Metadata> {
  const metadata = await sharp(bytes, { limitInputPixels: false, failOn: 'error' })
    .metadata()
    .catch((error: unknown) => {
      throw decodeError(error, name)
    })
  const loader = format === 'avif' ? 'heif' : format
  if (metadata.format !== loader) throw decodeError(new Error(`${format} content is read as ${metadata.format}`), name)
  return metadata
}

function isTooLarge({ width, height }: PictureSize, { maxPixels, maxSide }: PictureLimits): boolean {
  return width * height > maxPixels || Math.max(width, height) > maxSide
}

/** `fits`: at which size it could be opened. */
function checkSize(width: number, height: number, limits: PictureLimits, name: string, fits: PictureSize | null): void {
  const size = `${name} is ${sizeText({ width, height })} pixels`
  if (Math.min(width, height) < limits.minSide) {
    throw new LaminaError(
      'IMAGE_TOO_SMALL',
      `${size}; both sides must be at least ${limits.minSide}.`,
      'Use a larger version of the picture.',
    )
  }
  const megapixels = limits.maxPixels / 1e6
  if (isTooLarge({ width, height }, limits)) {
    throw new LaminaError(
      'IMAGE_TOO_LARGE',
      `${size}; at most ${megapixels} megapixels and ${limits.maxSide.toLocaleString('en')} pixels a side are opened.`,
      'Scale it down or cut it into parts first.',
      fits ? { help: { fits } } : {},
    )
  }
}

interface Conversion {
  /** 16-bit values are taken from libvips as they are and rounded here; libvips would cut them off. */
  sixteenBit: boolean
  /** libvips converts from the embedded profile. */
  useProfile: boolean
  /**
   * Conversion of 16-bit values, done here: libvips leaves the profiles of 16-bit grey aside, and takes 16-bit RGB through
   * a table that is coarser than 8 bit near the edge of the gamut.
   */
  shaper: Shaper | null
}

/** A profile is used when it fits the pixels and is not sRGB already (converting would cost exactness for nothing). */
function planConversion(metadata: Metadata, profile: Profile | null): Conversion {
  const spaces: Record<string, string> = { srgb: 'RGB', rgb16: 'RGB', 'b-w': 'GRAY', grey16: 'GRAY', cmyk: 'CMYK' }
  const sixteenBit = metadata.space === 'rgb16' || metadata.space === 'grey16'
  const fits = profile !== null && spaces[metadata.space] === profile.colorSpace
  const convert = fits && !profile.isSrgb
  const shaper = convert && sixteenBit ? profile.shaper : null
  return { sixteenBit, useProfile: convert && !shaper && metadata.space !== 'grey16', shaper }
}

interface Reading {
  page: number
  plan: Conversion
  /** Wanted, and its own. */
  width: number
  height: number
  from: PictureSize
  /** The decoder is to refuse more than the header said. */
  mostPixels: number
  name: string
}

async function readPixels(bytes: Uint8Array, reading: Reading): Promise<Rgba8> {
  const { page, plan, width, height, from, mostPixels, name } = reading
  let pipeline = sharp(bytes, {
    page,
    // Damage and missing data are errors; a warning about an odd chunk that leaves the pixels alone is not.
    failOn: 'error',
    limitInputPixels: mostPixels,
    ignoreIcc: !plan.useProfile,
  })
    .autoOrient()
    .ensureAlpha()
  if (width !== from.width || height !== from.height) pipeline = pipeline.resize({ width, height, fit: 'fill' })
  // 16-bit pictures with a profile are in Display P3 inside the pipeline: the output profile brings them to sRGB.
  if (plan.sixteenBit && plan.useProfile) pipeline = pipeline.withIccProfile('srgb')
  pipeline = plan.sixteenBit
    ? pipeline.toColourspace('rgb16').raw({ depth: 'ushort' })
    : pipeline.toColourspace('srgb').raw({ depth: 'uchar' })
  const { data, info } = await pipeline.toUint8Array().catch((error: unknown) => {
    throw decodeError(error, name)
  })
  if (info.channels !== 4 || info.width !== width || info.height !== height) {
    throw decodeError(new Error(`the decoder gave ${info.width} × ${info.height} × ${info.channels}`), name)
  }
  return { width, height, data: plan.sixteenBit ? roundTo8(data, plan.shaper) : data }
}

function decodeError(error: unknown, name: string): LaminaError {
  const message = error instanceof Error ? error.message : String(error)
  const reason = message.split('\n')[0]
  if (/allocate|out of memory/i.test(message)) {
    const hint = 'Close other programs or scale the picture down.'
    return new LaminaError('OUT_OF_MEMORY', `There is not enough memory to open ${name} (${reason}).`, hint, {
      cause: error,
    })
  }
  const what = `${name} is damaged or incomplete: ${reason}.`
  return new LaminaError('IMAGE_DAMAGED', what, 'Copy, download or export the picture again.', { cause: error })
}

/** Pictures above the limits: at what size they can be opened, where that takes no more memory than others do. */
import type { Metadata } from 'sharp'
import type { PictureSize } from '../../../shared/contract/errors.ts'
import type { PictureLimits } from './decode.ts'

/** Of a file that is decoded row by row: what counts is the time, some ten seconds. */
const MOST_STREAMED_PIXELS = 1_000_000_000
/** Of a file that is decoded as a whole before anything can be made smaller: a gigabyte. */
const MOST_WHOLE_PIXELS = 2 ** 28

/**
 * The largest size of the same proportions within the limits, of the picture as it is shown. Null where it would be too
 * small on one side, or where even reading it takes too much.
 */
export function reducedSize(metadata: Metadata, { maxPixels, maxSide, minSide }: PictureLimits): PictureSize | null {
  const { width, height } = metadata.autoOrient
  if (width * height > mostReadable(metadata)) return null
  const scale = Math.min(1, maxSide / Math.max(width, height), Math.sqrt(maxPixels / (width * height)))
  // Rounded down: rounded up, both sides together may be a pixel too many.
  const reduced = { width: Math.floor(width * scale), height: Math.floor(height * scale) }
  return Math.min(reduced.width, reduced.height) < minSide ? null : reduced
}

/** Pixels of a file of this kind from which on nothing of it is read. */
export function mostReadable({ format, isProgressive }: Metadata): number {
  const streams = ['jpeg', 'png', 'tiff'].includes(format) && !isProgressive
  return streams ? MOST_STREAMED_PIXELS : MOST_WHOLE_PIXELS
}

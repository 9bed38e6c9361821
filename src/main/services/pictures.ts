/** Opening pictures. */
import { basename } from 'node:path'
import { decodePicture, pictureLimits, type PictureInfo, type PictureLimits } from '../imaging/codecs/decode.ts'
import { readPictureFile } from '../imaging/codecs/source.ts'
import { sizeText } from '../../shared/size-text.ts'
import type { Rgba8 } from '../imaging/pixels.ts'

export interface OpenedPicture {
  fileName: string
  /** The file as it was. */
  file: Uint8Array
  image: Rgba8
  info: PictureInfo
  /** What a person should know of how it was opened; empty where it came through as it was. */
  notes: string[]
}

export interface OpenPictureOptions {
  signal?: AbortSignal
  /** The program's own when left out. */
  limits?: PictureLimits
  /** A picture above the limits is opened at the largest size that fits. */
  downscale?: boolean
}

/** Reads and decodes a picture. Throws what decodePicture throws. */
export async function openPicture(path: string, options: OpenPictureOptions = {}): Promise<OpenedPicture> {
  const { signal, limits = pictureLimits, downscale: reduce } = options
  const file = await readPictureFile(path, limits.maxBytes, signal)
  const { image, info } = await decodePicture(file, limits, signal, path, { reduce })
  return { fileName: basename(path), file, image, info, notes: notesOn(info) }
}

/** The profile that the colours were converted from; null where they are as in the file. */
export function convertedFrom(info: PictureInfo): string | null {
  return info.convertedFromProfile ? (info.iccDescription ?? 'unnamed profile') : null
}

function notesOn(info: PictureInfo): string[] {
  const notes: string[] = []
  if (info.reducedFrom) {
    const sizes = `${sizeText(info.reducedFrom)} to ${sizeText(info)} pixels`
    notes.push(`the picture was reduced from ${sizes}; its file stays as it is`)
  }
  const profile = convertedFrom(info)
  if (profile !== null) notes.push(`colors were converted from the profile "${profile}" to sRGB`)
  else if (info.colorSpace === 'cmyk') notes.push('colors were converted from CMYK without a profile to sRGB')
  if (info.bitDepth > 8) notes.push(`${info.bitDepth} bits a channel were rounded to 8`)
  if (info.pages > 1) notes.push(`only the first of ${info.pages} frames or pages was opened`)
  return notes
}

/** Reading the bytes of a picture: file errors with codes, and the format told from the content, never from the name. */
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { LaminaError, throwIfCancelled } from '../../../shared/contract/errors.ts'

export const pictureFormats = ['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'] as const
export type PictureFormat = (typeof pictureFormats)[number]

const formatHint = 'Open a JPEG, PNG, WebP, TIFF, AVIF or GIF picture.'

/** Maps an error of node:fs on reading `path` to a coded one. */
export function fileError(error: unknown, path: string): LaminaError {
  if (error instanceof LaminaError) return error
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const options = { cause: error }
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new LaminaError('FILE_NOT_FOUND', `There is no file ${path}.`, 'Check the path and its spelling.', options)
    case 'EISDIR':
      return new LaminaError('FILE_IS_FOLDER', `${path} is a folder.`, 'Name the pictures in it.', options)
    case 'EACCES':
    case 'EPERM':
      return new LaminaError(
        'FILE_NO_PERMISSION',
        `${path} may not be read.`,
        'Change its permissions, or copy it to a folder of your own.',
        options,
      )
    default: {
      const reason = error instanceof Error ? error.message : String(error)
      return new LaminaError('INTERNAL', `${path} could not be read: ${reason}`, '', options)
    }
  }
}

/**
 * Reads a whole picture file. Opened without blocking, so that a named pipe does not hang, and checked through the
 * open handle, so that what is checked is what is read.
 * Throws FILE_NOT_FOUND, FILE_IS_FOLDER, FILE_NO_PERMISSION, FILE_EMPTY, IMAGE_TOO_LARGE, IMAGE_UNKNOWN_FORMAT, CANCELLED.
 */
export async function readPictureFile(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
  throwIfCancelled(signal)
  let file: FileHandle | undefined
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stat = await file.stat()
    if (stat.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' })
    if (!stat.isFile()) throw new LaminaError('IMAGE_UNKNOWN_FORMAT', `${path} is not a regular file.`, formatHint)
    if (stat.size === 0) throw emptyError(path)
    if (stat.size > maxBytes) throw tooManyBytesError(path, stat.size, maxBytes)
    // The opening first: a large file that is no picture is refused without reading it.
    const opening = Buffer.alloc(Math.min(stat.size, 512))
    await file.read(opening, 0, opening.length, 0)
    detectFormat(opening, path)
    throwIfCancelled(signal)
    const bytes = Buffer.allocUnsafeSlow(stat.size)
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, Math.min(bytes.length - length, 1 << 26), length)
      if (bytesRead === 0) break
      length += bytesRead
      throwIfCancelled(signal)
    }
    return bytes.subarray(0, length)
  } catch (error) {
    throw fileError(error, path)
  } finally {
    await file?.close()
  }
}

export function emptyError(name: string): LaminaError {
  return new LaminaError('FILE_EMPTY', `${name} is empty (0 bytes).`, 'Copy or export the picture again.')
}

export function tooManyBytesError(name: string, bytes: number, maxBytes: number): LaminaError {
  const mebibytes = (count: number) => `${Math.ceil(count / 2 ** 20).toLocaleString('en')} MiB`
  return new LaminaError(
    'IMAGE_TOO_LARGE',
    `${name} is ${mebibytes(bytes)} large; at most ${mebibytes(maxBytes)} are read.`,
    'Save it in a compressed format, or smaller.',
  )
}

/** The format by the first bytes (32 are enough but for AVIF, whose list of brands may be longer). Throws IMAGE_UNKNOWN_FORMAT. */
export function detectFormat(bytes: Uint8Array, name: string): PictureFormat {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1')
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp'
  // Little and big endian, classic and BigTIFF.
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'tiff'
  if (/^GIF8[79]a/.test(text)) return 'gif'
  if (isAvif(text)) return 'avif'
  const seems = otherFormats.find(([pattern]) => pattern.test(text))?.[1]
  const what = seems
    ? `${name} seems to be ${seems}, which is not read.`
    : `${name} is not a picture of a known format.`
  throw new LaminaError('IMAGE_UNKNOWN_FORMAT', what, formatHint)
}

/** An ISO media file whose `ftyp` box names AVIF among its brands (major brand, minor version, compatible brands). */
function isAvif(text: string): boolean {
  if (!text.startsWith('ftyp', 4)) return false
  const boxEnd = Buffer.from(text.slice(0, 4), 'latin1').readUInt32BE()
  const brands = text.slice(8, boxEnd).match(/.{4}/gs) ?? []
  return brands.some((brand, index) => index !== 1 && (brand === 'avif' || brand === 'avis'))
}

const otherFormats: readonly (readonly [RegExp, string])[] = [
  [/^....ftyp(hei|hev|mif|msf)/s, 'a HEIC picture'],
  [/^....ftyp/s, 'a video'],
  [/^8BPS/, 'a Photoshop file'],
  [/^%PDF/, 'a PDF file'],
  [/^BM/, 'a BMP picture'],
  [/^(\xff\x0a|\0\0\0\x0cJXL )/, 'a JPEG XL picture'],
  [/^SQLite format 3\0/, 'a project or database file'],
  [/^PK\x03\x04/, 'a ZIP archive'],
  [/^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<svg/s, 'an SVG drawing'],
]

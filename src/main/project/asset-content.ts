/** What an asset's hash is taken of, and how its content is stored. */
import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { Asset } from '../../shared/document/assets.ts'
import { MAX_SIDE } from '../../shared/document/limits.ts'
import type { AssetHash } from '../../shared/document/types.ts'

/** An HTTP content coding, so that the stored bytes can be sent as they are. */
export type Encoding = 'identity' | 'zstd'

/** Content in bytes; 536 megapixels of RGBA. Beyond it zlib and SQLite need other ways. */
export const MAX_ASSET_BYTES = 2 ** 31 - 1

/**
 * Level 1 takes a third of the time of 4 and is within 2 % of its size on layers, which are mostly even or empty.
 */
const COMPRESSION_LEVEL = 1
/** Stored as it is when compression saves less than this share: a photograph's noise is not worth the time of unpacking. */
const WORTHWHILE_SAVING = 0.1
const HASH_PIECE_BYTES = 64 << 20
const OUTPUT_PIECE_BYTES = 1 << 20

/**
 * sha256 that names the asset. For pixels it is taken of the ASCII line `<type> <width> <height>\n` and the bytes, so that
 * pictures of the same bytes and another shape differ; for a file it is that of the file itself.
 */
export function hashAsset(asset: Asset): AssetHash {
  const hash = createHash('sha256')
  if (asset.type !== 'file') hash.update(`${asset.type} ${asset.width} ${asset.height}\n`)
  for (let at = 0; at < asset.data.length; at += HASH_PIECE_BYTES) {
    hash.update(asset.data.subarray(at, at + HASH_PIECE_BYTES))
  }
  return hash.digest('hex')
}

/** Throws INTERNAL where data and size disagree, IMAGE_TOO_LARGE where it is more than a project holds. */
export function checkAsset(asset: Asset): void {
  if (asset.data.length > MAX_ASSET_BYTES) {
    throw new LaminaError('IMAGE_TOO_LARGE', `An asset of ${asset.data.length} bytes is more than a project holds.`)
  }
  if (asset.type === 'file') return
  const { width, height } = asset
  const sides = [width, height].every((side) => Number.isInteger(side) && side >= 1 && side <= MAX_SIDE)
  if (!sides || asset.data.length !== contentBytes(asset.type, width, height)) {
    const what = `${asset.type} asset of ${width} × ${height} pixels with ${asset.data.length} bytes`
    throw new LaminaError('INTERNAL', `There is no ${what}.`)
  }
}

/** Bytes of a picture's content. */
export function contentBytes(type: 'rgba' | 'gray', width: number, height: number): number {
  return width * height * (type === 'rgba' ? 4 : 1)
}

/** Compresses where that helps. */
export function packContent(content: Uint8Array): { encoding: Encoding; bytes: Uint8Array } {
  if (content.length > 0) {
    const compressed = zstdCompressSync(content, {
      chunkSize: OUTPUT_PIECE_BYTES,
      pledgedSrcSize: content.length,
      params: { [constants.ZSTD_c_compressionLevel]: COMPRESSION_LEVEL },
    })
    if (compressed.length <= content.length * (1 - WORTHWHILE_SAVING)) return { encoding: 'zstd', bytes: compressed }
  }
  return { encoding: 'identity', bytes: content }
}

/** The content of stored bytes. Throws when they do not unpack to `size` bytes; never takes more memory than that. */
export function unpackContent(encoding: Encoding, bytes: Uint8Array, size: number): Uint8Array {
  if (encoding === 'identity') return exactly(bytes, size)
  return exactly(zstdDecompressSync(bytes, { chunkSize: Math.max(64, size), maxOutputLength: Math.max(1, size) }), size)
}

/** The bytes as the whole of a buffer of their own, which can be moved to another thread. */
function exactly(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length !== size) throw new RangeError(`${bytes.length} bytes instead of ${size}`)
  return bytes.buffer.byteLength === size ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes)
}

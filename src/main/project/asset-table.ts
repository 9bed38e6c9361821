/** Assets in the database: a row for what it is, and its stored bytes in chunks that SQLite and memory can bear. */
import type { Database } from 'better-sqlite3'
import { crc32 } from 'node:zlib'
import type { Asset } from '../../shared/document/assets.ts'
import type { AssetHash } from '../../shared/document/types.ts'
import {
  checkAsset,
  contentBytes,
  hashAsset,
  MAX_ASSET_BYTES,
  packContent,
  unpackContent,
  type Encoding,
} from './asset-content.ts'

const CHUNK_BYTES = 8 << 20

/** What is known of an asset without its content. Sizes are null for a file. */
export interface AssetRow {
  id: number
  sha256: AssetHash
  type: Asset['type']
  width: number | null
  height: number | null
  /** Bytes of the content. */
  size: number
  encoding: Encoding
}

interface ChunkRow {
  position: number
  crc32: number
  bytes: Buffer
}

/** An asset that is there but not as it was written; the message says what is wrong. */
export class AssetDamage extends Error {}

export class AssetTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  find(sha256: AssetHash): AssetRow | undefined {
    return this.#database.prepare<[string], AssetRow>('SELECT * FROM assets WHERE sha256 = ?').get(sha256)
  }

  all(): AssetRow[] {
    return this.#database.prepare<[], AssetRow>('SELECT * FROM assets ORDER BY id').all()
  }

  /** Stores an asset unless it is there. The caller holds the transaction. */
  put(asset: Asset): AssetHash {
    checkAsset(asset)
    const sha256 = hashAsset(asset)
    if (this.find(sha256)) return sha256
    const { encoding, bytes } = packContent(asset.data)
    const size = asset.data.length
    const { width, height } = asset.type === 'file' ? { width: null, height: null } : asset
    this.#insert({ sha256, type: asset.type, width, height, size, encoding }, pieces(bytes))
    return sha256
  }

  /** Copies an asset as it is stored into another database. The caller holds the other's transaction. */
  copyTo(other: AssetTable, row: AssetRow): void {
    other.#insert(row, this.#chunks(row))
  }

  #insert(row: Omit<AssetRow, 'id'>, chunks: Iterable<Uint8Array>): void {
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO assets (sha256, type, width, height, size, encoding) VALUES (?, ?, ?, ?, ?, ?)')
      .run(row.sha256, row.type, row.width, row.height, row.size, row.encoding)
    const insert = this.#database.prepare('INSERT INTO chunks (asset, position, crc32, bytes) VALUES (?, ?, ?, ?)')
    let position = 0
    for (const bytes of chunks) insert.run(lastInsertRowid, position++, crc32(bytes), bytes)
  }

  /** The stored bytes, each chunk held against its checksum. Throws AssetDamage. */
  *#chunks(row: AssetRow): Generator<Uint8Array> {
    const select = this.#database.prepare<[number], ChunkRow>(
      'SELECT position, crc32, bytes FROM chunks WHERE asset = ? ORDER BY position',
    )
    let expected = 0
    for (const { position, crc32: checksum, bytes } of select.iterate(row.id)) {
      if (position !== expected++ || crc32(bytes) !== checksum) throw new AssetDamage('its bytes are not those written')
      yield bytes
    }
  }

  /** The stored bytes as one. Throws AssetDamage. */
  readStored(row: AssetRow): Uint8Array {
    const bytes = new Uint8Array(this.#storedSize(row))
    let at = 0
    for (const chunk of this.#chunks(row)) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes
  }

  /** Checked before memory is taken: stored bytes are never more than the content's. */
  #storedSize(row: AssetRow): number {
    const { size } = this.#database
      .prepare<[number], { size: number }>('SELECT coalesce(sum(length(bytes)), 0) AS size FROM chunks WHERE asset = ?')
      .get(row.id) as { size: number }
    const expected = row.type === 'file' ? row.size : contentBytes(row.type, row.width ?? 0, row.height ?? 0)
    if (row.size !== expected || row.size > MAX_ASSET_BYTES || row.size < 0 || size > row.size) {
      throw new AssetDamage('its sizes disagree')
    }
    return size
  }

  /** The asset, unpacked and held against its hash. Throws AssetDamage. */
  read(row: AssetRow): Asset {
    const stored = this.readStored(row)
    const asset = { type: row.type, width: row.width, height: row.height, data: unpack(row, stored) } as Asset
    if (hashAsset(asset) !== row.sha256) throw new AssetDamage('its content is not what its hash says')
    return asset.type === 'file' ? { type: 'file', data: asset.data } : asset
  }

  /** Deletes what is not in `keep`; returns how many. */
  collect(keep: ReadonlySet<AssetHash>): number {
    const remove = this.#database.prepare('DELETE FROM assets WHERE id = ?')
    const unused = this.all().filter(({ sha256 }) => !keep.has(sha256))
    for (const { id } of unused) remove.run(id)
    return unused.length
  }
}

function unpack({ encoding, size }: AssetRow, stored: Uint8Array): Uint8Array {
  try {
    return unpackContent(encoding, stored, size)
  } catch (error) {
    throw new AssetDamage('its bytes do not unpack', { cause: error })
  }
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES)
}

/** The preview picture: one row that a file manager's thumbnailer can read without knowing the rest. */
import type { Database } from 'better-sqlite3'
import { LaminaError } from '../../shared/contract/errors.ts'

export const previewMediaTypes = ['image/png', 'image/jpeg', 'image/webp'] as const

/** An encoded picture, small: the side is meant to be 512 pixels or less. */
export interface Preview {
  mediaType: (typeof previewMediaTypes)[number]
  width: number
  height: number
  bytes: Uint8Array
}

const MAX_PREVIEW_BYTES = 8 << 20

export class PreviewTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Null where there is none, or none of a kind that is known. */
  read(): Preview | null {
    const row = this.#database
      .prepare('SELECT media_type AS mediaType, width, height, bytes FROM preview WHERE length(bytes) <= ?')
      .get(MAX_PREVIEW_BYTES) as Preview | undefined
    return row && previewMediaTypes.includes(row.mediaType) ? { ...row, bytes: new Uint8Array(row.bytes) } : null
  }

  /** The caller holds the transaction. */
  write({ mediaType, width, height, bytes }: Preview): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO preview (id, media_type, width, height, bytes) VALUES (1, ?, ?, ?, ?)')
      .run(mediaType, width, height, bytes)
  }
}

/** Throws INTERNAL for what is no preview. */
export function checkPreview({ mediaType, width, height, bytes }: Preview): void {
  const sides = [width, height].every((side) => Number.isInteger(side) && side >= 1)
  if (!previewMediaTypes.includes(mediaType) || !sides || bytes.length === 0 || bytes.length > MAX_PREVIEW_BYTES) {
    const what = `${width} × ${height} pixels, ${bytes.length} bytes, ${mediaType}`
    throw new LaminaError('INTERNAL', `A preview cannot be of ${what}.`)
  }
}

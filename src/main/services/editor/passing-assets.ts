/** Pixels that are shown for a moment and belong to no document: what is picked, previews. The last ones are kept. */
import { packContent, unpackContent, hashAsset } from '../../project/asset-content.ts'
import type { StoredAsset } from '../../project/protocol.ts'

/** Packed. */
const MOST_BYTES = 64 << 20

export interface PassingPixels {
  type: 'rgba' | 'gray'
  width: number
  height: number
  data: Uint8Array
}

export class PassingAssets {
  readonly #limit: number
  readonly #assets = new Map<string, StoredAsset>()
  #bytes = 0

  constructor(limit = MOST_BYTES) {
    this.#limit = limit
  }

  /** Gives the hash under which the pixels are to be had for a while. */
  put(pixels: PassingPixels): string {
    const hash = hashAsset(pixels)
    this.#delete(hash)
    const { type, width, height, data } = pixels
    const stored: StoredAsset = { type, width, height, size: data.length, ...packContent(data) }
    this.#assets.set(hash, stored)
    this.#bytes += stored.bytes.length
    for (const oldest of this.#assets.keys()) {
      if (this.#bytes <= this.#limit || oldest === hash) break
      this.#delete(oldest)
    }
    return hash
  }

  get(hash: string): StoredAsset | null {
    return this.#assets.get(hash) ?? null
  }

  unpacked(hash: string): StoredAsset | null {
    const found = this.#assets.get(hash)
    if (!found) return null
    return { ...found, encoding: 'identity', bytes: unpackContent(found.encoding, found.bytes, found.size) }
  }

  #delete(hash: string): void {
    this.#bytes -= this.#assets.get(hash)?.bytes.length ?? 0
    this.#assets.delete(hash)
  }
}

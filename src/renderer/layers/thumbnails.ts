/** Small pictures of assets, made once each and one after the other, the last one asked for first. */
import { LaminaError } from '../../shared/contract/errors.ts'
import type { AssetHash } from '../../shared/document/types.ts'
import type { Assets } from '../transport/assets.ts'
import { makeSmall } from './thumbnail-pixels.ts'

/** Pixels of the longer side: 36 CSS pixels on screens of up to twice the resolution. */
export const thumbnailSide = 72
const mostKept = 1000

export class Thumbnails {
  readonly #assets: Assets
  readonly #made = new Map<AssetHash, HTMLCanvasElement>()
  readonly #wanted = new Map<AssetHash, ((picture: HTMLCanvasElement) => void)[]>()
  #working = false

  constructor(assets: Assets) {
    this.#assets = assets
  }

  /** At once where it was made before, else null. */
  peek(hash: AssetHash): HTMLCanvasElement | null {
    return this.#made.get(hash) ?? null
  }

  /** Calls back when it is there, unless what is given back is called before. A missing asset has no picture. */
  request(hash: AssetHash, callback: (picture: HTMLCanvasElement) => void): () => void {
    const callbacks = [...(this.#wanted.get(hash) ?? []), callback]
    // Set anew, so that it is the last.
    this.#wanted.delete(hash)
    this.#wanted.set(hash, callbacks)
    void this.#work()
    return () => {
      const others = (this.#wanted.get(hash) ?? []).filter((other) => other !== callback)
      if (others.length > 0) this.#wanted.set(hash, others)
      else this.#wanted.delete(hash)
    }
  }

  async #work(): Promise<void> {
    if (this.#working) return
    this.#working = true
    try {
      await this.#makeAll()
    } finally {
      this.#working = false
    }
  }

  async #makeAll(): Promise<void> {
    for (let hash = this.#next(); hash !== undefined; hash = this.#next()) {
      const picture = await this.#make(hash)
      const callbacks = this.#wanted.get(hash) ?? []
      this.#wanted.delete(hash)
      if (picture) for (const callback of callbacks) callback(picture)
      // The window draws in between.
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
  }

  #next(): AssetHash | undefined {
    return [...this.#wanted.keys()].at(-1)
  }

  async #make(hash: AssetHash): Promise<HTMLCanvasElement | null> {
    const made = this.#made.get(hash)
    if (made) return made
    try {
      const { width, height, data } = makeSmall(await this.#assets.fetch(hash), thumbnailSide)
      const canvas = document.createElement('canvas')
      canvas.width = width
      canvas.height = height
      canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0)
      this.#made.set(hash, canvas)
      const [oldest] = this.#made.keys()
      if (this.#made.size > mostKept) this.#made.delete(oldest)
      return canvas
    } catch (error) {
      if (error instanceof LaminaError) return null
      throw error
    }
  }
}

/** Small pictures of assets, made once each, the last one asked for first. */
import type { AssetHash } from '../../shared/document/types.ts'
import type { Pictures } from '../canvas/pictures.ts'

/** Pixels of the longer side: 36 CSS pixels on screens of up to twice the resolution. */
export const thumbnailSide = 72
const mostKept = 1000
const atOnce = 4

export class Thumbnails {
  readonly #pictures: Pictures
  readonly #made = new Map<AssetHash, HTMLCanvasElement>()
  readonly #wanted = new Map<AssetHash, ((picture: HTMLCanvasElement) => void)[]>()
  readonly #making = new Set<AssetHash>()

  constructor(pictures: Pictures) {
    this.#pictures = pictures
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

  /** Some at the same time: one may wait for its pixels. */
  async #work(): Promise<void> {
    if (this.#making.size >= atOnce) return
    const hash = [...this.#wanted.keys()].findLast((wanted) => !this.#making.has(wanted))
    if (hash === undefined) return
    this.#making.add(hash)
    try {
      const picture = await this.#make(hash)
      const callbacks = this.#wanted.get(hash) ?? []
      this.#wanted.delete(hash)
      if (picture) for (const callback of callbacks) callback(picture)
    } finally {
      this.#making.delete(hash)
    }
    // The window draws in between.
    requestAnimationFrame(() => void this.#work())
  }

  async #make(hash: AssetHash): Promise<HTMLCanvasElement | null> {
    const made = this.#made.get(hash)
    if (made) return made
    const small = await this.#pictures.small(hash, thumbnailSide)
    if (!small) return null
    const { width, height, data } = small
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0)
    this.#made.set(hash, canvas)
    const [oldest] = this.#made.keys()
    if (this.#made.size > mostKept) this.#made.delete(oldest)
    return canvas
  }
}

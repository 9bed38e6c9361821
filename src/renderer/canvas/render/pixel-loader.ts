/** Assets for drawing: fetched in the background, the ones used last kept. */
import type { AssetPixels } from '../../transport/assets.ts'
import { PixelCache, readPixels } from '../../transport/http-assets.ts'

/** Fetches at the same time. */
const AT_ONCE = 3

export class PixelLoader {
  readonly #origin: string
  readonly #cache: PixelCache
  readonly #onArrived: (hash: string) => void
  readonly #onFailed: (hash: string, error: unknown) => void
  readonly #waiting = new Set<string>()
  readonly #loading = new Set<string>()
  readonly #failed = new Set<string>()

  constructor(
    origin: string,
    bytes: number,
    on: { arrived(hash: string): void; failed(hash: string, error: unknown): void },
  ) {
    this.#origin = origin
    this.#cache = new PixelCache(bytes)
    this.#onArrived = on.arrived
    this.#onFailed = on.failed
  }

  get bytes(): number {
    return this.#cache.bytes
  }

  /** Nothing is under way. */
  get idle(): boolean {
    return this.#waiting.size + this.#loading.size === 0
  }

  /** Could not be had, and is not tried again by itself. */
  hasFailed(hash: string): boolean {
    return this.#failed.has(hash)
  }

  /** At once where they are there; else null, and `arrived` is called when they are. */
  get(hash: string): AssetPixels | null {
    const found = this.#cache.get(hash)
    if (found) return found
    if (!this.#loading.has(hash) && !this.#failed.has(hash)) {
      this.#waiting.add(hash)
      this.#next()
    }
    return null
  }

  /** Takes pixels that came another way. */
  put(hash: string, pixels: AssetPixels): void {
    this.#waiting.delete(hash)
    this.#cache.set(hash, pixels)
    this.#onArrived(hash)
  }

  /** What is not wanted any more is not fetched; what failed may be tried again. */
  forget(): void {
    this.#waiting.clear()
    this.#failed.clear()
  }

  #next(): void {
    for (const hash of this.#waiting) {
      if (this.#loading.size >= AT_ONCE) return
      this.#waiting.delete(hash)
      this.#loading.add(hash)
      void this.#load(hash)
    }
  }

  async #load(hash: string): Promise<void> {
    try {
      const response = await fetch(`${this.#origin}/assets/${hash}`)
      if (!response.ok) throw new Error(`The pixels ${hash.slice(0, 12)} could not be read (${response.status}).`)
      this.#cache.set(hash, await readPixels(response, hash))
      this.#loading.delete(hash)
      this.#onArrived(hash)
    } catch (error) {
      this.#loading.delete(hash)
      this.#failed.add(hash)
      this.#onFailed(hash, error)
    }
    this.#next()
  }
}

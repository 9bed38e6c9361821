/** Small pictures of assets, from the drawing thread, which has their pixels. Asked for whether it is there yet or not. */
import type { SmallPicture } from './render/small-picture.ts'

type Maker = (hash: string, side: number) => Promise<SmallPicture | null>

export class Pictures {
  #maker: Maker | null = null
  #waiting: (() => void)[] = []

  /** Fitted into a square of `side` pixels; null where the pixels cannot be had. Waits until there is a maker. */
  async small(hash: string, side: number): Promise<SmallPicture | null> {
    while (!this.#maker) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.#maker(hash, side)
  }

  /** Who makes them from now on; null: nobody for the moment. */
  serve(maker: Maker | null): void {
    this.#maker = maker
    if (maker) for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

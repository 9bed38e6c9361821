/** Finished layers on their way out of a thread: all of them are told each time, their pixels only once. */
import type { FinishedLayers, LayerDraft } from '../engine.ts'

/** A layer whose pixels go by a number. */
interface SentLayer extends Omit<LayerDraft, 'pixels'> {
  pixels: number
}

export interface SentLayers extends Omit<FinishedLayers, 'layers'> {
  layers: SentLayer[]
  /** Pixels that were not sent before, by their numbers. */
  fresh: [number, Uint8Array][]
}

export class LayerSender {
  readonly #numbers = new WeakMap<Uint8Array, number>()
  #count = 0

  send({ layers, ...size }: FinishedLayers): SentLayers {
    const fresh: SentLayers['fresh'] = []
    const sent = layers.map(({ pixels, ...layer }): SentLayer => {
      let number = this.#numbers.get(pixels)
      if (number === undefined) {
        this.#numbers.set(pixels, (number = ++this.#count))
        fresh.push([number, pixels])
      }
      return { ...layer, pixels: number }
    })
    return { ...size, layers: sent, fresh }
  }
}

export class LayerReceiver {
  #pixels = new Map<number, Uint8Array>()

  receive({ layers, fresh, ...size }: SentLayers): FinishedLayers {
    const known = new Map([...this.#pixels, ...fresh])
    // What is not told of any more is let go; it may not come back without its pixels.
    this.#pixels = new Map()
    const received = layers.flatMap(({ pixels: number, ...layer }): LayerDraft[] => {
      const pixels = known.get(number)
      if (!pixels) return []
      this.#pixels.set(number, pixels)
      return [{ ...layer, pixels }]
    })
    return { ...size, layers: received }
  }
}

/** Layers that an engine is done with while it is still at work on others: what a cancelled run leaves to keep. */
import type { FinishedLayers, LayerDraft } from '../engine.ts'
import type { Found } from '../peel/types.ts'

/** Bytes of all layers together. Those that would go beyond are not told of. */
const MOST_BYTES = 128 * 2 ** 20

/** A matte is tidied to this in the end, levels. */
const HAZE = 2

interface Size {
  width: number
  height: number
}

export class FinishedSoFar {
  readonly #size: Size
  readonly #tell: (finished: FinishedLayers) => void
  readonly #mostBytes: number
  /** A matte stays with its layer, whatever the layer is called and wherever its box is counted from. */
  readonly #pixels = new WeakMap<Float32Array, Uint8Array>()

  /** `size` is that of the copy in which layers are found; `tell` is given all of them each time, bottom to top. */
  constructor({ width, height }: Size, tell: (finished: FinishedLayers) => void, mostBytes = MOST_BYTES) {
    this.#size = { width, height }
    this.#tell = tell
    this.#mostBytes = mostBytes
  }

  /** Takes layers, bottom to top, whose mattes and colours will not be written to again. */
  tell(found: readonly Found[]): void {
    let bytes = 0
    const layers = found.flatMap(({ name, kind, box, confidence, texts, alpha, color }): LayerDraft[] => {
      bytes += alpha.length * 4
      if (bytes > this.#mostBytes) return []
      return [{ name, kind, box, confidence, texts, pixels: this.#pixelsOf(alpha, color) }]
    })
    this.#tell({ ...this.#size, layers })
  }

  #pixelsOf(alpha: Float32Array, color: Float32Array): Uint8Array {
    let pixels = this.#pixels.get(alpha)
    if (!pixels) this.#pixels.set(alpha, (pixels = inBytes(alpha, color)))
    return pixels
  }
}

function inBytes(alpha: Float32Array, color: Float32Array): Uint8Array {
  const pixels = new Uint8ClampedArray(alpha.length * 4)
  for (let i = 0; i < alpha.length; i++) {
    const level = Math.round(alpha[i] * 255)
    if (level < HAZE) continue
    for (let c = 0; c < 3; c++) pixels[i * 4 + c] = color[i * 3 + c]
    pixels[i * 4 + 3] = level
  }
  return new Uint8Array(pixels.buffer)
}

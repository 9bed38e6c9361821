/** Matting networks that take a square picture and give a square matte; they differ in numbers only. */
import { outputOf, planarTensor } from '../planar.ts'
import type { MattingModel } from './matting-model.ts'

export interface SquareNetwork {
  id: string
  size: number
  /** Name of the input, or ONLY_INPUT. */
  input: string
  /** Name of the output; the only one if it is not said. */
  output?: string
  /** Per channel, of values 0..255. */
  mean: readonly number[]
  deviation: readonly number[]
  /** The outputs are logits: the matte is their sigmoid. */
  logits: boolean
}

export function squareNetwork(network: SquareNetwork): MattingModel {
  const { id, size, input, output, mean, deviation, logits } = network
  return {
    id,
    size,
    encode: (image) => ({ [input]: planarTensor(image, mean, deviation) }),
    decode(outputs) {
      const values = outputOf(id, outputs, Float32Array, size * size, output)
      const data = values.map((value) => (logits ? 1 / (1 + Math.exp(-value)) : Math.min(1, Math.max(0, value))))
      return { width: size, height: size, data }
    },
  }
}

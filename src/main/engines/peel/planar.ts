/** Pictures as most networks take them: a plane a channel, one after the other. */
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { RgbF } from '../../imaging/pixels.ts'
import type { Tensor, Tensors } from '../../onnx/sessions.ts'

/** (value − mean) / deviation per channel, values 0..255, as a float32 tensor [1, 3, height, width]. */
export function planarTensor(image: RgbF, mean: readonly number[], deviation: readonly number[]): Tensor {
  const { width, height } = image
  const count = width * height
  const data = new Float32Array(count * 3)
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) data[c * count + i] = (image.data[i * 3 + c] - mean[c]) / deviation[c]
  }
  return { type: 'float32', dims: [1, 3, height, width], data }
}

/** The picture in a tensor [1, 3, height, width] with values 0..255. */
export function fromPlanar(data: Float32Array | Uint8Array, width: number, height: number): RgbF {
  const count = width * height
  const image = new Float32Array(count * 3)
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) image[i * 3 + c] = Math.min(255, Math.max(0, data[c * count + i]))
  }
  return { width, height, data: image }
}

/** The values of the named output, or of the only one. Throws ENGINE_FAILED if they are not of this kind and number. */
export function outputOf<Data extends Float32Array | Uint8Array>(
  model: string,
  outputs: Tensors,
  kind: new (length: number) => Data,
  length: number,
  name?: string,
): Data {
  const all = Object.values(outputs)
  const output = name === undefined && all.length === 1 ? all[0] : outputs[name ?? '']
  if (output?.data instanceof kind && output.data.length === length) return output.data
  throw new LaminaError(
    'ENGINE_FAILED',
    `The model ${model} did not give ${length} values as it should.`,
    'Verify the model in Preferences, Models: its file may be another one than the catalogue speaks of.',
  )
}

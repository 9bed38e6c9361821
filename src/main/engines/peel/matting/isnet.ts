/** ISNet (Qin et al., "Highly Accurate Dichotomous Image Segmentation", 2022) as a matting model. */
import { LaminaError } from '../../../../shared/contract/errors.ts'
import { ISNET } from '../../../onnx/sessions.ts'
import type { MattingModel } from './matting-model.ts'

const SIZE = 1024

export const isnet: MattingModel = {
  id: ISNET,
  size: SIZE,
  encode(image) {
    const count = SIZE * SIZE
    const data = new Float32Array(count * 3)
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < 3; c++) data[c * count + i] = (image.data[i * 3 + c] - 128) / 256
    }
    return { input: { type: 'float32', dims: [1, 3, SIZE, SIZE], data } }
  },
  decode(outputs) {
    const output = outputs.output
    if (!(output?.data instanceof Float32Array) || output.data.length !== SIZE * SIZE) {
      throw new LaminaError(
        'ENGINE_FAILED',
        `The matting model ${ISNET} gave no float32 matte of ${SIZE} × ${SIZE}.`,
        'Run `lamina models` to see whether the model file is the one of the catalogue.',
      )
    }
    const data = output.data.map((value) => Math.min(1, Math.max(0, value)))
    return { width: SIZE, height: SIZE, data }
  },
}

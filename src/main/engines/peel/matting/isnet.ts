/** ISNet (Qin et al., "Highly Accurate Dichotomous Image Segmentation", 2022) as a matting model. */
import { ISNET } from '../../../onnx/sessions.ts'
import { squareNetwork } from './square-network.ts'

export const isnet = squareNetwork({
  id: ISNET,
  size: 1024,
  input: 'input',
  output: 'output',
  mean: [128, 128, 128],
  deviation: [256, 256, 256],
  logits: false,
})

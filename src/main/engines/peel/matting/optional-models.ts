/** Matting networks that a person can install beside ISNet. */
import { ONLY_INPUT } from '../../../onnx/sessions.ts'
import { squareNetwork } from './square-network.ts'

/** BiRefNet, light (Zheng et al., "Bilateral Reference for High-Resolution Dichotomous Image Segmentation", 2024). */
export const birefnetLite = squareNetwork({
  id: 'birefnet-lite',
  size: 1024,
  input: ONLY_INPUT,
  // Mean and standard deviation of ImageNet.
  mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
  deviation: [0.229 * 255, 0.224 * 255, 0.225 * 255],
  logits: true,
})

/** ormbg: the network of ISNet, trained anew on synthetic pictures. */
export const ormbg = squareNetwork({
  id: 'ormbg',
  size: 1024,
  input: ONLY_INPUT,
  mean: [0, 0, 0],
  deviation: [255, 255, 255],
  logits: false,
})

/** The first that is installed is used in place of ISNet. */
export const optionalMattingModels = [birefnetLite, ormbg]

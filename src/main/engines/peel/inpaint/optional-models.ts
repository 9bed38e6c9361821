/** Inpainting networks that a person can install. */
import { fromPlanar, outputOf, planarTensor } from '../planar.ts'
import type { FillModel } from './fill-model.ts'

const LAMA_SIZE = 512

/** LaMa (Suvorov et al., "Resolution-robust Large Mask Inpainting with Fourier Convolutions", 2022). */
export const lama: FillModel = {
  id: 'lama',
  size: LAMA_SIZE,
  encode: (image, hole) => ({
    image: planarTensor(image, [0, 0, 0], [255, 255, 255]),
    mask: { type: 'float32', dims: [1, 1, hole.height, hole.width], data: Float32Array.from(hole.data) },
  }),
  decode: (outputs, width, height) =>
    fromPlanar(outputOf('lama', outputs, Float32Array, width * height * 3), width, height),
}

/** MI-GAN (Sargsyan et al., "A Simple Baseline for Image Inpainting on Mobile Devices", 2023): the pipeline graph. */
export const migan: FillModel = {
  id: 'migan',
  size: null,
  encode(image, hole) {
    const { width, height } = image
    const count = width * height
    const data = new Uint8Array(count * 3)
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < 3; c++) data[c * count + i] = Math.min(255, Math.max(0, Math.round(image.data[i * 3 + c])))
    }
    // In this graph's mask the hole is 0.
    const mask = hole.data.map((bit) => (bit ? 0 : 255))
    return {
      image: { type: 'uint8', dims: [1, 3, height, width], data },
      mask: { type: 'uint8', dims: [1, 1, height, width], data: mask },
    }
  },
  decode: (outputs, width, height) =>
    fromPlanar(outputOf('migan', outputs, Uint8Array, width * height * 3), width, height),
}

/** The first that is installed fills in place of the embedded way: LaMa is the better one at large holes. */
export const optionalFillModels: readonly FillModel[] = [lama, migan]

/** MobileSAM (Zhang et al., "Faster Segment Anything", 2023): an encoder a picture, a decoder a prompt. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import { resizePlane, resizeRgb } from '../../../imaging/resample.ts'
import type { Tensor, Tensors } from '../../../onnx/sessions.ts'
import { outputOf } from '../planar.ts'
import type { PeelContext } from '../types.ts'
import type { Prompt, PromptModel } from './prompt.ts'

const ENCODER = 'mobile-sam-encoder'
const DECODER = 'mobile-sam-decoder'

/** The encoder is shown the picture with this longer side; the decoder's coordinates are in it. */
const LONG_SIDE = 1024
/** [1, 256, 64, 64]. */
const EMBEDDING = 256 * 64 * 64
/** Side of the mask of an earlier answer, which is not used here. */
const EARLIER_MASK = 256

/** The decoder's labels. */
const OUTSIDE = 0
const INSIDE = 1
const TOP_LEFT = 2
const BOTTOM_RIGHT = 3
/** Asked for where there is no box. */
const PADDING = -1

export const mobileSam: PromptModel = {
  models: [ENCODER, DECODER],
  async open(image, context) {
    const scale = LONG_SIDE / Math.max(image.width, image.height)
    const width = Math.max(1, Math.round(image.width * scale))
    const height = Math.max(1, Math.round(image.height * scale))
    const embedding = await embed(resizeRgb(image, width, height, scale < 1 ? 'area' : 'linear'), context)
    return {
      async matte(prompt, { sessions, signal }) {
        throwIfCancelled(signal)
        const inputs: Tensors = {
          // A copy: what goes into a run is gone after it.
          image_embeddings: { type: 'float32', dims: [1, 256, 64, 64], data: embedding.slice() },
          ...promptTensors(prompt, width / image.width, height / image.height),
          mask_input: floats([1, 1, EARLIER_MASK, EARLIER_MASK]),
          has_mask_input: floats([1]),
          orig_im_size: floats([2], [height, width]),
        }
        const outputs = await sessions.run(DECODER, inputs, signal)
        const logits = outputOf(DECODER, outputs, Float32Array, width * height, 'masks')
        return matteOf({ width, height, data: logits }, image)
      },
    }
  },
}

async function embed(sized: RgbF, { sessions, signal }: PeelContext): Promise<Float32Array> {
  // Values 0..255, three a pixel: this encoder has the normalisation and the padding in the graph.
  const dims = [sized.height, sized.width, 3]
  const outputs = await sessions.run(ENCODER, { input_image: { type: 'float32', dims, data: sized.data } }, signal)
  return outputOf(ENCODER, outputs, Float32Array, EMBEDDING)
}

function promptTensors({ points, box }: Prompt, scaleX: number, scaleY: number): Tensors {
  const places = points.map(({ x, y, inside }) => [x * scaleX, y * scaleY, inside ? INSIDE : OUTSIDE])
  if (box) {
    places.push([box.x * scaleX, box.y * scaleY, TOP_LEFT])
    places.push([(box.x + box.width) * scaleX, (box.y + box.height) * scaleY, BOTTOM_RIGHT])
  } else {
    places.push([0, 0, PADDING])
  }
  return {
    point_coords: floats(
      [1, places.length, 2],
      places.flatMap(([x, y]) => [x, y]),
    ),
    point_labels: floats(
      [1, places.length],
      places.map(([, , kind]) => kind),
    ),
  }
}

/** Zeros where no values are given. */
function floats(dims: readonly number[], values?: readonly number[]): Tensor {
  const length = dims.reduce((product, dim) => product * dim, 1)
  return { type: 'float32', dims, data: values ? Float32Array.from(values) : new Float32Array(length) }
}

/** Logits grow with the distance from the outline: their sigmoid, at the picture's size, has an edge of a pixel or two. */
function matteOf(logits: Plane, { width, height }: RgbF): Plane {
  const { data } = resizePlane(logits, width, height, 'linear')
  return { width, height, data: data.map((value) => 1 / (1 + Math.exp(-value))) }
}

/** What a matting network has to offer, so that another one can take the place of ISNet. */
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import type { Tensors } from '../../../onnx/sessions.ts'

export interface MattingModel {
  /** Id in the catalogue. */
  id: string
  /** Side of the square picture the network works on. */
  size: number
  /** The network's inputs for a picture of `size` × `size`. */
  encode(image: RgbF): Tensors
  /** The matte, 0..1, `size` × `size`, from the network's outputs. */
  decode(outputs: Tensors): Plane
}

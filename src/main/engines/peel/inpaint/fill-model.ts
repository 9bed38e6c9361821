/** What an inpainting network has to offer. */
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import type { Tensors } from '../../../onnx/sessions.ts'

export interface FillModel {
  /** Id in the catalogue. */
  id: string
  /** Side of the square picture the network works on; null for one that takes any size. */
  size: number | null
  /** The network's inputs for a picture and its hole (1: to be filled). */
  encode(image: RgbF, hole: Mask): Tensors
  /** The filled picture from the outputs, of the size that went in. What is outside the hole does not count. */
  decode(outputs: Tensors, width: number, height: number): RgbF
}

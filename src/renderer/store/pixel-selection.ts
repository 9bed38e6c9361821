/** A selection of pixels: how much of each pixel of a rectangle is selected. */
import type { Region } from '../../shared/compositing/composite.ts'

/** Nothing is selected outside the rectangle. */
export interface PixelSelection extends Region {
  /** One byte a pixel of the rectangle, 255 is selected; null: all of it. */
  data: Uint8Array<ArrayBuffer> | null
}

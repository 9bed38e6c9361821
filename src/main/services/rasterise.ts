/** Drawing layers that are not simply pixels in their place. */
import { LaminaError } from '../../shared/contract/errors.ts'
import type { DocumentRecord, FillLayer, PixelLayer } from '../../shared/document/types.ts'
import type { PlacedPixels } from '../formats/format.ts'

/** Colour fills cover the canvas. Throws FORMAT_UNSUPPORTED for what cannot be drawn yet: other fills, and turned or scaled layers. */
export function rasterise(document: DocumentRecord, layer: PixelLayer | FillLayer): PlacedPixels {
  if (layer.type === 'pixels') {
    throw new LaminaError(
      'FORMAT_UNSUPPORTED',
      `Layer "${layer.name}" is scaled, turned or between pixels, which this version cannot draw.`,
      'Put it back on whole pixels at its own size.',
    )
  }
  if (layer.fill.type !== 'color') {
    throw new LaminaError(
      'FORMAT_UNSUPPORTED',
      `Layer "${layer.name}" is a ${layer.fill.type} fill, which this version cannot draw.`,
      'Use a colour fill or a layer of pixels.',
    )
  }
  const { width, height } = document
  const [r, g, b] = layer.fill.color.map(Math.round)
  const data = new Uint8Array(width * height * 4)
  for (let i = 0; i < data.length; i += 4) data.set([r, g, b, 255], i)
  return { box: { x: 0, y: 0, width, height }, data }
}

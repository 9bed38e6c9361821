/** Pixels of live text, drawn by the main side, as what a layer of them has. */
import { multiply, type Matrix } from '../../shared/compositing/transform.ts'
import { translation } from '../../shared/document/records.ts'
import type { LayerText, PixelLayer } from '../../shared/document/types.ts'
import { atSeenSize, placementOf, type TextLayer } from '../../shared/text/live-text.ts'
import type { EditorContext } from './context.ts'

export type DrawnText = Pick<PixelLayer, 'asset' | 'width' | 'height' | 'transform'> & { text: LayerText }

/** The text under a placement (text space to the document); null where nothing of it would show. */
export async function drawText(
  { client, document }: EditorContext,
  wanted: LayerText,
  place: Matrix,
): Promise<DrawnText | null> {
  const { text, placement } = atSeenSize(wanted, place)
  const { string, family, weight, italic, size, color, align, tracking, lineHeight } = text
  const toSet = { string, family, weight, italic, size, color, align, tracking, lineHeight }
  const drawn = await client.call('text.draw', { document, text: toSet, placement })
  if (!drawn) return null
  const { asset, x, y, width, height } = drawn
  const transform = multiply(translation(-x, -y), placement)
  return { asset, width, height, transform: translation(x, y), text: { ...text, transform } }
}

/** The layer with other text in its place, and after it under a document-space matrix; null where nothing would show. */
export async function redrawText(
  context: EditorContext,
  layer: TextLayer,
  text: LayerText,
  matrix?: Matrix,
): Promise<TextLayer | null> {
  const placement = matrix ? multiply(matrix, placementOf(layer)) : placementOf(layer)
  const drawn = await drawText(context, text, placement)
  return drawn && { ...layer, ...drawn }
}

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

/** The layer with other text in its place; null where nothing would show. */
export async function redrawText(
  context: EditorContext,
  layer: TextLayer,
  text: LayerText,
  placement = placementOf(layer),
): Promise<TextLayer | null> {
  const drawn = await drawText(context, text, placement)
  return drawn && { ...layer, ...drawn }
}

/** As redrawText; with another alignment the text as a whole stays where it is seen. */
export async function redrawInPlace(
  context: EditorContext,
  layer: TextLayer,
  text: LayerText,
): Promise<TextLayer | null> {
  const drawn = await redrawText(context, layer, text)
  if (!drawn || text.align === layer.text.align) return drawn
  // Where the text was under the old alignment, drawn like the new one: other changes move it as they would.
  const before = await redrawText(context, layer, { ...text, align: layer.text.align })
  if (!before) return drawn
  const [, , , , x, y] = before.transform
  const [, , , , newX, newY] = drawn.transform
  const by = translation(x - newX + (before.width - drawn.width) / 2, y - newY + (before.height - drawn.height) / 2)
  return redrawText(context, layer, text, multiply(by, placementOf(layer)))
}

/** Live text as a type layer: what Photoshop and its likes edit. Its pixels are beside it, for all that do not. */
import type { LayerTextData } from 'ag-psd'
import { fontFamily, fontFileFor, nearestWeight, postScriptName } from '../../../shared/text/font-library.ts'
import { placementOf, type TextLayer } from '../../../shared/text/live-text.ts'

/** Point text at its place; sizes are in pixels, as the resolution says nothing about them. */
export function psdText(layer: TextLayer): LayerTextData {
  const { string, size, color, align, tracking, lineHeight } = layer.text
  const [r, g, b] = color
  return {
    text: string,
    // ag-psd's order is that of our matrices: xx, xy, yx, yy, tx, ty.
    transform: [...placementOf(layer)],
    antiAlias: 'smooth',
    orientation: 'horizontal',
    shapeType: 'point',
    pointBase: [0, 0],
    style: {
      font: { name: fontNameOf(layer) },
      fontSize: size,
      fauxBold: false,
      fauxItalic: false,
      autoLeading: false,
      leading: size * lineHeight,
      tracking: Math.round(tracking),
      autoKerning: true,
      ligatures: tracking === 0,
      fillColor: { r, g, b },
    },
    paragraphStyle: { justification: align },
  }
}

/** PostScript name of the face that the text is set in. */
export function fontNameOf({ text: { family: name, weight, italic } }: TextLayer): string {
  const family = fontFamily(name)
  if (!family) return postScriptName(name, weight, italic)
  const own = nearestWeight(family, weight)
  return postScriptName(name, own, italic && fontFileFor(family, own, true).italic)
}

/** From the document's records to the structure of a PSD: everything but the pixels. */
import type { Layer, VectorContent } from 'ag-psd'
import { childrenOf } from '../../../shared/document/tree.ts'
import type { DocumentRecords, FillLayer, LayerMask, LayerRecord, PixelLayer } from '../../../shared/document/types.ts'
import { isTextLayer } from '../../../shared/text/live-text.ts'
import type { FormatWarning } from '../format.ts'
import { isWholePixelMove } from '../../../shared/compositing/transform.ts'
import { fontNameOf, psdText } from './psd-text.ts'

/** A place in the structure that waits for pixels, a mask or both: the id is that of the PSD layer. */
export interface PsdSlot {
  id: number
  layer: PixelLayer | FillLayer | null
  mask: LayerMask | null
}

export interface PsdPlan {
  /** ag-psd's layers, bottom to top, each with an id. */
  layers: Layer[]
  /** In the order of the file. */
  slots: PsdSlot[]
  warnings: FormatWarning[]
}

export function planPsd(records: DocumentRecords): PsdPlan {
  const slots: PsdSlot[] = []
  const warnings: FormatWarning[] = []
  const fonts = new Set<string>()
  let id = 0
  const convert = (record: LayerRecord): Layer => {
    id++
    slots.push({ id, layer: record.type === 'group' ? null : record, mask: record.mask })
    warnings.push(...layerWarnings(record))
    const layer: Layer = {
      id,
      name: record.name,
      blendMode: blendModeOf(record),
      opacity: record.opacity,
      hidden: !record.visible,
      clipping: record.clipping,
      ...locksOf(record),
      ...(record.label ? { layerColor: record.label } : {}),
      ...(record.mask ? { mask: { defaultColor: record.mask.outside, disabled: !record.mask.enabled } } : {}),
    }
    if (record.type === 'group') {
      return { ...layer, opened: !record.collapsed, children: childrenOf(records, record.id).map(convert) }
    }
    if (isTextLayer(record)) {
      fonts.add(fontNameOf(record))
      return { ...layer, text: psdText(record) }
    }
    const fill = record.type === 'fill' ? vectorFill(record) : null
    return fill ? { ...layer, vectorFill: fill } : layer
  }
  const layers = childrenOf(records, null).map(convert)
  if (fonts.size > 0) warnings.push(fontsNeeded(fonts))
  return { layers, slots, warnings }
}

/** A PSD holds no fonts: whoever edits its text, or lets Photoshop update it, needs them. */
function fontsNeeded(fonts: ReadonlySet<string>): FormatWarning {
  const names = [...fonts].sort().join(', ')
  const message = `Text stays editable. Photoshop draws it anew with these fonts, which must be installed: ${names}.`
  return { code: 'FONTS_NEEDED', layer: null, message }
}

/** Pass through says that a group does not isolate its layers; a layer without layers in it cannot have it. */
function blendModeOf(record: LayerRecord): Layer['blendMode'] {
  return record.blendMode === 'pass through' && record.type !== 'group' ? 'normal' : record.blendMode
}

function locksOf(record: LayerRecord): Pick<Layer, 'protected' | 'transparencyProtected'> {
  const { transparency, pixels, position } = record.locks
  if (!transparency && !pixels && !position) return {}
  return { protected: { transparency, composite: pixels, position }, transparencyProtected: transparency }
}

function vectorFill({ fill }: FillLayer): VectorContent | null {
  switch (fill.type) {
    case 'color': {
      const [r, g, b] = fill.color
      return { type: 'color', color: { r, g, b } }
    }
    case 'gradient':
      return {
        type: 'solid',
        name: 'Gradient',
        style: fill.shape,
        angle: fill.angle,
        align: true,
        reverse: false,
        dither: false,
        scale: 1,
        colorStops: fill.stops.map(({ offset, color: [r, g, b] }) => ({
          color: { r, g, b },
          location: offset,
          midpoint: 0.5,
        })),
        opacityStops: fill.stops.map(({ offset, opacity }) => ({ opacity, location: offset, midpoint: 0.5 })),
      }
    case 'picture':
      return null
  }
}

function layerWarnings(record: LayerRecord): FormatWarning[] {
  const warn = (code: FormatWarning['code'], what: string): FormatWarning => ({
    code,
    layer: { id: record.id, name: record.name },
    message: `Layer "${record.name}": ${what}`,
  })
  const warnings: FormatWarning[] = []
  if (record.type === 'pixels' && !isWholePixelMove(record.transform)) {
    warnings.push(warn('RASTERISED', 'its transform is applied to the pixels; PSD layers have none.'))
  }
  if (record.type === 'fill' && record.fill.type === 'picture') {
    warnings.push(warn('RASTERISED', 'its picture fill is written as pixels.'))
  }
  if (record.type !== 'group' && record.blendMode === 'pass through') {
    warnings.push(warn('BLEND_MODE_REPLACED', 'pass through is for groups only; it is written as normal.'))
  }
  return warnings
}

/** Masks and clipping made a part of a layer's alpha, for formats that have neither. */
import { isWholePixelMove } from '../../shared/compositing/transform.ts'
import type { FillLayer, GroupLayer, LayerMask, LayerRecord, PixelLayer } from '../../shared/document/types.ts'
import type { ExportSource, FormatWarning, PlacedPixels } from './format.ts'

/** The enabled masks of the layers. */
export function masksOf(layers: readonly LayerRecord[]): LayerMask[] {
  return layers.flatMap(({ mask }) => (mask?.enabled ? [mask] : []))
}

/** The layer's pixels with masks (its own and its groups') in their alpha. null: there is nothing to see. */
export async function bakedPixels(
  source: ExportSource,
  layer: PixelLayer | FillLayer,
  masks: readonly LayerMask[],
): Promise<PlacedPixels | null> {
  let placed = await source.layerPixels(layer)
  if (!placed || placed.box.width * placed.box.height === 0) return null
  for (const mask of masks) placed = withMask(placed, mask, await source.maskPixels(mask))
  return placed
}

function withMask({ box, data }: PlacedPixels, mask: LayerMask, values: Uint8Array): PlacedPixels {
  return withAlpha({ box, data }, (x, y) => {
    const [mx, my] = [x - mask.x, y - mask.y]
    const inside = mx >= 0 && my >= 0 && mx < mask.width && my < mask.height
    return inside ? values[my * mask.width + mx] : mask.outside
  })
}

/** Only as far as `base` shows: alphas multiplied. */
export function clippedTo(placed: PlacedPixels, base: PlacedPixels): PlacedPixels {
  return withAlpha(placed, (x, y) => {
    const [bx, by] = [x - base.box.x, y - base.box.y]
    const inside = bx >= 0 && by >= 0 && bx < base.box.width && by < base.box.height
    return inside ? base.data[(by * base.box.width + bx) * 4 + 3] : 0
  })
}

/** A copy whose alphas are multiplied by a value (0..255) at each pixel of the document. */
function withAlpha({ box, data }: PlacedPixels, valueAt: (x: number, y: number) => number): PlacedPixels {
  const out = data.slice()
  for (let y = 0, i = 3; y < box.height; y++) {
    for (let x = 0; x < box.width; x++, i += 4) {
      if (out[i] > 0) out[i] = Math.round((out[i] * valueAt(box.x + x, box.y + y)) / 255)
    }
  }
  return { box, data: out }
}

/** A layer and those that are clipped to it, bottom to top. */
export interface ClippingRun {
  base: LayerRecord
  clipped: LayerRecord[]
}

/** Siblings as the compositor takes them together: what is clipped belongs to the nearest layer below that is not. */
export function clippingRuns(siblings: readonly LayerRecord[]): ClippingRun[] {
  const runs: ClippingRun[] = []
  for (const layer of siblings) {
    const last = runs.at(-1)
    if (layer.clipping && last) last.clipped.push(layer)
    else runs.push({ base: layer, clipped: [] })
  }
  return runs
}

/** Of a layer or group, in a format of pictures without masks and transforms. */
export function bakedWarnings(record: LayerRecord): FormatWarning[] {
  const warn = (what: string) => layerWarning('RASTERISED', record, what)
  const isMoved = record.type === 'pixels' && !isWholePixelMove(record.transform)
  return [
    ...(isMoved ? [warn('its transform is applied to the pixels.')] : []),
    ...(record.type === 'fill' ? [warn('its fill becomes pixels.')] : []),
    ...(record.mask ? [warn(maskSentence(record, record.mask))] : []),
  ]
}

function maskSentence(record: PixelLayer | FillLayer | GroupLayer, mask: LayerMask): string {
  if (!mask.enabled) return 'its mask, which is off, is left out.'
  return record.type === 'group' ? 'its mask becomes part of the pixels in it.' : 'its mask becomes part of its pixels.'
}

export function layerWarning(code: FormatWarning['code'], { id, name }: LayerRecord, what: string): FormatWarning {
  return { code, layer: { id, name }, message: `Layer "${name}": ${what}` }
}

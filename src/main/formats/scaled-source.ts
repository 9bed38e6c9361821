/** A document's export source at another size. */
import { getDocument } from '../../shared/document/tree.ts'
import type { DocRecord, LayerMask } from '../../shared/document/types.ts'
import { intersect, wholeBox } from '../imaging/boxes.ts'
import { scalePlaced } from '../imaging/scale-placed.ts'
import type { ExportSource } from './format.ts'

/**
 * The source on a canvas of `width` × `height`: every layer and mask is resampled by itself, and the composite, which was
 * put together at the document's own size, as a whole. Records keep their layers' matrices, which are of that own size: it
 * is for formats of pixels.
 */
export async function scaledSource(
  source: ExportSource,
  to: { width: number; height: number },
  signal?: AbortSignal,
): Promise<ExportSource> {
  const document = getDocument(source.records)
  const { width, height } = document
  const scaling = { from: { width, height }, to }
  const { data } = await scalePlaced({ box: wholeBox(document), data: source.composite.data }, scaling, 4, signal)
  const masks = new Map<LayerMask, LayerMask>()
  const records: Record<string, DocRecord> = {}
  for (const [id, record] of Object.entries(source.records)) {
    if (record.type === 'document') records[id] = { ...record, ...to }
    else if (record.mask) {
      const mask = { ...record.mask, x: 0, y: 0, ...to }
      masks.set(mask, record.mask)
      records[id] = { ...record, mask }
    } else records[id] = record
  }
  return {
    ...source,
    records,
    composite: { ...to, data },
    async layerPixels(layer) {
      const placed = await source.layerPixels(layer)
      return placed && scalePlaced(placed, scaling, 4, signal)
    },
    async maskPixels(mask) {
      const own = masks.get(mask) ?? mask
      const placed = { box: wholeBox(document), data: maskOnCanvas(own, await source.maskPixels(own), document) }
      return (await scalePlaced(placed, scaling, 1, signal)).data
    },
  }
}

/** A mask over the whole canvas, one byte a pixel. */
export function maskOnCanvas(mask: LayerMask, data: Uint8Array, canvas: { width: number; height: number }): Uint8Array {
  const full = new Uint8Array(canvas.width * canvas.height).fill(mask.outside)
  const visible = intersect(mask, wholeBox(canvas))
  if (!visible) return full
  for (let y = visible.y; y < visible.y + visible.height; y++) {
    const from = (y - mask.y) * mask.width + visible.x - mask.x
    full.set(data.subarray(from, from + visible.width), y * canvas.width + visible.x)
  }
  return full
}

/** An export source over a document's records and its assets. */
import { isWholePixelMove } from '../../shared/compositing/transform.ts'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { Asset, AssetReader } from '../../shared/document/assets.ts'
import type { AssetHash, DocumentRecords, FillLayer, PixelLayer } from '../../shared/document/types.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import type { ExportFacts, ExportSource, PlacedPixels } from './format.ts'

export interface ExportInput {
  records: DocumentRecords
  readAsset: AssetReader
  /** All visible layers put together, of the document's size. */
  composite: Rgba8
  facts: ExportFacts
  /** Draws a fill layer, or a layer that is not merely moved by whole pixels. Not called for others. */
  rasterise(layer: PixelLayer | FillLayer): Promise<PlacedPixels | null>
}

/** Layers that lie on whole pixels come from their assets as they are; only others are rasterised. */
export function createExportSource({ records, readAsset, composite, facts, rasterise }: ExportInput): ExportSource {
  return {
    records,
    composite,
    facts,
    async layerPixels(layer) {
      if (layer.type === 'fill' || !isWholePixelMove(layer.transform)) return rasterise(layer)
      const { width, height } = layer
      const data = pixelsOf(await readAsset(layer.asset), layer.asset, 'rgba', width, height)
      return { box: { x: layer.transform[4], y: layer.transform[5], width, height }, data }
    },
    async maskPixels(mask) {
      return pixelsOf(await readAsset(mask.asset), mask.asset, 'gray', mask.width, mask.height)
    },
  }
}

function pixelsOf(asset: Asset, hash: AssetHash, type: 'rgba' | 'gray', width: number, height: number): Uint8Array {
  if (asset.type !== type || asset.width !== width || asset.height !== height) {
    throw new LaminaError(
      'PROJECT_DAMAGED',
      `Asset ${hash.slice(0, 12)} is not the ${type} picture of ${width} × ${height} pixels that its layer says.`,
      'Open an earlier copy of the project.',
    )
  }
  return asset.data
}

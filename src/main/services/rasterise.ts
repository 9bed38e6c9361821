/** Drawing layers that are not simply pixels in their place. */
import { assetOfLayer, rasterise } from '../../shared/compositing/rasterise.ts'
import type { Region } from '../../shared/compositing/composite.ts'
import type { AssetReader } from '../../shared/document/assets.ts'
import type { DocumentRecord, FillLayer, PixelLayer } from '../../shared/document/types.ts'
import type { PlacedPixels } from '../formats/format.ts'

/** Draws fills, and layers that are scaled, turned or between pixels, as the window does. Throws what the reader throws. */
export function layerRasteriser(document: DocumentRecord, readAsset: AssetReader) {
  return async (layer: PixelLayer | FillLayer): Promise<PlacedPixels> => {
    const use = assetOfLayer(layer)
    const raster = use ? { ...use, data: (await readAsset(use.asset)).data } : null
    const { x, y, width, height, data } = rasterise(layer, raster, document, reachOf(document, layer))
    return { box: { x, y, width, height }, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
  }
}

/** Fills cover the canvas. A layer reaches over it, but no further than its own size: a matrix may enlarge without end. */
export function reachOf({ width, height }: DocumentRecord, layer: Pick<PixelLayer | FillLayer, 'type'>): Region {
  if (layer.type === 'fill') return { x: 0, y: 0, width, height }
  return { x: -width, y: -height, width: 3 * width, height: 3 * height }
}

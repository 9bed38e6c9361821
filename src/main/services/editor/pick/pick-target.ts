/** What is picked from: a layer's own pixels where they lie in the document, or what is seen of all. */
import { LaminaError } from '../../../../shared/contract/errors.ts'
import { boundsUnder, intersection, isWholePixelMove } from '../../../../shared/compositing/transform.ts'
import type { AssetReader } from '../../../../shared/document/assets.ts'
import { getDocument, getLayer } from '../../../../shared/document/tree.ts'
import type { DocumentRecords, PixelLayer } from '../../../../shared/document/types.ts'
import type { PickTarget } from '../../../engines/pick-thread.ts'
import { pictureLimits } from '../../../imaging/codecs/decode.ts'
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { exportSource } from '../../export-project.ts'
import { layerRasteriser, reachOf } from '../../rasterise.ts'

export interface PlacedTarget extends PickTarget {
  /** Where the picture's first pixel lies in the document. */
  x: number
  y: number
}

/** A layer's pixels in the document's. */
export interface PlacedLayer {
  x: number
  y: number
  image: Rgba8
}

interface Snapshot {
  /** Its id. */
  document: string
  records: DocumentRecords
  readAsset: AssetReader
  revision: number
}

/** `layer` null: what is seen. Throws LAYER_NOT_FOUND, LAYER_NOT_SPLITTABLE; reading throws what the reader throws. */
export function pickTarget(snapshot: Snapshot, layer: string | null): PlacedTarget {
  if (layer !== null) return layerTarget(snapshot, pickable(snapshot.records, layer))
  const { document, records, readAsset, revision } = snapshot
  const read = async () => {
    const { composite } = await exportSource({ records, readAsset }, new AbortController().signal)
    return composite
  }
  return { key: `seen ${document} ${revision}`, x: 0, y: 0, read }
}

function layerTarget({ records, readAsset }: Snapshot, layer: PixelLayer): PlacedTarget {
  const { asset, transform, width, height } = layer
  const read = async () => (await placedLayer(records, readAsset, layer)).image
  if (isWholePixelMove(transform)) return { key: asset, x: transform[4], y: transform[5], read }
  const document = getDocument(records)
  const { x, y } = intersection(boundsUnder(width, height, transform), reachOf(document, layer))
  return { key: [asset, ...transform, document.width, document.height].join(' '), x, y, read }
}

/** The layer's pixels where they lie in the document, in a buffer of their own. */
export async function placedLayer(
  records: DocumentRecords,
  readAsset: AssetReader,
  layer: PixelLayer,
): Promise<PlacedLayer> {
  if (isWholePixelMove(layer.transform)) {
    const { data } = await readAsset(layer.asset)
    const { width, height, transform } = layer
    return { x: transform[4], y: transform[5], image: { width, height, data: new Uint8Array(data) } }
  }
  const { box, data } = await layerRasteriser(getDocument(records), readAsset)(layer)
  return { x: box.x, y: box.y, image: { width: box.width, height: box.height, data: new Uint8Array(data) } }
}

/** Throws LAYER_NOT_FOUND and LAYER_NOT_SPLITTABLE. */
export function pickable(records: DocumentRecords, id: string): PixelLayer {
  const layer = getLayer(records, id)
  const refused = (why: string, hint: string) =>
    new LaminaError('LAYER_NOT_SPLITTABLE', `Nothing can be picked from layer "${layer.name}": ${why}.`, hint)
  if (layer.type !== 'pixels') throw refused('it has no pixels of its own', 'Choose a layer of pixels.')
  if (layer.locks.pixels || layer.locks.transparency) throw refused('its pixels are locked', 'Unlock it first.')
  if (layer.width * layer.height > pictureLimits.maxPixels) throw refused('it is too large', 'Choose a smaller layer.')
  return layer
}

/** Layer drafts as records of a document and assets. */
import { setImmediate } from 'node:timers/promises'
import { boundsUnder, multiply, type Matrix } from '../../shared/compositing/transform.ts'
import { IDENTITY, newPixelLayer, translation, type NewLayer } from '../../shared/document/records.ts'
import type { Asset } from '../../shared/document/assets.ts'
import type { AssetHash, DocumentRecords } from '../../shared/document/types.ts'
import type { LayerDraft } from '../engines/engine.ts'
import type { Box } from '../imaging/pixels.ts'
import { hashAsset } from '../project/asset-content.ts'

export interface DraftedLayers {
  /** Bottom to top, without a place yet. */
  layers: NewLayer[]
  assets: Map<AssetHash, Asset>
}

/**
 * Makes layers of drafts. `ids` names them; `placement` takes the pixels of their picture to the document's.
 * The thread is free between layers: hashing takes a while.
 */
export async function layersFromDrafts(
  drafts: readonly LayerDraft[],
  ids: readonly string[],
  placement: Matrix = IDENTITY,
): Promise<DraftedLayers> {
  const layers: NewLayer[] = []
  const assets = new Map<AssetHash, Asset>()
  for (const [index, draft] of drafts.entries()) {
    const { width, height } = draft.box
    const asset: Asset = { type: 'rgba', width, height, data: draft.pixels }
    const hash = hashAsset(asset)
    assets.set(hash, asset)
    const { name, kind, confidence } = draft
    layers.push(
      newPixelLayer({
        id: ids[index],
        name,
        kind,
        confidence,
        asset: hash,
        width,
        height,
        transform: multiply(placement, translation(draft.box.x, draft.box.y)),
        texts: draft.texts.map((text) => ({ ...text, box: placedBox(text.box, placement) })),
      }),
    )
    await setImmediate()
  }
  return { layers, assets }
}

/** The smallest box in document pixels around a box in the pixels of a picture that `placement` puts there. */
export function placedBox({ x, y, width, height }: Box, placement: Matrix): Box {
  return boundsUnder(width, height, multiply(placement, translation(x, y)))
}

/** `count` ids that no record has: layer-N, counted on from the highest there is. The same document gives the same ids. */
export function newLayerIds(records: DocumentRecords, count: number): string[] {
  let highest = 0
  for (const id of Object.keys(records)) {
    const number = /^layer-(\d{1,15})$/.exec(id)
    if (number) highest = Math.max(highest, Number(number[1]))
  }
  return Array.from({ length: count }, (_, index) => `layer-${highest + 1 + index}`)
}

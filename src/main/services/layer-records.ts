/** Layer drafts as records of a document and assets. */
import { setImmediate } from 'node:timers/promises'
import { newPixelLayer, translation, type NewLayer } from '../../shared/document/records.ts'
import type { Asset } from '../../shared/document/assets.ts'
import type { AssetHash, DocumentRecords } from '../../shared/document/types.ts'
import type { LayerDraft } from '../engines/engine.ts'
import { hashAsset } from '../project/asset-content.ts'

export interface DraftedLayers {
  /** Bottom to top, without a place yet. */
  layers: NewLayer[]
  assets: Map<AssetHash, Asset>
}

/**
 * Makes layers of drafts. `ids` names them; a draft's position is moved by `offset`, from its picture to the document.
 * The thread is free between layers: hashing takes a while.
 */
export async function layersFromDrafts(
  drafts: readonly LayerDraft[],
  ids: readonly string[],
  offset = { x: 0, y: 0 },
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
        transform: translation(draft.box.x + offset.x, draft.box.y + offset.y),
        texts: draft.texts.map((text) => ({
          ...text,
          box: { ...text.box, x: text.box.x + offset.x, y: text.box.y + offset.y },
        })),
      }),
    )
    await setImmediate()
  }
  return { layers, assets }
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

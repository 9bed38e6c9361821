/** What of a change to a document is to be seen, and where. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { boundsUnder } from '../../../shared/compositing/transform.ts'
import type { AssetUse } from '../../../shared/document/assets.ts'
import { assetsOfRecord } from '../../../shared/document/assets.ts'
import type { DocRecord, DocumentRecords, LayerRecord } from '../../../shared/document/types.ts'
import { unionOf } from './regions.ts'
import type { Children } from './units.ts'

/** Whether both look the same: names, locks and labels are not to be seen. */
export function sameToSee(before: DocRecord | undefined, after: DocRecord | undefined): boolean {
  if (before === after) return true
  if (!before || !after || before.type === 'document' || after.type === 'document') return false
  const strip = ({ name: _name, locks: _locks, label: _label, ...rest }: LayerRecord) => JSON.stringify(rest)
  return strip(before) === strip(after)
}

/** Whether the layer is in another place of the tree than before. */
export function isMoved(before: DocRecord | undefined, after: DocRecord | undefined): boolean {
  if (!before || !after || before.type === 'document' || after.type === 'document') return before?.type !== after?.type
  return (
    before.parent !== after.parent ||
    before.order !== after.order ||
    before.type !== after.type ||
    before.clipping !== after.clipping
  )
}

export function usesAsset(record: DocRecord, hash: string): boolean {
  return record.type !== 'document' && assetsOfRecord(record).some((use) => use.hash === hash)
}

/** The document pixels that a layer, or what is in a group, reaches; null: none. */
export function boxOf(records: DocumentRecords, children: Children, id: string): Region | null {
  const { document, [id]: layer } = records
  if (!layer || layer.type === 'document' || document?.type !== 'document') return null
  if (layer.type === 'fill') return { x: 0, y: 0, width: document.width, height: document.height }
  if (layer.type === 'pixels') return boundsUnder(layer.width, layer.height, layer.transform)
  const boxes = (children.get(id) ?? []).flatMap((child) => boxOf(records, children, child.id) ?? [])
  return boxes.length > 0 ? boxes.reduce(unionOf) : null
}

/** Bytes of the pixels that are needed to see the document. */
export function bytesToSee(children: Children): number {
  const uses = new Map<string, AssetUse>()
  const visit = (parent: string | null) => {
    for (const layer of children.get(parent) ?? []) {
      if (!layer.visible) continue
      for (const use of assetsOfRecord(layer)) uses.set(use.hash, use)
      visit(layer.id)
    }
  }
  visit(null)
  let bytes = 0
  for (const { type, size } of uses.values()) bytes += (size ? size.width * size.height : 0) * (type === 'rgba' ? 4 : 1)
  return bytes
}

/** The tree that the flat records describe. Everything goes from the bottom of the stack to the top. */
import { LaminaError } from '../contract/errors.ts'
import type { DocumentRecord, DocumentRecords, LayerRecord } from './types.ts'

/** The document's own record. Throws DIFF_INVALID where it is missing. */
export function getDocument(records: DocumentRecords): DocumentRecord {
  const record = Object.hasOwn(records, 'document') ? records.document : undefined
  if (record?.type !== 'document') throw new LaminaError('DIFF_INVALID', 'The document has no record of its own.')
  return record
}

/** Throws LAYER_NOT_FOUND. */
export function getLayer(records: DocumentRecords, id: string): LayerRecord {
  const record = Object.hasOwn(records, id) ? records[id] : undefined
  if (!record || record.type === 'document') {
    throw new LaminaError('LAYER_NOT_FOUND', `There is no layer "${id}".`, 'It may have been removed.')
  }
  return record
}

/** Layers and groups, in no particular order. */
export function layersOf(records: DocumentRecords): LayerRecord[] {
  return Object.values(records).filter((record) => record.type !== 'document')
}

function byOrder(a: LayerRecord, b: LayerRecord): number {
  return a.order < b.order ? -1 : a.order > b.order ? 1 : 0
}

/** What is directly in a group (null: at the top level). */
export function childrenOf(records: DocumentRecords, parent: string | null): LayerRecord[] {
  return layersOf(records)
    .filter((layer) => layer.parent === parent)
    .sort(byOrder)
}

/** The children of every parent that has any. */
export function childrenByParent(records: DocumentRecords): Map<string | null, LayerRecord[]> {
  const children = new Map<string | null, LayerRecord[]>()
  for (const layer of layersOf(records)) {
    const siblings = children.get(layer.parent)
    if (siblings) siblings.push(layer)
    else children.set(layer.parent, [layer])
  }
  for (const siblings of children.values()) siblings.sort(byOrder)
  return children
}

/** Every layer below `parent` (null: in the document), a group before what is in it. The first level has depth 0. */
export function* walk(
  records: DocumentRecords,
  parent: string | null = null,
): Generator<{ layer: LayerRecord; depth: number }> {
  const children = childrenByParent(records)
  // A stack of its own, not recursion: a stranger's file may nest deeper than the call stack.
  const pending: { layer: LayerRecord; depth: number }[] = []
  const push = (id: string | null, depth: number): void => {
    for (const layer of (children.get(id) ?? []).toReversed()) pending.push({ layer, depth })
  }
  push(parent, 0)
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield next
    push(next.layer.id, next.depth + 1)
  }
}

/** Everything in a group, at any depth. */
export function descendantsOf(records: DocumentRecords, id: string): LayerRecord[] {
  return [...walk(records, id)].map(({ layer }) => layer)
}

/** Whether a layer is in the group, at any depth. A layer is not inside itself. */
export function isInside(records: DocumentRecords, id: string, group: string): boolean {
  for (let parent = getLayer(records, id).parent; parent !== null; parent = getLayer(records, parent).parent) {
    if (parent === group) return true
  }
  return false
}

/** The layers named, without those that are inside another one named, in stacking order. Throws LAYER_NOT_FOUND. */
export function outermost(records: DocumentRecords, ids: readonly string[]): LayerRecord[] {
  const named = new Set(ids.map((id) => getLayer(records, id).id))
  const found: LayerRecord[] = []
  const covered = new Set<string>()
  for (const { layer } of walk(records)) {
    if (layer.parent !== null && covered.has(layer.parent)) covered.add(layer.id)
    else if (named.has(layer.id)) {
      covered.add(layer.id)
      found.push(layer)
    }
  }
  return found
}

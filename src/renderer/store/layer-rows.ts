/** The layers as the panel lists them: from the top of the stack to the bottom, closed groups closed. */
import { childrenByParent } from '../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord } from '../../shared/document/types.ts'

export interface LayerRow {
  layer: LayerRecord
  /** 0 at the top level. */
  depth: number
  /** Whether it is a group with its layers in sight. */
  open: boolean
  /** 1-based place among its siblings from the top, and how many there are. */
  position: number
  siblings: number
}

/** A search shows every layer whose name holds the words, and the groups around it, as if these were open. */
export function layerRows(records: DocumentRecords, collapsed: ReadonlySet<string>, search = ''): LayerRow[] {
  const children = childrenByParent(records)
  const words = search.trim().toLowerCase()
  const shown = words === '' ? null : found(records, words)
  const rows: LayerRow[] = []
  const pending: LayerRow[] = []
  const push = (parent: string | null, depth: number) => {
    const siblings = (children.get(parent) ?? []).filter(({ id }) => !shown || shown.has(id))
    siblings.forEach((layer, index) => {
      const open = layer.type === 'group' && (shown !== null || !collapsed.has(layer.id))
      pending.push({ layer, depth, open, position: siblings.length - index, siblings: siblings.length })
    })
  }
  push(null, 0)
  for (let row = pending.pop(); row; row = pending.pop()) {
    rows.push(row)
    if (row.open) push(row.layer.id, row.depth + 1)
  }
  return rows
}

function found(records: DocumentRecords, words: string): Set<string> {
  const ids = new Set<string>()
  for (const record of Object.values(records)) {
    if (record.type === 'document' || !record.name.toLowerCase().includes(words)) continue
    for (let layer: LayerRecord | null = record; layer && !ids.has(layer.id); layer = parentOf(records, layer)) {
      ids.add(layer.id)
    }
  }
  return ids
}

function parentOf(records: DocumentRecords, { parent }: LayerRecord): LayerRecord | null {
  const record = parent === null ? undefined : records[parent]
  return record && record.type !== 'document' ? record : null
}

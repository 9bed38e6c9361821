/** Where layers that are dragged in the panel would go. */
import { childrenByParent, isInside } from '../../shared/document/tree.ts'
import type { DocumentRecords } from '../../shared/document/types.ts'
import type { LayerRow } from '../store/layer-rows.ts'

export interface DropPlace {
  parent: string | null
  /** null: at the bottom of the parent. */
  above: string | null
  /** A line at the top of the row of this index, at a depth; or the frame around a group. */
  mark: { type: 'line'; index: number; depth: number } | { type: 'into'; id: string }
}

/** The pointer in the list: which row, and 0..1 from the top of it. */
export interface RowPointer {
  index: number
  fraction: number
}

/** Of a group's row, the parts at the top and the bottom that are not its middle. */
const edge = 0.25

/** null: they cannot go there. */
export function dropPlace(
  records: DocumentRecords,
  rows: readonly LayerRow[],
  ids: readonly string[],
  { index, fraction }: RowPointer,
): DropPlace | null {
  const children = childrenByParent(records)
  const moved = new Set(ids)
  /** The uppermost of the parent's layers below a place that stays where it is. */
  const stayingBelow = (parent: string | null, from: number): string | null =>
    (children.get(parent) ?? []).slice(0, Math.max(0, from)).findLast(({ id }) => !moved.has(id))?.id ?? null
  const countOf = (parent: string | null) => children.get(parent)?.length ?? 0
  const placeIn = (parent: string | null, from: number) => ({ parent, above: stayingBelow(parent, from) })
  const siblingIndex = ({ layer }: LayerRow) => (children.get(layer.parent) ?? []).indexOf(layer)

  const row = rows[index]
  const place = ((): DropPlace => {
    if (!row) return { ...placeIn(null, 0), mark: { type: 'line', index: rows.length, depth: 0 } }
    const { layer, depth, open } = row
    const isGroup = layer.type === 'group'
    if (fraction < (isGroup ? edge : 0.5)) {
      return { ...placeIn(layer.parent, siblingIndex(row) + 1), mark: { type: 'line', index, depth } }
    }
    if (isGroup && fraction < 1 - edge) {
      return { ...placeIn(layer.id, countOf(layer.id)), mark: { type: 'into', id: layer.id } }
    }
    if (open) {
      return { ...placeIn(layer.id, countOf(layer.id)), mark: { type: 'line', index: index + 1, depth: depth + 1 } }
    }
    return { ...placeIn(layer.parent, siblingIndex(row)), mark: { type: 'line', index: index + 1, depth } }
  })()
  const { parent } = place
  const intoItself = parent !== null && ids.some((id) => id === parent || isInside(records, parent, id))
  return intoItself ? null : place
}

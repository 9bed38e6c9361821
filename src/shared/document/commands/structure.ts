/** Commands that change the tree: which layers there are, in which order, in which group. Pure, as in properties.ts. */
import { LaminaError } from '../../contract/errors.ts'
import { diffBetween, emptyDiff } from '../diff.ts'
import { ordersBetween } from '../order-key.ts'
import { newGroup, type NewLayer } from '../records.ts'
import { childrenOf, descendantsOf, getLayer, isInside, outermost } from '../tree.ts'
import type { DocRecord, DocumentRecords, LayerRecord, RecordsDiff } from '../types.ts'
import { aboveLayer, ordersAt, type Place } from './placement.ts'

/** Adds layers, given from the bottom to the top, at a place. DIFF_INVALID where an id is taken. */
export function insertLayers(
  records: DocumentRecords,
  { layers, at }: { layers: readonly NewLayer[]; at: Place },
): RecordsDiff {
  const orders = ordersAt(records, at, layers.length)
  return replaceRecords(
    records,
    [],
    layers.map((layer, index) => ({ ...layer, parent: at.parent, order: orders[index] })),
    layers.map(({ id }) => id),
  )
}

/** Removes layers, and with a group all that is in it. */
export function removeLayers(records: DocumentRecords, { ids }: { ids: readonly string[] }): RecordsDiff {
  return replaceRecords(records, withDescendants(records, ids), [])
}

/**
 * Reorders, and moves into or out of groups; the layers keep their order among themselves. What is inside a group
 * that moves too, moves with it. DIFF_INVALID where a group would go into itself.
 */
export function moveLayers(records: DocumentRecords, { ids, to }: { ids: readonly string[]; to: Place }): RecordsDiff {
  const moved = outermost(records, ids)
  for (const { id, name } of moved) {
    if (to.parent !== null && (to.parent === id || isInside(records, to.parent, id))) {
      throw new LaminaError('DIFF_INVALID', `Group "${name}" cannot be moved into itself.`)
    }
  }
  if (isInPlace(records, moved, to)) return emptyDiff()
  const orders = ordersAt(records, to, moved.length, new Set(moved.map(({ id }) => id)))
  return replaceRecords(
    records,
    [],
    moved.map((layer, index) => ({ ...layer, parent: to.parent, order: orders[index] })),
  )
}

/** Whether the layers stand at the place already, one above the other. */
function isInPlace(records: DocumentRecords, moved: readonly LayerRecord[], { parent, above }: Place): boolean {
  const children = childrenOf(records, parent).map(({ id }) => id)
  const first = children.indexOf(moved[0]?.id)
  const inARow = moved.every(({ id }, index) => children[first + index] === id)
  return inARow && (above === (children[first - 1] ?? null) || moved.some(({ id }) => id === above))
}

/** Puts layers into a new group, which takes the place of the topmost of them. */
export function groupLayers(
  records: DocumentRecords,
  { ids, group }: { ids: readonly string[]; group: { id: string; name: string } },
): RecordsDiff {
  const members = outermost(records, ids)
  const top = members.at(-1)
  if (!top) throw new LaminaError('DIFF_INVALID', 'There is nothing to group.', 'Select at least one layer.')
  const orders = ordersBetween(null, null, members.length)
  return replaceRecords(
    records,
    [],
    [
      { ...newGroup(group), parent: top.parent, order: top.order },
      ...members.map((layer, index) => ({ ...layer, parent: group.id, order: orders[index] })),
    ],
    [group.id],
  )
}

/** Takes a group away and leaves what is in it in its place. The group's own opacity, blend mode and mask go with it. */
export function ungroupLayers(records: DocumentRecords, { id }: { id: string }): RecordsDiff {
  const group = getLayer(records, id)
  if (group.type !== 'group') throw new LaminaError('DIFF_INVALID', `Layer "${group.name}" is not a group.`)
  const children = childrenOf(records, id)
  const orders = ordersAt(records, aboveLayer(group), children.length, new Set([id]))
  return replaceRecords(
    records,
    [id],
    children.map((layer, index) => ({ ...layer, parent: group.parent, order: orders[index] })),
  )
}

/** Copies layers, groups with all that is in them, each directly above its original. Assets are shared, not copied. */
export function duplicateLayers(
  records: DocumentRecords,
  { ids, newId, suffix = ' copy' }: { ids: readonly string[]; newId: () => string; suffix?: string },
): RecordsDiff {
  const copies: LayerRecord[] = []
  for (const root of outermost(records, ids)) {
    const [order] = ordersAt(records, aboveLayer(root), 1)
    const copy = { ...root, id: newId(), order, name: root.name + suffix }
    copies.push(copy)
    const copyOf = new Map([[root.id, copy.id]])
    for (const layer of descendantsOf(records, root.id)) {
      const id = newId()
      copyOf.set(layer.id, id)
      // A group comes before what is in it, so the copy of the parent is known.
      copies.push({ ...layer, id, parent: copyOf.get(layer.parent as string) as string })
    }
  }
  return replaceRecords(
    records,
    [],
    copies,
    copies.map(({ id }) => id),
  )
}

/**
 * Puts a group with new layers (bottom to top) in the place of a layer: what a split does. The group takes over the
 * layer's place, name, visibility, opacity, blend mode, clipping, mask and label, so that the picture stays the same
 * when the new layers together show what the layer showed. A group in the place of the layer goes with all that is in it.
 */
export function replaceLayerWithGroup(
  records: DocumentRecords,
  { id, groupId, layers }: { id: string; groupId: string; layers: readonly NewLayer[] },
): RecordsDiff {
  const { parent, order, name, visible, opacity, blendMode, clipping, mask, label } = getLayer(records, id)
  const orders = ordersBetween(null, null, layers.length)
  const group: LayerRecord = {
    ...newGroup({ id: groupId, name, visible, opacity, blendMode, clipping, mask, label }),
    parent,
    order,
  }
  return replaceRecords(
    records,
    withDescendants(records, [id]),
    [group, ...layers.map((layer, index) => ({ ...layer, parent: groupId, order: orders[index] }))],
    [groupId, ...layers.map((layer) => layer.id)],
  )
}

/** Puts one new layer in the place of the topmost of the layers named, which go: what a merge does. */
export function replaceLayersWithLayer(
  records: DocumentRecords,
  { ids, layer }: { ids: readonly string[]; layer: NewLayer },
): RecordsDiff {
  const top = outermost(records, ids).at(-1)
  if (!top) throw new LaminaError('DIFF_INVALID', 'There is nothing to merge.', 'Select at least one layer.')
  return replaceRecords(
    records,
    withDescendants(records, ids),
    [{ ...layer, parent: top.parent, order: top.order }],
    [layer.id],
  )
}

function withDescendants(records: DocumentRecords, ids: readonly string[]): string[] {
  return outermost(records, ids).flatMap(({ id }) => [id, ...descendantsOf(records, id).map((layer) => layer.id)])
}

/** The diff that takes the ids away and puts the layers in. `fresh` ids must be new: DIFF_INVALID where one is taken. */
function replaceRecords(
  records: DocumentRecords,
  removed: readonly string[],
  put: readonly LayerRecord[],
  fresh: readonly string[] = [],
): RecordsDiff {
  const taken = fresh.find((id, index) => Object.hasOwn(records, id) || fresh.indexOf(id) !== index)
  if (taken !== undefined) throw new LaminaError('DIFF_INVALID', `The id "${taken}" is taken.`)
  const before: Record<string, DocRecord> = {}
  const after: Record<string, DocRecord> = {}
  for (const id of removed) before[id] = records[id]
  for (const layer of put) {
    if (Object.hasOwn(records, layer.id)) before[layer.id] = records[layer.id]
    after[layer.id] = layer
  }
  return diffBetween(before, after)
}

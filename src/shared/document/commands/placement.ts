/** Where a layer goes in the stack. */
import { LaminaError } from '../../contract/errors.ts'
import { ordersBetween } from '../order-key.ts'
import { childrenOf, getLayer } from '../tree.ts'
import type { DocumentRecords, LayerRecord } from '../types.ts'

/** In a group (null: the top level), directly above one of its children (null: below all of them). */
export interface Place {
  parent: string | null
  above: string | null
}

/** On top of everything in the group (null: of the document). */
export function topOf(records: DocumentRecords, parent: string | null): Place {
  return { parent, above: childrenOf(records, parent).at(-1)?.id ?? null }
}

/** Directly above the layer, beside it. */
export function aboveLayer(layer: LayerRecord): Place {
  return { parent: layer.parent, above: layer.id }
}

/**
 * Order keys, bottom to top, for `count` layers at the place. Layers in `leaving` give their place up: they are taken
 * as gone. Throws LAYER_NOT_FOUND, and DIFF_INVALID where the parent is not a group or `above` is not in it.
 */
export function ordersAt(
  records: DocumentRecords,
  place: Place,
  count: number,
  leaving: ReadonlySet<string> = new Set(),
): string[] {
  if (place.parent !== null && getLayer(records, place.parent).type !== 'group') {
    throw new LaminaError('DIFF_INVALID', `"${place.parent}" is not a group.`)
  }
  const children = childrenOf(records, place.parent)
  const index = children.findIndex(({ id }) => id === place.above)
  if (place.above !== null && index < 0) {
    throw new LaminaError('DIFF_INVALID', `"${place.above}" is not in "${place.parent ?? 'document'}".`)
  }
  const below = children.slice(0, index + 1).findLast(({ id }) => !leaving.has(id))
  const above = children.slice(index + 1).find(({ id }) => !leaving.has(id))
  return ordersBetween(below?.order ?? null, above?.order ?? null, count)
}

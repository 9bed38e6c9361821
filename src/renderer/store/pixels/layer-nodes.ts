/** Some of a document's layers, as if there were no others. */
import type { CompositeNode } from '../../../shared/compositing/composite.ts'
import { ordersBetween } from '../../../shared/document/order-key.ts'
import { descendantsOf, outermost } from '../../../shared/document/tree.ts'
import type { DocRecord, DocumentRecords } from '../../../shared/document/types.ts'
import type { DocumentPixels } from './document-pixels.ts'

/** The layers and what is in them, in stacking order, without the groups around them. */
export function nodesOf(
  pixels: DocumentPixels,
  records: DocumentRecords,
  ids: readonly string[],
): Promise<CompositeNode[]> {
  const chosen = outermost(records, ids)
  const orders = ordersBetween(null, null, chosen.length)
  const alone: Record<string, DocRecord> = { document: records.document }
  chosen.forEach((layer, index) => {
    alone[layer.id] = { ...layer, parent: null, order: orders[index] }
    for (const inside of descendantsOf(records, layer.id)) alone[inside.id] = inside
  })
  return pixels.nodes(alone)
}

/** Boxes of layers. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { boundsUnder } from '../../../shared/compositing/transform.ts'
import { descendantsOf, getDocument, getLayer } from '../../../shared/document/tree.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'

export function union(one: Region, other: Region): Region {
  const x = Math.min(one.x, other.x)
  const y = Math.min(one.y, other.y)
  const right = Math.max(one.x + one.width, other.x + other.width)
  const bottom = Math.max(one.y + one.height, other.y + other.height)
  return { x, y, width: right - x, height: bottom - y }
}

/** The box of whole document pixels around what the layers and groups show; null where there is nothing. */
export function boundsOf(records: DocumentRecords, ids: readonly string[]): Region | null {
  const canvas = canvasOf(records)
  const boxes = ids
    .flatMap((id) => [getLayer(records, id), ...descendantsOf(records, id)])
    .flatMap((layer) => {
      if (layer.type === 'fill') return [canvas]
      return layer.type === 'pixels' ? [boundsUnder(layer.width, layer.height, layer.transform)] : []
    })
  return boxes.length > 0 ? boxes.reduce(union) : null
}

export function canvasOf(records: DocumentRecords): Region {
  const { width, height } = getDocument(records)
  return { x: 0, y: 0, width, height }
}

/** The canvas and its own size around it: as far as pixels that are drawn anew reach, here as in exports. */
export function reachOf(records: DocumentRecords): Region {
  const { width, height } = getDocument(records)
  return { x: -width, y: -height, width: 3 * width, height: 3 * height }
}

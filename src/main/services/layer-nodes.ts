/** A document's layers as the contract shows them: a tree without pixels. */
import type { LayerNode } from '../../shared/contract/schemas.ts'
import { childrenByParent } from '../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord, PixelLayer } from '../../shared/document/types.ts'
import { wordsOf } from '../../shared/text/live-text.ts'
import type { Box } from '../imaging/pixels.ts'

/** Bottom to top. */
export function layerNodes(records: DocumentRecords): LayerNode[] {
  const children = childrenByParent(records)
  const nodesIn = (parent: string | null): LayerNode[] =>
    (children.get(parent) ?? []).map((layer) => ({ ...nodeOf(layer), children: nodesIn(layer.id) }))
  return nodesIn(null)
}

function nodeOf(layer: LayerRecord): LayerNode {
  const { id, name, kind, type, opacity, blendMode, visible, clipping } = layer
  const box = layer.type === 'pixels' ? boxOf(layer) : null
  return {
    id,
    name,
    kind,
    type,
    box,
    opacity,
    blendMode,
    visible,
    clipping,
    masked: layer.mask !== null,
    text: wordsOf(layer),
    children: [],
  }
}

/** The smallest box of whole document pixels around the transformed layer. */
export function boxOf({ width, height, transform: [a, b, c, d, e, f] }: PixelLayer): Box {
  const xs = [0, a * width, c * height, a * width + c * height].map((x) => x + e)
  const ys = [0, b * width, d * height, b * width + d * height].map((y) => y + f)
  const x = Math.floor(Math.min(...xs))
  const y = Math.floor(Math.min(...ys))
  return { x, y, width: Math.ceil(Math.max(...xs)) - x, height: Math.ceil(Math.max(...ys)) - y }
}

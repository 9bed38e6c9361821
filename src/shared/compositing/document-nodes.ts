/** A document as what the compositor takes. */
import { childrenByParent } from '../document/tree.ts'
import type { DocumentRecords, FillLayer, LayerMask, LayerRecord, PixelLayer } from '../document/types.ts'
import type { CompositeNode, PlacedMask, PlacedPixels } from './composite.ts'

/** Where the pixels come from. */
export interface NodeSource {
  /** What the layer shows, rasterised; null where it shows nothing. */
  layerPixels(layer: PixelLayer | FillLayer): Promise<PlacedPixels | null>
  maskPixels(mask: LayerMask): Promise<PlacedMask>
}

const nothing: PlacedPixels = { x: 0, y: 0, width: 0, height: 0, data: new Uint8Array(0) }

/** What is in a group (null: in the document), bottom to top. The pixels of hidden layers are not asked for. */
export async function documentNodes(
  records: DocumentRecords,
  source: NodeSource,
  parent: string | null = null,
): Promise<CompositeNode[]> {
  const children = childrenByParent(records)
  const nodesIn = async (group: string | null): Promise<CompositeNode[]> => {
    const nodes: CompositeNode[] = []
    for (const layer of children.get(group) ?? []) nodes.push(await nodeOf(layer))
    return nodes
  }
  const nodeOf = async (layer: LayerRecord): Promise<CompositeNode> => {
    const { visible, opacity, blendMode, clipping } = layer
    const mask = visible && layer.mask?.enabled ? await source.maskPixels(layer.mask) : null
    const common = { visible, opacity, blendMode, clipping, mask }
    if (layer.type === 'group') return { ...common, children: visible ? await nodesIn(layer.id) : [] }
    return { ...common, pixels: (visible ? await source.layerPixels(layer) : null) ?? nothing }
  }
  return nodesIn(parent)
}

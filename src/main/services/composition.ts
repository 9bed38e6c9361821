/** A document's layers put together, without keeping the thread from answering. */
import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../shared/contract/errors.ts'
import { flatten, type CompositeNode } from '../../shared/compositing/composite.ts'
import { childrenByParent, getDocument } from '../../shared/document/tree.ts'
import type { LayerMask, LayerRecord } from '../../shared/document/types.ts'
import type { ExportSource } from '../formats/format.ts'
import type { Rgba8 } from '../imaging/pixels.ts'

/** Compositing works in strips of this height; between them the thread is free. */
const stripRows = 128

type LayerSource = Pick<ExportSource, 'records' | 'layerPixels' | 'maskPixels'>

/** All visible layers of a document as one picture of its size. Throws CANCELLED, and what the source throws. */
export async function compositeDocument(source: LayerSource, signal?: AbortSignal): Promise<Rgba8> {
  const { width, height } = getDocument(source.records)
  const nodes = await compositeNodes(source)
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y += stripRows) {
    throwIfCancelled(signal)
    const region = { x: 0, y, width, height: Math.min(stripRows, height - y) }
    data.set(flatten(nodes, region), y * width * 4)
    await setImmediate()
  }
  return { width, height, data }
}

/** What the compositor takes, bottom to top; what cannot be seen is left out. */
async function compositeNodes(source: LayerSource): Promise<CompositeNode[]> {
  const children = childrenByParent(source.records)
  const nodesIn = async (parent: string | null): Promise<CompositeNode[]> => {
    const nodes: CompositeNode[] = []
    for (const layer of children.get(parent) ?? []) nodes.push(await nodeOf(layer))
    return nodes
  }
  const nodeOf = async (layer: LayerRecord): Promise<CompositeNode> => {
    const { visible, opacity, blendMode, clipping } = layer
    const mask = layer.mask?.enabled ? await placedMask(source, layer.mask) : null
    const common = { visible, opacity, blendMode, clipping, mask }
    if (layer.type === 'group') return { ...common, children: await nodesIn(layer.id) }
    const placed = visible ? await source.layerPixels(layer) : null
    const empty = { x: 0, y: 0, width: 0, height: 0, data: new Uint8Array(0) }
    return { ...common, pixels: placed ? { ...placed.box, data: placed.data } : empty }
  }
  return nodesIn(null)
}

async function placedMask(source: LayerSource, mask: LayerMask) {
  const { x, y, width, height, outside } = mask
  return { x, y, width, height, outside, data: await source.maskPixels(mask) }
}

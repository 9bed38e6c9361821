/** A document's layers put together, without keeping the thread from answering. */
import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../shared/contract/errors.ts'
import { flatten, type Region } from '../../shared/compositing/composite.ts'
import { documentNodes, type NodeSource } from '../../shared/compositing/document-nodes.ts'
import { getDocument } from '../../shared/document/tree.ts'
import type { ExportSource } from '../formats/format.ts'
import type { Rgba8 } from '../imaging/pixels.ts'

/** Compositing works in strips of this height; between them the thread is free. */
const stripRows = 128

type LayerSource = Pick<ExportSource, 'records' | 'layerPixels' | 'maskPixels'>

/** All visible layers of a document as one picture of its size. Throws CANCELLED, and what the source throws. */
export async function compositeDocument(source: LayerSource, signal?: AbortSignal): Promise<Rgba8> {
  const { width, height } = getDocument(source.records)
  return compositeRegion(source, { x: 0, y: 0, width, height }, signal)
}

/** The same of a part of the document. */
export async function compositeRegion(source: LayerSource, part: Region, signal?: AbortSignal): Promise<Rgba8> {
  const { width, height } = part
  const nodes = await documentNodes(source.records, nodeSource(source))
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y += stripRows) {
    throwIfCancelled(signal)
    const region = { x: part.x, y: part.y + y, width, height: Math.min(stripRows, height - y) }
    data.set(flatten(nodes, region), y * width * 4)
    await setImmediate()
  }
  return { width, height, data }
}

/** The compositor's view of an export source. */
function nodeSource(source: LayerSource): NodeSource {
  return {
    async layerPixels(layer) {
      const placed = await source.layerPixels(layer)
      return placed && { ...placed.box, data: placed.data }
    },
    maskPixels: async (mask) => ({ ...mask, data: await source.maskPixels(mask) }),
  }
}

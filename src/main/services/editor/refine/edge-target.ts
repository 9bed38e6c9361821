/** What the edge of a layer is refined from: its pixels, what shows of them, and what is seen around them. */
import { LaminaError } from '../../../../shared/contract/errors.ts'
import { maxEdgeReach } from '../../../../shared/contract/refine-api.ts'
import { boundsUnder } from '../../../../shared/compositing/transform.ts'
import { applyDiff, diffBetween } from '../../../../shared/document/diff.ts'
import { getDocument, getLayer, walk } from '../../../../shared/document/tree.ts'
import type { DocRecord, DocumentRecords, LayerMask, PixelLayer } from '../../../../shared/document/types.ts'
import type { EdgeTarget } from '../../../engines/edge/edge-thread.ts'
import type { EdgeSource } from '../../../engines/edge/refine-edge.ts'
import { intersect, union } from '../../../imaging/boxes.ts'
import { pictureLimits } from '../../../imaging/codecs/decode.ts'
import type { Box } from '../../../imaging/pixels.ts'
import { snapshotOf } from '../layer-job.ts'
import type { Snapshot } from '../layer-jobs.ts'
import type { OpenDocument } from '../open-document.ts'
import { seenOf } from '../pick/keep-seen.ts'
import { placedLayer, type PlacedLayer } from '../pick/pick-target.ts'

export interface PlacedEdge extends EdgeTarget {
  layer: PixelLayer
  /** Where the edge's first pixel lies in the document. */
  x: number
  y: number
  width: number
  height: number
}

/** Of a layer as it is. Throws LAYER_NOT_FOUND and NOT_ALLOWED; reading throws what the reader throws. */
export function edgeTarget(document: OpenDocument, id: string): PlacedEdge {
  const snapshot = snapshotOf(document)
  const { records } = snapshot
  const layer = refinable(records, id)
  const box = reachOfEdge(records, layer)
  return {
    layer,
    key: `${document.id} ${document.revision} ${id}`,
    ...box,
    read: () => edgeSource(snapshot, layer, box),
  }
}

function refinable(records: DocumentRecords, id: string): PixelLayer {
  const layer = getLayer(records, id)
  const refused = (why: string, hint: string) =>
    new LaminaError('NOT_ALLOWED', `The edge of layer "${layer.name}" cannot be refined: ${why}.`, hint)
  if (layer.type !== 'pixels') throw refused('it has no pixels of its own', 'Choose a layer of pixels.')
  if (layer.locks.pixels || layer.locks.transparency) throw refused('its pixels are locked', 'Unlock it first.')
  const { width, height } = reachOfEdge(records, layer)
  if (width * height > pictureLimits.maxPixels) throw refused('it is too large', 'Choose a smaller layer.')
  return layer
}

/** The layer's box and what an edge can grow by; over the canvas no further than the layer reaches itself. */
function reachOfEdge(records: DocumentRecords, layer: PixelLayer): Box {
  const { width, height } = getDocument(records)
  const bounds = boundsUnder(layer.width, layer.height, layer.transform)
  const reach = { x: -width, y: -height, width: 3 * width, height: 3 * height }
  const own = intersect(bounds, reach) ?? { ...bounds, width: 1, height: 1 }
  const canvas = { x: 0, y: 0, width, height }
  const margin = 3 * maxEdgeReach
  const grown = { x: own.x - margin, y: own.y - margin, width: own.width + 2 * margin, height: own.height + 2 * margin }
  const around = intersect(grown, canvas)
  return around ? union(own, around) : own
}

async function edgeSource(snapshot: Snapshot, layer: PixelLayer, box: Box): Promise<EdgeSource> {
  const { records, readAsset } = snapshot
  const own = placedIn(await placedLayer(records, readAsset, layer), box)
  const cover = new Uint8Array(box.width * box.height)
  for (let i = 0; i < cover.length; i++) cover[i] = own[i * 4 + 3]
  if (layer.mask?.enabled) await multiplyMask(cover, box, layer.mask, readAsset)
  const seen = await seenOf(withoutAbove(records, layer), readAsset, box, new AbortController().signal)
  return { own: { width: box.width, height: box.height, data: own }, cover, seen }
}

/** The pixels in a buffer of the box. */
function placedIn({ x, y, image }: PlacedLayer, box: Box): Uint8Array {
  const out = new Uint8Array(box.width * box.height * 4)
  const part = intersect({ x, y, width: image.width, height: image.height }, box)
  if (!part) return out
  for (let row = part.y; row < part.y + part.height; row++) {
    const from = ((row - y) * image.width + part.x - x) * 4
    out.set(image.data.subarray(from, from + part.width * 4), ((row - box.y) * box.width + part.x - box.x) * 4)
  }
  return out
}

async function multiplyMask(cover: Uint8Array, box: Box, mask: LayerMask, readAsset: Snapshot['readAsset']) {
  const { data } = await readAsset(mask.asset)
  for (let y = 0, i = 0; y < box.height; y++) {
    const row = box.y + y - mask.y
    for (let x = 0; x < box.width; x++, i++) {
      const column = box.x + x - mask.x
      const inside = row >= 0 && column >= 0 && row < mask.height && column < mask.width
      cover[i] = Math.round((cover[i] * (inside ? data[row * mask.width + column] : mask.outside)) / 255)
    }
  }
}

/** The document with nothing above the layer, which is shown as it would be alone on what lies below it. */
function withoutAbove(records: DocumentRecords, layer: PixelLayer): DocumentRecords {
  const order = [...walk(records)].map((entry) => entry.layer)
  const at = order.findIndex(({ id }) => id === layer.id)
  const around = new Set<string>()
  for (let parent = layer.parent; parent !== null; parent = getLayer(records, parent).parent) around.add(parent)
  const after: Record<string, DocRecord> = {}
  for (const [index, other] of order.entries()) {
    if (index > at && other.visible) after[other.id] = { ...other, visible: false }
    if (around.has(other.id)) after[other.id] = { ...other, visible: true, opacity: 1, mask: null, clipping: false }
  }
  after[layer.id] = { ...layer, visible: true, opacity: 1, blendMode: 'normal', clipping: false }
  const before = Object.fromEntries(Object.keys(after).map((id) => [id, records[id]]))
  return applyDiff(records, diffBetween(before, after))
}

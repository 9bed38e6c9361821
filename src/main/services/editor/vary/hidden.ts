/** What of a layer is hidden: pixels that may become others without anybody seeing it. */
import { applyDiff, diffBetween } from '../../../../shared/document/diff.ts'
import { getLayer, walk } from '../../../../shared/document/tree.ts'
import type { DocRecord, DocumentRecords, PixelLayer } from '../../../../shared/document/types.ts'
import type { Box, Rgba8 } from '../../../imaging/pixels.ts'
import type { Snapshot } from '../layer-jobs.ts'
import { seenOf } from '../pick/keep-seen.ts'

/** Fewer pixels than this are not worth another fill. */
const LEAST_HIDDEN = 64

/** 1 where the layer has pixels and others, opaque together, lie over them; null where that is next to nothing. */
export async function hiddenPixels(
  { records, readAsset }: Snapshot,
  layer: PixelLayer,
  box: Box,
  own: Rgba8,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const { data } = await seenOf(onlyAbove(records, layer), readAsset, box, signal)
  const hidden = new Uint8Array(box.width * box.height)
  let count = 0
  for (let i = 0; i < hidden.length; i++) {
    if (own.data[i * 4 + 3] === 0 || data[i * 4 + 3] < 255) continue
    hidden[i] = 1
    count++
  }
  return count < LEAST_HIDDEN ? null : hidden
}

/** The document with nothing but what simply covers the layer: no modes that let it show. */
function onlyAbove(records: DocumentRecords, layer: PixelLayer): DocumentRecords {
  const around = new Set<string>()
  for (let parent = layer.parent; parent !== null; parent = getLayer(records, parent).parent) around.add(parent)
  const after: Record<string, DocRecord> = {}
  let isAbove = false
  for (const { layer: other } of walk(records)) {
    if (other.id === layer.id) {
      isAbove = true
      after[other.id] = { ...layer, visible: false }
      continue
    }
    if (around.has(other.id)) continue
    const covers = isAbove && (other.blendMode === 'normal' || other.blendMode === 'pass through')
    if (!covers && other.visible) after[other.id] = { ...other, visible: false }
  }
  const before = Object.fromEntries(Object.keys(after).map((id) => [id, records[id]]))
  return applyDiff(records, diffBetween(before, after))
}

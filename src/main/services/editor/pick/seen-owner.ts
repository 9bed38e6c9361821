/** Picked from what is seen: which layer that is, and how much of what is picked is that layer's. */
import { LaminaError, throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { getLayer, walk } from '../../../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord, PixelLayer } from '../../../../shared/document/types.ts'
import type { PickedMatte } from '../../../engines/pick-messages.ts'
import type { Snapshot } from '../layer-jobs.ts'
import { pickable, placedLayer } from './pick-target.ts'

/** The layer that shows most of the matte (in document pixels), and the matte where it is that layer that shows. */
export async function seenOwner(
  { records, readAsset }: Snapshot,
  matte: PickedMatte,
  signal: AbortSignal,
): Promise<{ layer: PixelLayer; matte: PickedMatte }> {
  const visible = [...walk(records)].map(({ layer }) => layer).filter((layer) => isSeen(records, layer))
  // What lies above lets this much through, at each pixel of the matte.
  const through = new Float32Array(matte.data.length).fill(1)
  let best: { layer: PixelLayer; weight: number; through: Float32Array } | null = null
  for (const layer of visible.reverse()) {
    if (layer.type !== 'pixels') continue
    throwIfCancelled(signal)
    const { x, y, image } = await placedLayer(records, readAsset, layer)
    const seen = through.slice()
    let weight = 0
    for (let i = 0; i < through.length; i++) {
      const column = Math.floor(matte.box.x + (((i % matte.width) + 0.5) * matte.box.width) / matte.width) - x
      const row = Math.floor(matte.box.y + ((Math.floor(i / matte.width) + 0.5) * matte.box.height) / matte.height) - y
      if (column < 0 || row < 0 || column >= image.width || row >= image.height) continue
      const alpha = (image.data[(row * image.width + column) * 4 + 3] / 255) * layer.opacity
      weight += (matte.data[i] / 255) * alpha * through[i]
      through[i] *= 1 - alpha
    }
    if (!best || weight > best.weight) best = { layer, weight, through: seen }
  }
  if (!best || best.weight === 0) {
    throw new LaminaError('LAYER_NOT_SPLITTABLE', 'No layer shows what is picked.', 'Select the layer to pick from.')
  }
  const { layer, through: lit } = best
  const data = matte.data.map((value, i) => Math.round(value * lit[i]))
  return { layer: pickable(records, layer.id), matte: { ...matte, data } }
}

/** It and the groups around it are not hidden. */
function isSeen(records: DocumentRecords, { visible, parent }: LayerRecord): boolean {
  return visible && (parent === null || isSeen(records, getLayer(records, parent)))
}

/** Edits that put layers together into new pixels. */
import { intersection } from '../../../shared/compositing/transform.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { insertLayers, removeLayers, replaceLayersWithLayer } from '../../../shared/document/commands/structure.ts'
import { applyDiff, diffBetween, squashDiffs } from '../../../shared/document/diff.ts'
import { newPixelLayer } from '../../../shared/document/records.ts'
import { childrenOf, getDocument, getLayer, outermost } from '../../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord, PixelLayer } from '../../../shared/document/types.ts'
import type { StructureActions } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import { assertUnlocked } from '../locks.ts'
import { boundsOf, reachOf } from '../pixels/bounds.ts'
import { nodesOf } from '../pixels/layer-nodes.ts'
import { isInPlace, type PixelsOfLayer } from '../pixels/document-pixels.ts'

type Merging = Pick<StructureActions, 'mergeDown' | 'mergeLayers' | 'mergeVisible' | 'flatten' | 'convertToPixels'>

export function mergeActions(context: EditorContext, select: (ids: readonly string[]) => void): Merging {
  /** What the layers alone show, as pixels of a layer in the document. */
  const mergedPixels = async (records: DocumentRecords, ids: readonly string[]) => {
    const nodes = await nodesOf(context.pixels, records, ids)
    const region = intersection(boundsOf(records, ids) ?? emptyRegion, reachOf(records))
    const data = await context.pixels.flatten(nodes, region)
    return context.pixels.store(context.document, { ...region, data })
  }
  const merge = async (name: string, ids: readonly string[], keep: LayerRecord) => {
    const merged = await context.work('Merging', async () => {
      const { records } = context
      assertUnlocked(records, ids, 'all')
      assertUnlocked(records, ids, 'pixels')
      const lowest = outermost(records, ids)[0]
      // The lowest layer's way of blending is the merged one's: for its pixels it is taken as plain.
      const plain = applyDiff(
        records,
        diffBetween({ [lowest.id]: lowest }, { [lowest.id]: { ...lowest, blendMode: 'normal', clipping: false } }),
      )
      const pixels = await mergedPixels(plain, ids)
      const layer = newPixelLayer({
        id: context.newId(),
        name: keep.name,
        kind: keep.kind === 'group' || keep.kind === 'fill' ? 'artwork' : keep.kind,
        blendMode: lowest.blendMode === 'pass through' ? 'normal' : lowest.blendMode,
        clipping: lowest.clipping,
        label: keep.label,
        ...pixels,
      })
      context.finish(name, (now) => replaceLayersWithLayer(now, { ids, layer }))
      return layer.id
    })
    if (merged) select([merged])
  }
  const visibleAtTop = () => childrenOf(context.records, null).filter(({ visible }) => visible)
  return {
    async mergeDown() {
      const { active } = context.session.getState()
      if (active === null) return
      const layer = getLayer(context.records, active)
      if (layer.type === 'group') return merge('Merge group', [active], layer)
      const siblings = childrenOf(context.records, layer.parent)
      const below = siblings[siblings.findIndex(({ id }) => id === active) - 1]
      if (below?.visible && layer.visible) return merge('Merge down', [below.id, active], below)
      context.fail(
        new LaminaError(
          'NOT_ALLOWED',
          'There is no visible layer directly below.',
          'Move the layer, or select several to merge them.',
        ),
      )
    },
    async mergeLayers(ids) {
      const layers = outermost(context.records, ids)
      const top = layers.at(-1)
      if (top)
        await merge(
          'Merge layers',
          layers.map(({ id }) => id),
          top,
        )
    },
    async mergeVisible() {
      const visible = visibleAtTop()
      const [lowest] = visible
      if (lowest)
        await merge(
          'Merge visible',
          visible.map(({ id }) => id),
          lowest,
        )
    },
    async flatten() {
      const flat = await context.work('Flattening', async () => {
        const { records } = context
        const { width, height } = getDocument(records)
        const region = { x: 0, y: 0, width, height }
        const data = await context.pixels.flatten(await context.pixels.nodes(records), region)
        overWhite(data)
        const pixels = await context.pixels.storeWhole(context.document, { ...region, data })
        const layer = newPixelLayer({ id: context.newId(), name: 'Background', kind: 'background', ...pixels })
        const all = childrenOf(records, null).map(({ id }) => id)
        context.finish('Flatten image', (now) => {
          const removed = removeLayers(now, { ids: all })
          const empty = applyDiff(now, removed)
          return squashDiffs([removed, insertLayers(empty, { layers: [layer], at: { parent: null, above: null } })])
        })
        return layer.id
      })
      if (flat) select([flat])
    },
    async convertToPixels(ids) {
      await context.work('Converting', async () => {
        const { records } = context
        const layers = ids.map((id) => getLayer(records, id)).filter((layer) => layer.type !== 'group')
        const changing = layers.filter((layer) => layer.type === 'fill' || layer.text !== null || !isInPlace(layer))
        assertUnlocked(
          records,
          changing.map(({ id }) => id),
          'pixels',
        )
        const after: Record<string, LayerRecord> = {}
        for (const layer of changing) {
          if (layer.type === 'pixels' && isInPlace(layer)) {
            after[layer.id] = { ...layer, text: null }
            continue
          }
          const pixels = await context.pixels.store(context.document, await context.pixels.layer(records, layer))
          after[layer.id] = layer.type === 'fill' ? pixelLayerOf(layer, pixels) : { ...layer, ...pixels }
        }
        context.finish('Convert to pixels', (now) => diffBetween(pick(now, Object.keys(after)), after))
      })
    },
  }
}

const emptyRegion = { x: 0, y: 0, width: 0, height: 0 }

function pick(records: DocumentRecords, ids: readonly string[]) {
  return Object.fromEntries(ids.map((id) => [id, records[id]]))
}

function pixelLayerOf(layer: Exclude<LayerRecord, { type: 'group' }>, pixels: PixelsOfLayer): PixelLayer {
  const { id, parent, order, name, visible, locks, opacity, blendMode, clipping, mask, label } = layer
  const kind = layer.kind === 'fill' ? 'background' : layer.kind
  return {
    type: 'pixels',
    id,
    parent,
    order,
    name,
    kind,
    visible,
    locks,
    opacity,
    blendMode,
    clipping,
    mask,
    label,
    confidence: null,
    texts: [],
    ...pixels,
  }
}

/** White behind what is not opaque. */
function overWhite(data: Uint8Array): void {
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]
    if (alpha === 255) continue
    for (let c = 0; c < 3; c++) data[i + c] = Math.round((data[i + c] * alpha + 255 * (255 - alpha)) / 255)
    data[i + 3] = 255
  }
}

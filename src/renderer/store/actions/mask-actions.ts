/** Masks: added, painted, switched off, applied, taken away. */
import type { PlacedPixels, Region } from '../../../shared/compositing/composite.ts'
import { paintStroke, strokeBounds } from '../../../shared/compositing/stroke.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { setMask, setMaskEnabled } from '../../../shared/document/commands/properties.ts'
import { diffBetween } from '../../../shared/document/diff.ts'
import { getLayer } from '../../../shared/document/tree.ts'
import type { DocumentRecords, LayerMask, LayerRecord } from '../../../shared/document/types.ts'
import type { MaskActions, MaskStroke } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import { PAINTING } from '../commands/command.ts'
import { assertUnlocked } from '../locks.ts'
import { boundsOf, canvasOf, union } from '../pixels/bounds.ts'
import { selectedAt } from '../pixel-selection.ts'

export function maskActions(context: EditorContext): MaskActions {
  const { session, pixels } = context
  /** The end of the last stroke: hands are faster than masks are stored. */
  let painting: Promise<unknown> = Promise.resolve()
  /** Finishes with these layers in the place of those with their ids. */
  const replace = (name: string, layers: readonly LayerRecord[]) => {
    const after = Object.fromEntries(layers.map((layer) => [layer.id, layer]))
    return context.finish(name, (records) => {
      const before = Object.fromEntries(layers.map(({ id }) => [id, getLayer(records, id)]))
      return diffBetween(before, after)
    })
  }
  const evenMask = (layer: LayerRecord, records: DocumentRecords, value: 0 | 255) => {
    const region =
      layer.type === 'pixels'
        ? union(boundsOf(records, [layer.id]) ?? canvasOf(records), canvasOf(records))
        : canvasOf(records)
    const data = new Uint8Array(region.width * region.height).fill(value)
    return pixels.storeMask(context.document, region, data, value)
  }
  const selectionMask = async (): Promise<LayerMask | null> => {
    const selection = session.getState().pixelSelection
    if (!selection) return null
    const data = selection.data ?? new Uint8Array(selection.width * selection.height).fill(255)
    const { x, y, width, height } = selection
    return pixels.storeMask(context.document, { x, y, width, height }, data, 0)
  }
  /** The layer's alpha as its mask; its pixels become opaque, so that together they show what they showed. */
  const alphaToMask = async (records: DocumentRecords, layer: LayerRecord): Promise<LayerRecord> => {
    if (layer.type !== 'pixels') {
      throw new LaminaError(
        'NOT_ALLOWED',
        `Layer "${layer.name}" has no transparency of its own.`,
        'Choose a layer of pixels.',
      )
    }
    assertUnlocked(records, [layer.id], 'pixels')
    const placed = await pixels.layer(records, layer)
    const alpha = new Uint8Array(placed.width * placed.height)
    const opaque = new Uint8Array(placed.data)
    for (let i = 0; i < alpha.length; i++) {
      alpha[i] = opaque[i * 4 + 3]
      opaque[i * 4 + 3] = 255
    }
    const mask = await pixels.storeMask(context.document, region(placed), alpha, 0)
    return { ...layer, ...(await pixels.storeWhole(context.document, { ...placed, data: opaque })), mask }
  }
  const painted = async (id: string, stroke: MaskStroke): Promise<boolean> => {
    const { records } = context
    assertUnlocked(records, [id], 'all')
    const { mask } = getLayer(records, id)
    if (!mask) {
      throw new LaminaError('NOT_ALLOWED', 'The layer has no mask to paint on.', 'Add a mask first.')
    }
    const reach = intersection(strokeBounds(stroke), union(canvasOf(records), region(mask)))
    if (reach.width === 0 || reach.height === 0) return false
    const grown = union(region(mask), reach)
    const data = grownMask(mask, await pixels.mask(mask), grown)
    paintStroke(data, grown, stroke)
    const stored = await pixels.storeMask(context.document, grown, data, mask.outside)
    const name = stroke.value < 128 ? 'Erase on mask' : 'Paint on mask'
    return context.finish(name, (now) => setMask(now, { id, mask: { ...stored, enabled: mask.enabled } }))
  }
  return {
    async addMask(ids, from) {
      const { pixelSelection } = session.getState()
      const source = from ?? (pixelSelection ? 'selection' : 'reveal')
      const done = await context.work('Adding a mask', async () => {
        const { records } = context
        assertUnlocked(records, ids, 'all')
        const changed: LayerRecord[] = []
        for (const layer of ids.map((id) => getLayer(records, id)).filter(({ mask }) => mask === null)) {
          if (source === 'alpha') changed.push(await alphaToMask(records, layer))
          else {
            const mask =
              source === 'selection'
                ? await selectionMask()
                : await evenMask(layer, records, source === 'hide' ? 0 : 255)
            changed.push({ ...layer, mask })
          }
        }
        return replace(ids.length > 1 ? 'Add masks' : 'Add mask', changed)
      })
      if (done) session.setState({ target: 'mask' })
    },
    setMaskEnabled(ids, enabled) {
      context.edit(enabled ? 'Enable mask' : 'Disable mask', (records) => {
        assertUnlocked(records, ids, 'all')
        return setMaskEnabled(records, { ids, enabled })
      })
    },
    async applyMask(ids) {
      await context.work('Applying the mask', async () => {
        const { records } = context
        assertUnlocked(records, ids, 'pixels')
        const changed: LayerRecord[] = []
        for (const layer of ids.map((id) => getLayer(records, id))) {
          if (!layer.mask || layer.type !== 'pixels') continue
          const placed = await pixels.layer(records, layer)
          const masked = withMask(placed, layer.mask, await pixels.mask(layer.mask))
          changed.push({ ...layer, ...(await pixels.store(context.document, masked)), mask: null })
        }
        return replace('Apply mask', changed)
      })
      session.setState({ target: 'pixels' })
    },
    deleteMask(ids) {
      const done = context.edit('Delete mask', (records) => {
        assertUnlocked(records, ids, 'all')
        const before = Object.fromEntries(ids.map((id) => [id, getLayer(records, id)]))
        const after = Object.fromEntries(ids.map((id) => [id, { ...getLayer(records, id), mask: null }]))
        return diffBetween(before, after)
      })
      if (done) session.setState({ target: 'pixels', shownMask: null })
    },
    async invertMask(id) {
      await context.work('Inverting the mask', async () => {
        const { records } = context
        assertUnlocked(records, [id], 'all')
        const { mask } = getLayer(records, id)
        if (!mask) return
        const data = (await pixels.mask(mask)).map((value) => 255 - value)
        const inverted = await pixels.storeMask(context.document, region(mask), data, mask.outside === 0 ? 255 : 0)
        context.finish('Invert mask', (now) => setMask(now, { id, mask: { ...inverted, enabled: mask.enabled } }))
      })
    },
    paintMask(id, stroke, onTurn) {
      const paint = async () => {
        onTurn?.()
        return (await context.work(PAINTING, () => painted(id, stroke))) ?? false
      }
      const done = painting.then(paint)
      painting = done
      return done
    },
  }
}

function region({ x, y, width, height }: Region): Region {
  return { x, y, width, height }
}

/** The mask's bytes in a larger region, its outside value around them. */
export function grownMask(mask: LayerMask, data: Uint8Array, to: Region): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(to.width * to.height).fill(mask.outside)
  for (let y = 0; y < mask.height; y++) {
    out.set(data.subarray(y * mask.width, (y + 1) * mask.width), (mask.y - to.y + y) * to.width + mask.x - to.x)
  }
  return out
}

/** The pixels with their alpha times the mask. */
function withMask(placed: PlacedPixels, mask: LayerMask, values: Uint8Array<ArrayBuffer>): PlacedPixels {
  const data = new Uint8Array(placed.data)
  const shape = { ...region(mask), data: values }
  for (let y = 0, i = 3; y < placed.height; y++) {
    for (let x = 0; x < placed.width; x++, i += 4) {
      const px = placed.x + x
      const py = placed.y + y
      const inside = px >= mask.x && py >= mask.y && px < mask.x + mask.width && py < mask.y + mask.height
      data[i] = Math.round((data[i] * (inside ? selectedAt(shape, px, py) : mask.outside)) / 255)
    }
  }
  return { ...placed, data }
}

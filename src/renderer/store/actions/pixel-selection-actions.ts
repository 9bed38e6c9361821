/** Selections of pixels, what is done to the selected ones, and the clipboard. */
import type { PlacedPixels, Region } from '../../../shared/compositing/composite.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { aboveLayer } from '../../../shared/document/commands/placement.ts'
import { replacePixels } from '../../../shared/document/commands/properties.ts'
import { insertLayers } from '../../../shared/document/commands/structure.ts'
import { applyDiff, squashDiffs } from '../../../shared/document/diff.ts'
import { newPixelLayer } from '../../../shared/document/records.ts'
import { getLayer, outermost } from '../../../shared/document/tree.ts'
import type { DocumentRecords, FillLayer, PixelLayer, RecordsDiff } from '../../../shared/document/types.ts'
import type { FileActions, PixelSelectionActions, StructureActions } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import { assertUnlocked } from '../locks.ts'
import { combine, feather, inverse, polygon, rectangle, selectedAt, type PixelSelection } from '../pixel-selection.ts'
import { boundsOf, canvasOf } from '../pixels/bounds.ts'
import { trimmed } from '../pixels/document-pixels.ts'
import { nodesOf } from '../pixels/layer-nodes.ts'
import { encodePng } from '../pixels/png.ts'

type Actions = PixelSelectionActions & Pick<StructureActions, 'layerViaCopy'> & Pick<FileActions, 'newFromClipboard'>

type PixelsOf = Pick<PixelLayer, 'id' | 'asset' | 'width' | 'height' | 'transform'>

/** Actions of other groups that these lead to. */
export interface Neighbours {
  select(ids: readonly string[]): void
  openFile: FileActions['openFile']
  /** Puts a picture into the document; where it is of the size given, at that place. */
  place(file: Blob, name: string, at: Region | null): Promise<void>
  remove: StructureActions['remove']
}

export function pixelSelectionActions(
  context: EditorContext,
  { select, openFile, place, remove }: Neighbours,
): Actions {
  const { session, pixels } = context
  /** What was copied last, to be put back where it was. */
  let copied: Region | null = null

  const setSelection = (added: PixelSelection | null, mode = session.getState().toolOptions.selection.combine) => {
    const { pixelSelection } = session.getState()
    const selection = combine(pixelSelection, added, mode)
    session.setState({ pixelSelection: selection, lastPixelSelection: selection ?? pixelSelection })
  }
  const softened = (selection: PixelSelection | null) => {
    const { toolOptions } = session.getState()
    return selection && feather(selection, toolOptions.selection.feather, canvasOf(context.records))
  }
  const shape = async (layer: PixelLayer | FillLayer): Promise<PixelSelection> => {
    const { x, y, width, height, data } = await pixels.layer(context.records, layer)
    const alpha = new Uint8Array(width * height)
    for (let i = 0; i < alpha.length; i++) alpha[i] = data[i * 4 + 3]
    return { x, y, width, height, data: alpha }
  }
  /** The layers' pixels without what is selected. */
  const remains = async (ids: readonly string[], selection: PixelSelection) => {
    const { records } = context
    const layers = ids.map((id) => getLayer(records, id)).filter((layer) => layer.type === 'pixels')
    assertUnlocked(
      records,
      layers.map(({ id }) => id),
      'pixels',
    )
    assertUnlocked(
      records,
      layers.map(({ id }) => id),
      'transparency',
    )
    const rests: PixelsOf[] = []
    for (const layer of layers) {
      const rest = weighed(await pixels.layer(records, layer), (x, y) => 255 - selectedAt(selection, x, y))
      rests.push({ id: layer.id, ...(await pixels.storeWhole(context.document, rest)) })
    }
    return rests
  }
  const clear = async (ids: readonly string[], selection: PixelSelection, name: string) => {
    const rests = await remains(ids, selection)
    context.finish(name, (records) => replaceAll(records, rests))
  }
  /** The picture that Copy takes: the selected pixels of the layers, or of the whole document. */
  const picture = async (merged: boolean): Promise<PlacedPixels | null> => {
    const { records } = context
    const { selection: ids, pixelSelection } = session.getState()
    const nodes = merged ? await pixels.nodes(records) : await nodesOf(pixels, records, ids)
    const bounds = merged ? canvasOf(records) : boundsOf(records, ids)
    if (!bounds) return null
    const region = intersection(
      pixelSelection ? intersection(bounds, pixelSelection) : bounds,
      merged || pixelSelection ? canvasOf(records) : bounds,
    )
    const placed = { ...region, data: await pixels.flatten(nodes, region) }
    return trimmed(pixelSelection ? weighed(placed, (x, y) => selectedAt(pixelSelection, x, y)) : placed)
  }
  return {
    setPixelSelection: (selection, mode) => setSelection(selection, mode ?? 'replace'),
    selectRectangle: (region, mode) => setSelection(softened(rectangle(region, canvasOf(context.records))), mode),
    selectPolygon: (points, mode) => setSelection(softened(polygon(points, canvasOf(context.records))), mode),
    selectAllPixels: () => setSelection(rectangle(canvasOf(context.records), canvasOf(context.records)), 'replace'),
    deselect: () => setSelection(null, 'replace'),
    reselect: () => session.setState({ pixelSelection: session.getState().lastPixelSelection }),
    async invertSelection() {
      const { pixelSelection } = session.getState()
      if (pixelSelection) setSelection(inverse(pixelSelection, canvasOf(context.records)), 'replace')
    },
    async loadSelection(id, source, mode = 'replace') {
      await context.attempt(async () => {
        const layer = getLayer(context.records, id)
        if (source === 'mask') {
          if (!layer.mask) return
          const { x, y, width, height } = layer.mask
          return setSelection({ x, y, width, height, data: await pixels.mask(layer.mask) }, mode)
        }
        if (layer.type !== 'group') return setSelection(combine(null, await shape(layer), 'add'), mode)
        const region = canvasOf(context.records)
        const data = await pixels.flatten(await nodesOf(pixels, context.records, [id]), region)
        setSelection({ ...region, data: data.filter((_, index) => index % 4 === 3) }, mode)
      })
    },
    async clearSelected(ids) {
      const { pixelSelection } = session.getState()
      if (!pixelSelection) return
      await context.work('Clearing', () => clear(ids, pixelSelection, 'Clear selected pixels'))
    },
    async layerViaCopy(cut) {
      const { pixelSelection, selection } = session.getState()
      if (!pixelSelection) return
      const added = await context.work('Making a layer', async () => {
        const { records } = context
        const top = outermost(records, selection).at(-1)
        const placed = await picture(false)
        if (!top || !placed)
          throw new LaminaError('NOT_ALLOWED', 'Nothing of the layer is selected.', 'Select a part of it.')
        const layer = newPixelLayer({
          id: context.newId(),
          name: `${top.name} part`,
          kind: 'object',
          ...(await pixels.storeWhole(context.document, placed)),
        })
        const rests = cut ? await remains(selection, pixelSelection) : []
        context.finish(cut ? 'Layer via cut' : 'Layer via copy', (now) => {
          const inserted = insertLayers(now, { layers: [layer], at: aboveLayer(top) })
          return squashDiffs([inserted, replaceAll(applyDiff(now, inserted), rests)])
        })
        return layer.id
      })
      if (added) {
        select([added])
        setSelection(null, 'replace')
      }
    },
    async copy({ merged = false, cut = false } = {}) {
      const { pixelSelection, selection } = session.getState()
      const done = await context.attempt(async () => {
        const placed = await picture(merged)
        if (!placed)
          throw new LaminaError('NOT_ALLOWED', 'There is nothing to copy.', 'Select a layer that shows something.')
        const png = await encodePng(placed)
        await context.platform.writeClipboard(png)
        copied = { x: placed.x, y: placed.y, width: placed.width, height: placed.height }
        return true
      })
      if (!done || !cut) return
      if (pixelSelection) await context.work('Cutting', () => clear(selection, pixelSelection, 'Cut'))
      else remove(selection)
    },
    async paste() {
      const png = await context.attempt(() => context.platform.readClipboard())
      if (!png)
        return context.toast({
          tone: 'info',
          message: 'There is no picture on the clipboard.',
          hint: 'Copy one first.',
        })
      if (context.model.state.id === null) return openFile(png, 'Pasted image.png', 'document')
      await place(png, 'Pasted image.png', copied)
    },
    async newFromClipboard() {
      const png = await context.attempt(() => context.platform.readClipboard())
      if (png) await openFile(png, 'Pasted image.png', 'document')
      else context.toast({ tone: 'info', message: 'There is no picture on the clipboard.', hint: 'Copy one first.' })
    },
  }
}

/** The pixels with their alpha times 0..255 of each place. */
function weighed(placed: PlacedPixels, share: (x: number, y: number) => number): PlacedPixels {
  const data = new Uint8Array(placed.data)
  for (let y = 0, i = 3; y < placed.height; y++) {
    for (let x = 0; x < placed.width; x++, i += 4)
      data[i] = Math.round((data[i] * share(placed.x + x, placed.y + y)) / 255)
  }
  return { ...placed, data }
}

/** Other pixels in several layers, as one change. */
function replaceAll(records: DocumentRecords, layers: readonly PixelsOf[]): RecordsDiff {
  let now = records
  const diffs = layers.map((layer) => {
    const diff = replacePixels(now, layer)
    now = applyDiff(now, diff)
    return diff
  })
  return squashDiffs(diffs)
}

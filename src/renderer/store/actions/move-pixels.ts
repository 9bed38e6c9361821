/** Pixels that go from one layer to another, what is seen staying exactly the same. */
import { intersection } from '../../../shared/compositing/transform.ts'
import type { CompositeNode, PlacedPixels, Region } from '../../../shared/compositing/composite.ts'
import { documentNodes } from '../../../shared/compositing/document-nodes.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { replacePixels } from '../../../shared/document/commands/properties.ts'
import { applyDiff, squashDiffs } from '../../../shared/document/diff.ts'
import { getLayer, walk } from '../../../shared/document/tree.ts'
import type { DocumentRecords, PixelLayer } from '../../../shared/document/types.ts'
import type { MovePixelsActions } from '../actions.ts'
import { activeLayer, type EditorState } from '../commands/command.ts'
import type { EditorContext } from '../context.ts'
import { assertUnlocked } from '../locks.ts'
import { canvasOf, union } from '../pixels/bounds.ts'
import { trimmed } from '../pixels/document-pixels.ts'
import { selectedAt, type PixelSelection } from '../pixel-selection.ts'

/** A pixel that is selected by half goes as a whole: two halves in two layers are not what one was. */
const SELECTED = 128
/** Changes of a channel that are tried where two soft pixels in one round otherwise than they did in two. */
const NUDGES = [1, -1, 2, -2, 3, -3]

/** Layers that selected pixels of the active one can go to, the topmost first. */
export function movePixelTargets({ document, session }: EditorState): PixelLayer[] {
  const layers = [...walk(document.records)].map(({ layer }) => layer)
  return layers.filter((layer) => layer.type === 'pixels' && layer.id !== session.active).reverse() as PixelLayer[]
}

export function canMovePixels(state: EditorState): boolean {
  const layer = activeLayer(state)
  return layer?.type === 'pixels' && state.session.pixelSelection !== null && movePixelTargets(state).length > 0
}

/** Why there is nothing to move, as a menu says it. */
export function whyNotMovePixels(state: EditorState): string {
  if (activeLayer(state)?.type !== 'pixels') return 'the layer has no pixels of its own'
  return state.session.pixelSelection ? 'there is no other layer of pixels' : 'select some of its pixels first'
}

export function movePixelsActions(context: EditorContext): MovePixelsActions {
  const move: MovePixelsActions['movePixels'] = async (from, to, selection) => {
    const moved = await context.work('Moving pixels', () => movePixels(context, from, to, selection))
    if (moved) tellStayed(context, moved.stayed, to)
  }
  return {
    movePixels: move,
    async movePixelsTo(to) {
      const { active, pixelSelection } = context.session.getState()
      if (active !== null && pixelSelection) await move(active, to, pixelSelection)
    },
  }
}

/** Says it where pixels could not go to a layer. */
export function tellStayed(context: EditorContext, stayed: number, to: string): void {
  if (stayed === 0) return
  const { name } = getLayer(context.records, to)
  const message = stayed === 1 ? '1 pixel stayed.' : `${stayed} pixels stayed.`
  context.toast({ tone: 'info', message, hint: `Other layers lie between them and "${name}".` })
}

/** Two layers as they were before pixels went from the one to the other. */
export interface EarlierLayers {
  own: PlacedPixels
  other: PlacedPixels
}

/**
 * One step. With `earlier` the selected pixels become again what they were in both layers. Gives the number of pixels that
 * stayed; throws NOT_ALLOWED where none could go.
 */
export async function movePixels(
  context: EditorContext,
  from: string,
  to: string,
  selection: PixelSelection,
  { label = 'Move pixels', earlier = null }: { label?: string; earlier?: EarlierLayers | null } = {},
): Promise<{ stayed: number }> {
  const { records, pixels } = context
  const [source, target] = [from, to].map((id) => pixelLayer(records, id))
  assertUnlocked(records, [from, to], 'pixels')
  assertUnlocked(records, [from, to], 'transparency')
  const placed = await pixels.layer(records, source)
  const region = intersection(intersection(selection, earlier?.own ?? placed), canvasOf(records))
  if (region.width === 0 || region.height === 0) throw nothingThere(source)
  const own = earlier ? grownTo(placed, region) : copyOf(placed)
  const grown = grownTo(await pixels.layer(records, target), region)
  const parts: Parts = { own, other: grown, wasOwn: copyOf(own), wasOther: copyOf(grown) }
  const nodes = await nodesWith(
    context,
    records,
    new Map([
      [from, own],
      [to, grown],
    ]),
  )
  const before = await pixels.flatten(nodes, region)
  const isAbove =
    [...walk(records)].findIndex(({ layer }) => layer.id === to) >
    [...walk(records)].findIndex(({ layer }) => layer.id === from)
  const touched = earlier ? restore(parts, region, selection, earlier) : transfer(parts, region, selection, isAbove)
  if (touched.count === 0) throw nothingThere(source)
  const stayed = await keepSeen(context, nodes, parts, region, before, touched.mask)
  if (stayed === touched.count) {
    throw new LaminaError(
      'NOT_ALLOWED',
      `The picture would change: other layers lie between "${source.name}" and "${target.name}".`,
      'Bring the two layers together first.',
    )
  }
  const replaced = [
    { id: from, ...(await pixels.storeWhole(context.document, own)) },
    { id: to, ...(await pixels.storeWhole(context.document, trimmed(grown) ?? grown)) },
  ]
  context.finish(label, (now) => {
    const first = replacePixels(now, replaced[0])
    return squashDiffs([first, replacePixels(applyDiff(now, first), replaced[1])])
  })
  return { stayed }
}

interface Parts {
  own: Placed
  other: Placed
  wasOwn: Placed
  wasOther: Placed
}

type Placed = PlacedPixels & { data: Uint8Array<ArrayBuffer> }

function pixelLayer(records: DocumentRecords, id: string): PixelLayer {
  const layer = getLayer(records, id)
  if (layer.type === 'pixels') return layer
  throw new LaminaError('NOT_ALLOWED', `Layer "${layer.name}" has no pixels of its own.`, 'Choose a layer of pixels.')
}

function nothingThere({ name }: PixelLayer): LaminaError {
  return new LaminaError('NOT_ALLOWED', `Nothing of layer "${name}" is selected.`, 'Select a part of it.')
}

function copyOf({ x, y, width, height, data }: PlacedPixels): Placed {
  return { x, y, width, height, data: new Uint8Array(data) }
}

function grownTo(placed: PlacedPixels, region: Region): Placed {
  const box = placed.width > 0 && placed.height > 0 ? union(placed, region) : region
  const data = new Uint8Array(box.width * box.height * 4)
  for (let y = 0; y < placed.height; y++) {
    const row = placed.data.subarray(y * placed.width * 4, (y + 1) * placed.width * 4)
    data.set(row, ((placed.y - box.y + y) * box.width + placed.x - box.x) * 4)
  }
  return { ...box, data }
}

/** The document with these pixels in the place of the layers'; they may be changed between two looks at it. */
async function nodesWith(
  context: EditorContext,
  records: DocumentRecords,
  placed: ReadonlyMap<string, PlacedPixels>,
): Promise<CompositeNode[]> {
  const source = context.pixels.nodeSource(records)
  return documentNodes(records, {
    ...source,
    layerPixels: async (layer) => placed.get(layer.id) ?? source.layerPixels(layer),
  })
}

/** Takes the selected pixels out of the one and puts them over or under what the other has there. */
function transfer({ own, other }: Parts, region: Region, selection: PixelSelection, isAbove: boolean) {
  const mask = new Uint8Array(region.width * region.height)
  let count = 0
  for (let i = 0; i < mask.length; i++) {
    const x = region.x + (i % region.width)
    const y = region.y + Math.floor(i / region.width)
    const from = offsetOf(own, x, y)
    const taken = own.data[from + 3] / 255
    if (selectedAt(selection, x, y) < SELECTED || taken === 0) continue
    mask[i] = 1
    count++
    const to = offsetOf(other, x, y)
    const there = other.data[to + 3] / 255
    // Where the other lies above, its own pixel stays on top.
    const [over, under] = isAbove ? [there, taken] : [taken, there]
    const alpha = over + under * (1 - over)
    for (let c = 0; c < 3; c++) {
      const [top, low] = isAbove ? [other.data[to + c], own.data[from + c]] : [own.data[from + c], other.data[to + c]]
      other.data[to + c] = Math.round((top * over + low * under * (1 - over)) / alpha)
    }
    other.data[to + 3] = Math.round(255 * alpha)
    own.data[from + 3] = 0
  }
  return { mask, count }
}

/** Puts back what the two layers had at the selected pixels. */
function restore({ own, other }: Parts, region: Region, selection: PixelSelection, earlier: EarlierLayers) {
  const mask = new Uint8Array(region.width * region.height)
  let count = 0
  for (let i = 0; i < mask.length; i++) {
    const x = region.x + (i % region.width)
    const y = region.y + Math.floor(i / region.width)
    if (selectedAt(selection, x, y) < SELECTED) continue
    const changed = [putBack(own, earlier.own, x, y), putBack(other, earlier.other, x, y)]
    if (!changed.includes(true)) continue
    mask[i] = 1
    count++
  }
  return { mask, count }
}

/** Whether the pixel was another one. */
function putBack(now: Placed, earlier: PlacedPixels, x: number, y: number): boolean {
  const to = offsetOf(now, x, y)
  const column = x - earlier.x
  const row = y - earlier.y
  const inside = column >= 0 && row >= 0 && column < earlier.width && row < earlier.height
  const from = offsetOf(earlier, x, y)
  let changed = false
  for (let c = 0; c < 4; c++) {
    const value = inside ? earlier.data[from + c] : 0
    changed ||= now.data[to + c] !== value
    now.data[to + c] = value
  }
  return changed
}

/**
 * Makes what is seen the same again: first by levels of colour, that rounding took; and where that does not do, pixels go
 * back to where they were. Gives the number of those.
 */
async function keepSeen(
  context: EditorContext,
  nodes: readonly CompositeNode[],
  parts: Parts,
  region: Region,
  before: Uint8Array,
  touched: Uint8Array,
): Promise<number> {
  const { other } = parts
  let after = await context.pixels.flatten(nodes, region)
  const wrong = (i: number) => [0, 1, 2, 3].some((c) => after[i * 4 + c] !== before[i * 4 + c])
  const open = indices(touched).filter(wrong)
  for (const nudge of NUDGES) {
    if (open.length === 0) return 0
    const tried = open.flatMap((i) => {
      const to = offsetOf(other, region.x + (i % region.width), region.y + Math.floor(i / region.width))
      return [0, 1, 2].flatMap((c) => {
        const was = other.data[to + c]
        if (after[i * 4 + c] === before[i * 4 + c]) return []
        other.data[to + c] = Math.min(255, Math.max(0, was + nudge))
        return [{ i, c, at: to + c, was }]
      })
    })
    const first = after
    after = await context.pixels.flatten(nodes, region)
    for (const { i, c, at, was } of tried) {
      if (after[i * 4 + c] === before[i * 4 + c]) continue
      other.data[at] = was
      after[i * 4 + c] = first[i * 4 + c]
    }
    open.splice(0, open.length, ...open.filter(wrong))
  }
  for (const i of open) {
    const x = region.x + (i % region.width)
    const y = region.y + Math.floor(i / region.width)
    for (const [now, was] of [
      [parts.own, parts.wasOwn],
      [other, parts.wasOther],
    ]) {
      const at = offsetOf(now, x, y)
      now.data.set(was.data.subarray(at, at + 4), at)
    }
  }
  return open.length
}

function indices(mask: Uint8Array): number[] {
  const found: number[] = []
  for (let i = 0; i < mask.length; i++) if (mask[i]) found.push(i)
  return found
}

function offsetOf({ x, y, width }: Region, px: number, py: number): number {
  return ((py - y) * width + px - x) * 4
}

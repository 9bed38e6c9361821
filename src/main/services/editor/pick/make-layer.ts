/** A layer of what was picked: lifted out of the one that it is in, what is seen staying exactly the same. */
import { LaminaError, throwIfCancelled } from '../../../../shared/contract/errors.ts'
import type { Asset } from '../../../../shared/document/assets.ts'
import { aboveLayer } from '../../../../shared/document/commands/placement.ts'
import { replacePixels } from '../../../../shared/document/commands/properties.ts'
import { insertLayers, replaceLayerWithGroup } from '../../../../shared/document/commands/structure.ts'
import { applyDiff, squashDiffs } from '../../../../shared/document/diff.ts'
import { newPixelLayer, translation, type NewLayer } from '../../../../shared/document/records.ts'
import { childrenOf, layersOf } from '../../../../shared/document/tree.ts'
import type { DocumentRecords, PixelLayer, RecordsDiff, TextRun } from '../../../../shared/document/types.ts'
import type { Lifted } from '../../../engines/peel/prompt/lift.ts'
import type { Hint } from '../../../engines/peel/prompt/prompt.ts'
import type { PickedMatte } from '../../../engines/pick-messages.ts'
import type { PickThread } from '../../../engines/pick-thread.ts'
import type { Box } from '../../../imaging/pixels.ts'
import { hashAsset } from '../../../project/asset-content.ts'
import type { JobContext } from '../../jobs.ts'
import { newLayerIds } from '../../layer-records.ts'
import type { LayerChange, Snapshot } from '../layer-jobs.ts'
import { keepSeen } from './keep-seen.ts'
import { offsetIn, type Parts, type PlacedPart, type Plan } from './parts.ts'
import { seenOwner } from './seen-owner.ts'
import { pickable, placedLayer, type PlacedLayer, type PlacedTarget } from './pick-target.ts'

export interface Pick {
  /** null: what is seen; then the layer that shows most of what is picked gives it. */
  layer: string | null
  target: PlacedTarget
  /** In the target's pixels. */
  hints: readonly Hint[]
  name: string
}

/**
 * The change that makes the layer: on top of its source, or, where the source is not simply there (half transparent, masked,
 * clipped), in a group with it that takes over how it is shown. Throws LAYER_NOT_SPLITTABLE where nothing is picked or
 * nothing would be left, and what the picker throws.
 */
export async function makePickedLayer(
  picker: PickThread,
  snapshot: Snapshot,
  { layer: chosen, target, hints, name }: Pick,
  { signal, report }: globalThis.Pick<JobContext, 'signal' | 'report'>,
): Promise<LayerChange> {
  const { records, readAsset } = snapshot
  report({ stage: 'find', done: 0.05 })
  const picked = await picker.matte(target, hints, signal)
  if (!picked) throw nothingPicked()
  const inDocument = { ...picked, box: { ...picked.box, x: picked.box.x + target.x, y: picked.box.y + target.y } }
  const { layer, matte } =
    chosen === null
      ? await seenOwner(snapshot, inDocument, signal)
      : { layer: pickable(records, chosen), matte: inDocument }
  throwIfCancelled(signal)
  report({ stage: 'cut', done: 0.3 })
  const placed = await placedLayer(records, readAsset, layer)
  const own = { ...matte, box: { ...matte.box, x: matte.box.x - placed.x, y: matte.box.y - placed.y } }
  const size = { width: placed.image.width, height: placed.image.height }
  report({ stage: 'fill', done: 0.4 })
  const lifted = await picker.lift({ ...size, data: placed.image.data.slice() }, own, signal)
  if (!lifted.thing) throw nothingPicked()
  report({ stage: 'check', done: 0.85 })
  const rest = { ...size, x: placed.x, y: placed.y, data: lifted.rest }
  const parts: Parts = { placed, rest, thing: thingOf(lifted, placed) }
  if (isHidden(rest, parts.thing)) throw nothingLeft(layer)
  const plan = () => planChange(records, layer, parts, picked, name)
  const { diff, assets, made } = await keepSeen(snapshot, parts, plan, signal)
  report({ stage: 'write', done: 0.95 })
  return { label: 'Make layer', diff, assets, layers: [made], notes: [], pixels: size.width * size.height }
}

function thingOf({ thing }: Lifted, { x, y }: PlacedLayer): PlacedPart {
  if (!thing) throw nothingPicked()
  return { ...thing.box, x: thing.box.x + x, y: thing.box.y + y, data: thing.pixels }
}

/** The records with the parts as they are now. */
function planChange(
  records: DocumentRecords,
  layer: PixelLayer,
  { rest, thing }: Parts,
  picked: PickedMatte,
  name: string,
): Plan {
  const assets: Asset[] = [rest, thing].map(({ width, height, data }) => ({ type: 'rgba', width, height, data }))
  const [restHash, thingHash] = assets.map(hashAsset)
  const sizes = ({ width, height }: Box) => ({ width, height })
  const [first, second, third] = newLayerIds(records, 3)
  const isText = picked.texts.length > 0
  const texts = isText ? textsFor(layer, picked, thing) : []
  const left = layer.texts.filter((run) => !texts.includes(run))
  const made = newPixelLayer({
    id: first,
    name: name.trim() || (isText ? `Text: ${picked.texts.map(({ string }) => string).join(' ')}` : freeName(records)),
    kind: isText ? 'text' : 'object',
    asset: thingHash,
    ...sizes(thing),
    transform: translation(thing.x, thing.y),
    texts,
  })
  const remains = { asset: restHash, ...sizes(rest), transform: translation(rest.x, rest.y) }
  if (isSimplyThere(records, layer)) {
    const replacing = replacePixels(records, { id: layer.id, ...remains })
    const replaced = applyDiff(records, replacing)
    const before = replaced[layer.id] as PixelLayer
    const reading: RecordsDiff = {
      added: {},
      removed: {},
      updated: left.length === layer.texts.length ? {} : { [layer.id]: [before, { ...before, texts: left }] },
    }
    const inserting = insertLayers(applyDiff(replaced, reading), { layers: [made], at: aboveLayer(layer) })
    return { diff: squashDiffs([replacing, reading, inserting]), assets, made: first }
  }
  const { kind, confidence } = layer
  const below: NewLayer = newPixelLayer({ id: second, name: layer.name, kind, confidence, ...remains, texts: left })
  const diff = replaceLayerWithGroup(records, { id: layer.id, groupId: third, layers: [below, made] })
  return { diff, assets, made: first }
}

/** Known texts of the layer that lie in the new one, or what was read when it was looked at. */
function textsFor(layer: PixelLayer, picked: PickedMatte, thing: Box): TextRun[] {
  const known = layer.texts.filter(({ box }) => holds(thing, { x: box.x + box.width / 2, y: box.y + box.height / 2 }))
  if (known.length > 0) return known
  return picked.texts.map((text) => ({
    ...text,
    box: { x: thing.x, y: thing.y, width: thing.width, height: thing.height },
  }))
}

function holds({ x, y, width, height }: Box, point: { x: number; y: number }): boolean {
  return point.x >= x && point.y >= y && point.x < x + width && point.y < y + height
}

/** Shows its pixels as they are, and nothing is clipped to it: a layer on top of it looks as if it were part of it. */
function isSimplyThere(records: DocumentRecords, layer: PixelLayer): boolean {
  const { opacity, blendMode, mask, clipping, parent, id } = layer
  const siblings = childrenOf(records, parent)
  const above = siblings.at(siblings.findIndex((each) => each.id === id) + 1)
  const carries = above?.clipping ?? false
  return opacity === 1 && blendMode === 'normal' && !mask?.enabled && !clipping && !carries
}

/** Object, Object 2... */
function freeName(records: DocumentRecords): string {
  const names = new Set(layersOf(records).map(({ name }) => name))
  for (let n = 1; ; n++) {
    const name = n === 1 ? 'Object' : `Object ${n}`
    if (!names.has(name)) return name
  }
}

/** Whether the thing hides all that is left. */
function isHidden(rest: PlacedPart, thing: PlacedPart): boolean {
  for (let y = 0, i = 3; y < rest.height; y++) {
    for (let x = 0; x < rest.width; x++, i += 4) {
      if (rest.data[i] === 0) continue
      const at = offsetIn(thing, rest.x + x, rest.y + y)
      if (at < 0 || thing.data[at + 3] < 255) return false
    }
  }
  return true
}

function nothingPicked(): LaminaError {
  return new LaminaError('LAYER_NOT_SPLITTABLE', 'Nothing is picked.', 'Click on a thing, or draw a box around it.')
}

function nothingLeft({ name }: PixelLayer): LaminaError {
  return new LaminaError(
    'LAYER_NOT_SPLITTABLE',
    `Nothing would be left of layer "${name}".`,
    'It is a layer of its own already: pick a part of it.',
  )
}

/** Decompose and split on an open document: pixels to the engine, one change back. */
import { LaminaError } from '../../../shared/contract/errors.ts'
import { shareOf } from '../../../shared/contract/jobs.ts'
import type { JobOptions } from '../../../shared/contract/schemas.ts'
import type { Asset, AssetReader } from '../../../shared/document/assets.ts'
import { insertLayers, removeLayers } from '../../../shared/document/commands/structure.ts'
import { applyDiff, emptyDiff, squashDiffs } from '../../../shared/document/diff.ts'
import { IDENTITY } from '../../../shared/document/records.ts'
import { childrenOf, getDocument, getLayer, outermost } from '../../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord, PixelLayer, RecordsDiff } from '../../../shared/document/types.ts'
import { sameJson } from '../../../shared/document/equality.ts'
import type { FinishedLayers, FoundLayer, LayerDraft } from '../../engines/engine.ts'
import type { Rgba8 } from '../../imaging/pixels.ts'
import { assertExact, decompose, type DecomposeContext, type DecomposeRooms } from '../decompose.ts'
import { exportSource } from '../export-project.ts'
import type { JobContext } from '../jobs.ts'
import { layersFromDrafts, newLayerIds, placedBox } from '../layer-records.ts'
import { planSplit } from '../split-layer.ts'
import { countNotes } from '../split-picture.ts'
import { StageClock } from '../stage-clock.ts'

export interface LayerChange {
  label: string
  diff: RecordsDiff
  /** Those that the diff names and the document does not have. */
  assets: Asset[]
  /** Ids of what took the place of what was there, bottom to top. */
  layers: string[]
  notes: string[]
  /** Pixels that were taken apart. */
  pixels: number
}

/** What a job sees: the document as it was when the job began. */
export interface Snapshot {
  records: DocumentRecords
  readAsset: AssetReader
}

type Context = Pick<JobContext, 'signal' | 'report'>

/**
 * Takes apart what is seen. The new layers take the place of the visible ones; hidden ones stay where they are.
 * Throws LAYER_NOT_FOUND where nothing is seen, and what the engine throws.
 */
export async function decomposeDocument(
  rooms: DecomposeRooms,
  snapshot: Snapshot,
  options: JobOptions,
  context: DecomposeContext,
): Promise<LayerChange> {
  const { records } = snapshot
  context.report({ stage: 'open', done: 0 })
  const visible = visibleLayers(records)
  const image = await seen(snapshot, visible, context.signal)
  const result = await decompose(rooms, image, options, context, new StageClock('open'))
  if (result.drafts.length < 2) {
    const hint = options.layers === 'auto' ? 'Ask for a number of layers.' : 'Draw around what should become a layer.'
    throw new LaminaError('LAYER_NOT_SPLITTABLE', 'No separate layers were found in the picture.', hint)
  }
  const change = await replaceVisible(records, visible, result.drafts)
  const document = getDocument(records)
  const engine: RecordsDiff = {
    ...emptyDiff(),
    updated: { document: [document, { ...document, engine: result.engine }] },
  }
  return {
    ...change,
    label: 'Decompose',
    diff: squashDiffs([change.diff, engine]),
    notes: countNotes(options.layers, result.drafts.length),
  }
}

/**
 * Puts layers that a run on this document had finished when it was cancelled over what is seen of it, which becomes their
 * background. Throws LAYER_NOT_FOUND where nothing is seen, and what EngineThread.keep throws.
 */
export async function keepLayers(
  { thread }: DecomposeRooms,
  snapshot: Snapshot,
  finished: FinishedLayers,
  { signal, report, onFinished }: DecomposeContext,
): Promise<LayerChange> {
  const { records } = snapshot
  // Cancelled again, they can be kept later.
  onFinished?.(finished)
  report({ stage: 'open', done: 0 })
  const visible = visibleLayers(records)
  const image = await seen(snapshot, visible, signal)
  report({ stage: 'finish', done: 0.1 })
  const onChecking = () => report({ stage: 'check', done: 0.8 })
  const { drafts, exactness } = await thread.keep({ image, finished, signal, onChecking })
  assertExact(exactness, 'that were finished')
  const count = finished.layers.length
  const label = count === 1 ? 'Keep finished layer' : `Keep ${count} finished layers`
  return { ...(await replaceVisible(records, visible, drafts)), label }
}

function visibleLayers(records: DocumentRecords): LayerRecord[] {
  const visible = childrenOf(records, null).filter((layer) => layer.visible)
  if (visible.length > 0) return visible
  throw new LaminaError('LAYER_NOT_FOUND', 'No layer is visible.', 'Show the layers to take apart.')
}

/** The drafts (bottom to top) in the place of the visible layers. */
async function replaceVisible(
  records: DocumentRecords,
  visible: readonly LayerRecord[],
  drafts: readonly LayerDraft[],
): Promise<Omit<LayerChange, 'label'>> {
  const { width, height } = getDocument(records)
  const ids = newLayerIds(records, drafts.length)
  const { layers, assets } = await layersFromDrafts(drafts, ids)
  const inserting = insertLayers(records, { layers, at: { parent: null, above: belowOf(records, visible[0]) } })
  const inserted = applyDiff(records, inserting)
  const removing = removeLayers(inserted, { ids: visible.map(({ id }) => id) })
  return {
    diff: squashDiffs([inserting, removing]),
    assets: [...assets.values()],
    layers: ids,
    notes: [],
    pixels: width * height,
  }
}

/**
 * Takes each of the layers apart, into a group in its place. With several, those in which nothing more can be told apart
 * stay as they are, and a note says so. Throws LAYER_NOT_SPLITTABLE where that is all of them, and what the engine throws.
 */
export async function splitLayers(
  rooms: DecomposeRooms,
  { records, readAsset }: Snapshot,
  ids: readonly string[],
  options: JobOptions,
  { signal, report }: Context,
): Promise<LayerChange> {
  const targets = outermost(records, ids)
  const change: LayerChange = { label: '', diff: emptyDiff(), assets: [], layers: [], notes: [], pixels: 0 }
  let now = records
  let refused: unknown
  /** Of the layers that are done, and of the one under way. */
  let finished: FoundLayer[] = []
  let found: FoundLayer[] = []
  for (const [index, layer] of targets.entries()) {
    const part = (done: number) => shareOf(index / targets.length, (index + 1) / targets.length, done)
    try {
      const split = await planSplit(
        rooms,
        { records: now, readAsset },
        getLayer(now, layer.id),
        options,
        {
          signal,
          report: ({ done, found: news, ...other }) => {
            if (news) found = moved(news, layer)
            report({ ...other, done: part(done), found: news && [...found, ...finished] })
          },
        },
        new StageClock('open'),
      )
      now = applyDiff(now, split.diff)
      change.diff = squashDiffs([change.diff, split.diff])
      change.assets.push(...split.assets)
      change.layers.push(split.group)
      change.notes.push(...split.notes)
      change.pixels += areaOf(layer)
      finished = [...found, ...finished]
    } catch (error) {
      if (!(error instanceof LaminaError) || error.code !== 'LAYER_NOT_SPLITTABLE') throw error
      refused ??= error
      change.notes.push(error.message)
    }
    found = []
  }
  if (change.layers.length === 0 && refused) throw refused
  const count = change.layers.length
  change.label = count === 1 ? 'Split layer' : `Split ${count} layers`
  return change
}

/** Pixels that a job on these layers takes apart; of the whole document where none are named. */
export function workload(records: DocumentRecords, ids: readonly string[]): number {
  const { width, height } = getDocument(records)
  if (ids.length === 0) return width * height
  return outermost(records, ids).reduce((sum, layer) => sum + areaOf(layer), 0)
}

function areaOf(layer: LayerRecord): number {
  return layer.type === 'pixels' ? layer.width * layer.height : 0
}

/** From the layer's own pixels to the document's. */
function moved(found: FoundLayer[], layer: LayerRecord): FoundLayer[] {
  if (layer.type !== 'pixels') return found
  return found.map((item) => ({ ...item, box: placedBox(item.box, layer.transform) }))
}

/** The visible layers put together; a picture that was just opened is not composited, it is read. */
async function seen(snapshot: Snapshot, visible: readonly LayerRecord[], signal: AbortSignal): Promise<Rgba8> {
  const { records, readAsset } = snapshot
  const [layer] = visible
  if (visible.length === 1 && layer.type === 'pixels' && isPlain(layer, getDocument(records))) {
    const asset = await readAsset(layer.asset)
    if (asset.type === 'rgba') return { width: asset.width, height: asset.height, data: asset.data }
  }
  return (await exportSource(snapshot, signal)).composite
}

/** Shows exactly its pixels, on the whole canvas. */
function isPlain(layer: PixelLayer, { width, height }: { width: number; height: number }): boolean {
  const { opacity, blendMode, mask, clipping, transform } = layer
  const whole = layer.width === width && layer.height === height && sameJson(transform, IDENTITY)
  return whole && opacity === 1 && blendMode === 'normal' && mask === null && !clipping
}

/** Id of the sibling below a top-level layer. */
function belowOf(records: DocumentRecords, layer: LayerRecord): string | null {
  const siblings = childrenOf(records, null)
  return siblings[siblings.findIndex(({ id }) => id === layer.id) - 1]?.id ?? null
}

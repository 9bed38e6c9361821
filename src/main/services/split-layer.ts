/** A layer of a project into a group of layers, in its place. */
import type { FileParams } from '../../shared/contract/file-api.ts'
import type { JobOptions, LayerNode } from '../../shared/contract/schemas.ts'
import type { Asset, AssetReader } from '../../shared/document/assets.ts'
import { LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import { replaceLayerWithGroup } from '../../shared/document/commands/structure.ts'
import { applyDiff } from '../../shared/document/diff.ts'
import { holdsText, wordsOf } from '../../shared/text/live-text.ts'
import type { AssetHash, DocumentRecords, LayerRecord, PixelLayer, RecordsDiff } from '../../shared/document/types.ts'
import type { LayerDraft } from '../engines/engine.ts'
import type { Exactness } from '../engines/verify.ts'
import { pictureLimits } from '../imaging/codecs/decode.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import type { Project } from '../project/project.ts'
import { decompose, type DecomposeRooms } from './decompose.ts'
import { findLayer } from './find-layer.ts'
import type { JobContext } from './jobs.ts'
import { layerNodes } from './layer-nodes.ts'
import { layersFromDrafts, newLayerIds } from './layer-records.ts'
import { withProject } from './projects.ts'
import { countNotes } from './split-picture.ts'
import { StageClock, type StageSeconds } from './stage-clock.ts'

export interface SplitResult {
  project: string
  /** Id and name of the group. */
  group: string
  name: string
  /** Bottom to top. */
  layers: LayerNode[]
  /** The new layers put together are the layer as it was, alpha included. Never false: a job whose layers are not fails. */
  exact: boolean
  /** Of any channel of any pixel, in levels of 255. */
  maxDifference: number
  notes: string[]
  seconds: number
  stages: StageSeconds[]
}

/** Of the whole job, where writing begins. */
const writeFrom = 0.85

/**
 * Takes the layer's own pixels, over their own alpha, apart and puts a group of the parts in its place, as one change.
 * Throws LAYER_NOT_FOUND, LAYER_NOT_SPLITTABLE, and what opening, the engine and the commit throw; then the project is
 * as it was.
 */
export async function splitLayer(
  rooms: DecomposeRooms,
  { project: file, layer: nameOrId, options }: FileParams<'split.start'>,
  context: JobContext,
): Promise<SplitResult> {
  const { report } = context
  const clock = new StageClock('open')
  report({ stage: 'open', done: 0 })
  return withProject(file, { readOnly: false }, async (project) => {
    const { revision, records } = project
    const layer = findLayer(records, nameOrId)
    const source = { records, readAsset: (hash: AssetHash) => project.getAsset(hash) }
    const split = await planSplit(rooms, source, layer, options, context, clock, () => refuseReadOnly(project))
    throwIfCancelled(context.signal)
    await project.commit(revision, split.diff, split.assets)
    report({ stage: 'write', done: 1 })
    const { differing, largestDifference } = split.exactness
    return {
      project: file,
      group: split.group,
      name: layer.name,
      layers: childrenNodes(applyDiff(records, split.diff), split.group),
      exact: differing === 0,
      maxDifference: largestDifference,
      notes: split.notes,
      seconds: clock.total(),
      stages: clock.stages(),
    }
  })
}

export interface PlannedSplit {
  /** Id of the group that takes the layer's place. */
  group: string
  diff: RecordsDiff
  /** Those that the diff names and the document does not have. */
  assets: Asset[]
  exactness: Exactness
  notes: string[]
}

/**
 * Takes one layer apart, and gives the change that puts a group of its parts in its place. The parts are of its source
 * pixels, at their own size, and lie as it does. `ready` may refuse before the work. Throws LAYER_NOT_SPLITTABLE, and what the engine throws.
 */
export async function planSplit(
  rooms: DecomposeRooms,
  { records, readAsset }: { records: DocumentRecords; readAsset: AssetReader },
  given: LayerRecord,
  options: JobOptions,
  context: Pick<JobContext, 'signal' | 'report'>,
  clock: StageClock,
  ready: () => void = () => {},
): Promise<PlannedSplit> {
  const layer = splittable(given)
  ready()
  const image = await layerImage(readAsset, layer)
  throwIfCancelled(context.signal)
  const text = holdsText(layer) ? wordsOf(layer) : undefined
  const result = await decompose(rooms, image, { ...options, text }, context, clock)
  if (result.drafts.length < 2) {
    const hint = options.layers === 'auto' ? 'Ask for a number of layers.' : 'Choose another layer.'
    throw notSplittable(layer, 'nothing more can be told apart in it', hint)
  }

  clock.enter('write')
  context.report({ stage: 'write', done: writeFrom })
  const [group, ...ids] = newLayerIds(records, result.drafts.length + 1)
  const { layers, assets } = await layersFromDrafts(named(result.drafts, layer), ids, layer.transform)
  return {
    group,
    diff: replaceLayerWithGroup(records, { id: layer.id, groupId: group, layers }),
    assets: [...assets.values()],
    exactness: result.exactness,
    notes: countNotes(options.layers, result.drafts.length),
  }
}

function splittable(layer: LayerRecord): PixelLayer {
  if (layer.type === 'group') throw notSplittable(layer, 'it is a group', 'Name a layer in it.')
  if (layer.type === 'fill') throw notSplittable(layer, 'it is a fill', 'Name a layer of pixels.')
  if (layer.locks.pixels) throw notSplittable(layer, 'its pixels are locked', 'Unlock it first.')
  const { width, height } = layer
  if (Math.min(width, height) < pictureLimits.minSide) {
    throw notSplittable(layer, `it is ${width} × ${height} pixels, which is too small`, 'Choose a larger layer.')
  }
  if (width * height > pictureLimits.maxPixels) {
    throw notSplittable(layer, `it is ${width} × ${height} pixels, which is too large`, 'Choose a smaller layer.')
  }
  return layer
}

function notSplittable(layer: LayerRecord, why: string, hint: string): LaminaError {
  return new LaminaError('LAYER_NOT_SPLITTABLE', `Layer "${layer.name}" cannot be split: ${why}.`, hint)
}

/** Found out before the work instead of after it. */
function refuseReadOnly({ readOnly, file }: Project): void {
  if (!readOnly) return
  const hint = 'Copy it to a folder that you may write to.'
  throw new LaminaError('OUTPUT_NOT_WRITABLE', `${file} may not be written.`, hint)
}

async function layerImage(readAsset: AssetReader, layer: PixelLayer): Promise<Rgba8> {
  const asset = await readAsset(layer.asset)
  if (asset.type !== 'rgba') throw new LaminaError('PROJECT_DAMAGED', `Layer "${layer.name}" has no pixels.`)
  return { width: asset.width, height: asset.height, data: asset.data }
}

function childrenNodes(records: DocumentRecords, group: string): LayerNode[] {
  const find = (nodes: LayerNode[]): LayerNode | undefined => {
    for (const node of nodes) {
      const found = node.id === group ? node : find(node.children)
      if (found) return found
    }
    return undefined
  }
  return find(layerNodes(records))?.children ?? []
}

/**
 * What is left of the layer below its parts is not the picture's background: it goes on under the layer's name. A part that
 * looks like the whole is called a part of it: the group has the name.
 */
function named(drafts: readonly LayerDraft[], { name, kind }: PixelLayer): LayerDraft[] {
  return drafts.map((draft) => {
    if (draft.kind === 'background') return { ...draft, name: `${name}, rest`, kind }
    return draft.name === name ? { ...draft, name: `${name}, part` } : draft
  })
}

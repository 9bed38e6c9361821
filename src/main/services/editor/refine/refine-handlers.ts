/** Requests for refining the edges of layers. */
import { LaminaError } from '../../../../shared/contract/errors.ts'
import type { EdgeSettings, refineMethods } from '../../../../shared/contract/refine-api.ts'
import type { Handlers } from '../../../../shared/contract/rpc.ts'
import { replacePixels, setMask } from '../../../../shared/document/commands/properties.ts'
import { applyDiff, squashDiffs } from '../../../../shared/document/diff.ts'
import { translation } from '../../../../shared/document/records.ts'
import type { Asset } from '../../../../shared/document/assets.ts'
import type { RefinedMatte } from '../../../engines/edge/refine-edge.ts'
import { boundsOf, cropData } from '../../../imaging/boxes.ts'
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { hashAsset } from '../../../project/asset-content.ts'
import type { EditorSession } from '../editor-session.ts'
import { startLayerJob } from '../layer-job.ts'
import type { LayerChange, Snapshot } from '../layer-jobs.ts'
import { edgeTarget, type PlacedEdge } from './edge-target.ts'

export function refineHandlers(session: EditorSession): Pick<Handlers, keyof typeof refineMethods> {
  const { edges } = session.editor.rooms
  const { passing } = session.editor
  /** Colours that are not cleaned are the same for all settings. */
  let plain: { key: string; asset: string } | null = null

  const targetOf = (id: string, layer: string): PlacedEdge => edgeTarget(session.document(id), layer)
  return {
    'refine.edge': async ({ document, layer, settings }, { signal }) => {
      const target = targetOf(document, layer)
      const known = plain?.key === target.key && passing.get(plain.asset) !== null ? plain.asset : null
      const withColors = !settings.clean && known === null
      const { refined, colors } = await edges.refine(target, settings, { withColors, signal })
      if (!refined) throw nothingShows(target)
      const { box, matte } = refined
      const { width, height } = box
      const asset = passing.put({ type: 'gray', width, height, data: matte })
      const colorAsset = colors ? passing.put({ type: 'rgba', ...colors }) : (known ?? '')
      if (withColors) plain = { key: target.key, asset: colorAsset }
      return {
        matte: { asset, x: target.x + box.x, y: target.y + box.y, width, height },
        colors: { asset: colorAsset, x: target.x, y: target.y, width: target.width, height: target.height },
      }
    },
    'refine.start': async ({ document: id, layer, settings }) => {
      const document = session.document(id)
      document.refuseBusy()
      // Refused before the job: a layer whose edge cannot be refined.
      const target = targetOf(id, layer)
      return startLayerJob(session, 'refine', document, async (snapshot, { signal, report }) => {
        report({ stage: 'cut', done: 0.1 })
        const kept = await edges.keep(target, settings, signal)
        if (!kept) throw nothingShows(target)
        report({ stage: 'write', done: 0.8 })
        return refinedLayer(snapshot, target, kept.refined, kept.pixels, settings)
      })
    },
  }
}

/** Its pixels, with colours wherever the matte shows some, and the matte as its mask. */
function refinedLayer(
  { records }: Snapshot,
  { layer, x, y }: PlacedEdge,
  { box, matte }: RefinedMatte,
  pixels: Rgba8,
  settings: EdgeSettings,
): LayerChange {
  const cover = { ...pixels, data: pixels.data.filter((_, i) => i % 4 === 3) }
  const kept = boundsOf(cover)
  if (!kept || matte.every((value) => value === 0)) {
    const hint = settings.shift < 0 ? 'Shift the edge less.' : 'Choose other settings.'
    throw new LaminaError('NOT_ALLOWED', `Nothing of layer "${layer.name}" would show.`, hint)
  }
  const sizes = { width: kept.width, height: kept.height }
  const own: Asset = { type: 'rgba', ...sizes, data: cropData(pixels.data, pixels.width, 4, kept) }
  const mask: Asset = { type: 'gray', width: box.width, height: box.height, data: matte }
  const placed = { asset: hashAsset(own), ...sizes, transform: translation(x + kept.x, y + kept.y) }
  const replacing = replacePixels(records, { id: layer.id, ...placed })
  const masking = setMask(applyDiff(records, replacing), {
    id: layer.id,
    mask: { asset: hashAsset(mask), ...box, x: x + box.x, y: y + box.y, enabled: true, outside: 0 },
  })
  return {
    label: 'Refine edge',
    diff: squashDiffs([replacing, masking]),
    assets: [own, mask],
    layers: [layer.id],
    notes: [],
    pixels: pixels.width * pixels.height,
  }
}

function nothingShows({ layer }: PlacedEdge): LaminaError {
  return new LaminaError('NOT_ALLOWED', `Nothing of layer "${layer.name}" shows.`, 'Choose another layer.')
}

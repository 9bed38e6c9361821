/** A job that ends in one change of a document's layers, or in none. */
import type { LayersResult } from '../../../shared/contract/api.ts'
import type { JobKind } from '../../../shared/contract/jobs.ts'
import { isCancelled, throwIfCancelled } from '../../../shared/contract/errors.ts'
import type { FinishedLayers } from '../../engines/engine.ts'
import type { JobContext } from '../jobs.ts'
import type { EditorSession } from './editor-session.ts'
import type { LayerChange, Snapshot } from './layer-jobs.ts'
import type { OpenDocument } from './open-document.ts'

export function snapshotOf({ records, working }: OpenDocument): Snapshot {
  return { records, readAsset: (hash) => working.getAsset(hash) }
}

export interface LayerJobContext extends JobContext {
  onFinished: (finished: FinishedLayers) => void
}

/**
 * Holds the document while the work goes on, and commits what it gives: the window is told by `document.changed`, as one
 * undo step. `done` is told of the change and its seconds. What is finished when it is cancelled stays with the document,
 * to be kept or not. Throws DOCUMENT_BUSY.
 */
export function startLayerJob(
  session: EditorSession,
  kind: JobKind,
  document: OpenDocument,
  work: (snapshot: Snapshot, context: LayerJobContext) => Promise<LayerChange>,
  done: (change: LayerChange, seconds: number) => Promise<void> = async () => {},
): { job: string } {
  const hold = document.beginJob()
  let finished: FinishedLayers | null = null
  const left = () => document.finished?.layers.length ?? 0
  const run = async (context: JobContext): Promise<LayersResult> => {
    try {
      const started = performance.now()
      const change = await work(snapshotOf(document), { ...context, onFinished: (layers) => (finished = layers) })
      for (const asset of change.assets) {
        throwIfCancelled(context.signal)
        await document.working.putAsset(asset, { transfer: true })
      }
      throwIfCancelled(context.signal)
      const baseRevision = document.revision
      const revision = await hold.commit(change.diff)
      const seconds = (performance.now() - started) / 1000
      await done(change, seconds)
      const { diff, label, layers, notes } = change
      session.emit('document.changed', { document: document.id, baseRevision, revision, diff, label, job: context.id })
      return { revision, layers, notes, seconds }
    } catch (error) {
      if (isCancelled(error) && finished?.layers.length) document.finished = finished
      throw error
    } finally {
      hold.end()
    }
  }
  return { job: session.startJob(kind, document.id, run, left) }
}

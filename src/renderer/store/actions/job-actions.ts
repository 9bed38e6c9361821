/** Long work: started here, followed by events. */
import {
  exportResultSchema,
  layersResultSchema,
  type EditorExportResult,
  type EventData,
  type JobOptions,
} from '../../../shared/contract/api.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { JobKind, JobProgress } from '../../../shared/contract/jobs.ts'
import type { JobActions } from '../actions.ts'
import { canEdit } from '../commands/command.ts'
import type { EditorContext } from '../context.ts'
import type { RunningJob } from '../state.ts'
import { finishedOffer } from './finished-offer.ts'

type Outcome = EventData<'job.ended'>['outcome']

/** How a job ended; null where it did not start. */
export type RunJob = (
  kind: JobKind,
  targets: readonly string[],
  document: string | null,
  start: () => Promise<{ job: string } | null>,
) => Promise<{ outcome: Outcome; id: string } | null>

export interface JobRoom extends JobActions {
  run: RunJob
  /** Listens to the events of jobs; gives what stops it. */
  follow(): () => void
  /** The connection is gone, and with it the job. */
  lose(): void
}

export function jobActions(context: EditorContext, select: (ids: readonly string[]) => void): JobRoom {
  const { client, session, model } = context
  const offer = finishedOffer(context)
  const endings = new Map<string, (outcome: Outcome) => void>()

  const update = (id: string, change: Partial<RunningJob>) => {
    const { job } = session.getState()
    if (job?.id === id) session.setState({ job: { ...job, ...change } })
  }
  const run: RunJob = async (kind, targets, document, start) => {
    if (session.getState().job !== null || session.getState().busy !== null) {
      context.refuseBusy()
      return null
    }
    // From the press on: what the job does to the document begins with what is there now.
    session.setState({
      job: {
        id: '',
        kind,
        document,
        progress: null,
        layers: [],
        targets,
        startedAt: performance.now(),
        cancelling: false,
      },
    })
    try {
      await model.flush()
      const started = await start()
      if (!started) {
        session.setState({ job: null })
        return null
      }
      const { job: id } = started
      const ended = new Promise<Outcome>((resolve) => endings.set(id, resolve))
      const { job } = session.getState()
      if (job) {
        session.setState({ job: { ...job, id } })
        if (job.cancelling) await client.call('jobs.cancel', { job: id })
      }
      const outcome = await ended
      return { outcome, id }
    } catch (error) {
      context.fail(error)
      return null
    } finally {
      session.setState({ job: null })
    }
  }
  const takeApart = async (
    kind: 'decompose' | 'split',
    targets: readonly string[],
    options: Partial<JobOptions>,
    start: (document: string, options: JobOptions) => Promise<{ job: string }>,
  ) => {
    if (!canEdit(context.state)) return context.refuseBusy()
    const all = { ...session.getState().jobOptions, ...options }
    session.setState({ jobOptions: all, mode: 'layers' })
    await changeLayers(kind, targets, (document) => start(document, all))
  }
  /** Runs a job that changes the layers, and selects what it made. False where it made nothing. */
  const changeLayers = async (
    kind: LayerJobKind,
    targets: readonly string[],
    start: (document: string) => Promise<{ job: string }>,
  ): Promise<boolean> => {
    const { document } = context
    offer.withdraw()
    const ended = await run(kind, targets, document, () => start(document))
    model.resume()
    if (!ended) return false
    const { outcome } = ended
    if (outcome.status === 'failed') failed(kind, outcome.error)
    if (outcome.status === 'cancelled') {
      const told = { tone: 'info', message: cancelled[kind], hint: 'The document is as it was.' } as const
      if (outcome.finished) offer.make(told, document, outcome.finished)
      else context.toast(told)
    }
    if (outcome.status !== 'done') return false
    const { layers, notes } = layersResultSchema.parse(outcome.result)
    select(kind === 'keep' ? layers.slice(1) : layers.slice(-1))
    context.toast({ tone: 'success', message: doneMessage(kind, layers.length), hint: notes.join(' ') })
    return true
  }
  const failed = (kind: JobKind, error: Parameters<EditorContext['tell']>[0]) => {
    const command = { decompose: 'layer.decompose', split: 'layer.split', export: 'file.export' }[String(kind)]
    context.tell(error, command === undefined ? [] : [{ label: 'Try again', command }])
  }
  return {
    run,
    decompose: (options = {}) =>
      takeApart('decompose', [], options, (document, all) =>
        client.call('decompose.start', { document, options: all }),
      ),
    async split(ids = session.getState().selection, options = {}) {
      if (ids.length === 0) return
      await takeApart('split', ids, options, (document, all) =>
        client.call('split.start', { document, layers: [...ids], options: all }),
      )
    },
    async makePickedLayer(layer, hints, name) {
      if (!canEdit(context.state)) {
        context.refuseBusy()
        return false
      }
      return changeLayers('pick', layer === null ? [] : [layer], (document) =>
        client.call('pick.start', { document, layer, hints: [...hints], name }),
      )
    },
    async applyEdge(layer, settings) {
      if (!canEdit(context.state)) {
        context.refuseBusy()
        return false
      }
      return changeLayers('refine', [layer], (document) => client.call('refine.start', { document, layer, settings }))
    },
    async keepFinished() {
      if (session.getState().finished === null) return
      await changeLayers('keep', [], (document) => client.call('decompose.keep', { document }))
    },
    async cancelJob() {
      const { job } = session.getState()
      if (!job) return
      session.setState({ job: { ...job, cancelling: true } })
      if (job.id !== '') await context.attempt(() => client.call('jobs.cancel', { job: job.id }))
    },
    async exportDocument(format, options): Promise<EditorExportResult | null> {
      const { document } = context
      const to = { kind: session.getState().app?.host === 'electron' ? 'dialog' : 'download' } as const
      const ended = await run('export', options.layers ?? [], document, () =>
        client.call('export.start', { document, format, options, to }),
      )
      if (!ended) return null
      if (ended.outcome.status === 'failed') failed('export', ended.outcome.error)
      if (ended.outcome.status !== 'done') return null
      const result = exportResultSchema.parse(ended.outcome.result)
      if (result.download) context.platform.download(result.download)
      const warnings = result.warnings.map(({ message }) => message).join(' ')
      context.toast({ tone: warnings ? 'warning' : 'success', message: `Exported ${result.name}`, hint: warnings })
      return result
    },
    follow() {
      const ends = [
        offer.follow(),
        client.on('job.progress', ({ job, progress }) => update(job, { progress: progress satisfies JobProgress })),
        client.on('job.layers', ({ job, layers }) => update(job, { layers })),
        client.on('job.ended', ({ job, outcome }) => {
          endings.get(job)?.(outcome)
          endings.delete(job)
        }),
      ]
      return () => ends.forEach((end) => end())
    },
    lose() {
      const error = new LaminaError(
        'CONNECTION_LOST',
        'The connection to Lamina is gone, and the work with it.',
        'The document is as it was.',
      )
      for (const [job, end] of endings) {
        endings.delete(job)
        end({ status: 'failed', error: { code: error.code, message: error.message, hint: error.hint } })
      }
    },
  }
}

type LayerJobKind = Exclude<JobKind, 'export' | 'batch'>

const cancelled: Readonly<Record<LayerJobKind, string>> = {
  decompose: 'Decompose was cancelled',
  keep: 'No layers were kept',
  split: 'Split was cancelled',
  pick: 'No layer was made',
  refine: 'The edge was not refined',
}

function doneMessage(kind: LayerJobKind, count: number): string {
  // The lowest one is what they were found in.
  if (kind === 'keep') return count === 2 ? 'Kept 1 layer' : `Kept ${count - 1} layers`
  if (kind === 'pick') return 'Made a layer'
  if (kind === 'refine') return 'Refined the edge'
  if (kind === 'decompose') return count === 1 ? 'Found 1 layer' : `Found ${count} layers`
  return count === 1 ? 'Split the layer' : `Split ${count} layers`
}

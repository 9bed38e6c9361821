/** One window: its documents, its jobs, and the answers to its requests. */
import type { EventData, EventName } from '../../../shared/contract/api.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Handlers } from '../../../shared/contract/rpc.ts'
import type { JobKind } from '../../../shared/contract/jobs.ts'
import { setImmediate } from 'node:timers/promises'
import type { Job, JobContext } from '../jobs.ts'
import { appHandlers } from './app-handlers.ts'
import { batchHandlers } from './batch-handlers.ts'
import { documentHandlers } from './document-handlers.ts'
import type { Editor } from './editor.ts'
import { jobHandlers } from './job-handlers.ts'
import { modelHandlers } from './model-handlers.ts'
import { textHandlers } from './text-handlers.ts'
import { varyHandlers } from './vary/vary-handlers.ts'
import { refineHandlers } from './refine/refine-handlers.ts'
import { pickHandlers } from './pick/pick-handlers.ts'
import type { OpenDocument } from './open-document.ts'
import type { SessionHost } from './session-host.ts'
import { toldLayers } from './told-layers.ts'

type Emit = <E extends EventName>(event: E, data: EventData<E>) => void

export class EditorSession {
  readonly editor: Editor
  readonly host: SessionHost
  readonly handlers: Handlers
  readonly #documents = new Map<string, OpenDocument>()
  readonly #jobs = new Map<string, Job<unknown>>()
  #emit: Emit = () => {}
  #closed: Promise<void> | undefined

  constructor(editor: Editor, host: SessionHost) {
    this.editor = editor
    this.host = host
    this.handlers = {
      ...appHandlers(this),
      ...documentHandlers(this),
      ...jobHandlers(this),
      ...modelHandlers(this),
      ...batchHandlers(this),
      ...textHandlers(this),
      ...pickHandlers(this),
      ...refineHandlers(this),
      ...varyHandlers(this),
    }
  }

  /** Where the session's events go. */
  onEvent(emit: Emit): void {
    this.#emit = emit
  }

  emit<E extends EventName>(event: E, data: EventData<E>): void {
    this.#emit(event, data)
  }

  /** Throws DOCUMENT_NOT_FOUND: other windows' documents are none of this one's. */
  document(id: string): OpenDocument {
    const document = this.#documents.get(id)
    if (document) return document
    throw new LaminaError('DOCUMENT_NOT_FOUND', 'This document is not open in this window.', 'Open it again.')
  }

  documents(): OpenDocument[] {
    return [...this.#documents.values()]
  }

  own(document: OpenDocument): void {
    this.#documents.set(document.id, document)
  }

  async closeDocument(document: OpenDocument, options: { keep: boolean }): Promise<void> {
    this.#documents.delete(document.id)
    await this.editor.close(document, options)
  }

  /**
   * Starts a job, on a document or on none, and tells of it by events; its first event comes after the answer to the
   * request. `left` says how many finished layers it leaves if it is cancelled.
   */
  startJob<Result>(
    kind: JobKind,
    document: string | null,
    work: (context: JobContext) => Promise<Result>,
    left: () => number = () => 0,
  ): string {
    const of = (job: string) => ({ job, kind, document })
    let id = ''
    const job = this.editor.rooms.jobs.start(
      kind,
      async (context) => {
        await setImmediate()
        return work(context)
      },
      {
        onProgress: (progress) => {
          this.host.window?.setProgress(progress.done)
          this.emit('job.progress', { ...of(id), progress })
        },
        onFound: (found) => this.emit('job.layers', { ...of(id), layers: toldLayers(found) }),
      },
    )
    id = job.id
    this.#jobs.set(id, job)
    void job.outcome.then((outcome) => {
      this.#jobs.delete(id)
      this.host.window?.setProgress(null)
      const finished = outcome.status === 'cancelled' ? left() : 0
      this.emit('job.ended', { ...of(id), outcome: finished > 0 ? { status: 'cancelled', finished } : outcome })
      if (outcome.status === 'done') this.host.window?.notify(doneTitles[kind], '')
      if (outcome.status === 'failed') this.host.window?.notify(failedTitles[kind], outcome.error.message)
    })
    return id
  }

  /** False for jobs that ended and for those of other windows. */
  cancelJob(id: string): boolean {
    const job = this.#jobs.get(id)
    job?.cancel()
    return job !== undefined
  }

  /** The window is gone: its jobs stop, its documents wait a while, where it may come back. */
  async close({ comesBack = false } = {}): Promise<void> {
    // Whoever closes a window can do nothing about what goes wrong: its working files stay where they are.
    this.#closed ??= this.#close(comesBack).catch((error: Error) => process.emitWarning(error))
    return this.#closed
  }

  async #close(comesBack: boolean): Promise<void> {
    this.#emit = () => {}
    const jobs = [...this.#jobs.values()]
    for (const job of jobs) job.cancel()
    await Promise.all(jobs.map(({ outcome }) => outcome))
    const documents = this.documents()
    // What the window was offered it cannot take any more.
    for (const document of documents) document.finished = null
    this.#documents.clear()
    await this.editor.disconnect(this, documents, comesBack)
  }
}

const doneTitles: Record<JobKind, string> = {
  decompose: 'Layers are ready',
  keep: 'Layers are kept',
  split: 'Layer is split',
  pick: 'Layer is made',
  refine: 'Edge is refined',
  export: 'Export is ready',
  batch: 'Batch is done',
}
const failedTitles: Record<JobKind, string> = {
  decompose: 'Layers were not found',
  keep: 'Layers were not kept',
  split: 'Layer was not split',
  pick: 'Layer was not made',
  refine: 'Edge was not refined',
  export: 'Export failed',
  batch: 'Batch stopped',
}

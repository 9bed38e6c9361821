/** The jobs of this process: each has an id, a signal, a progress and one outcome. */
import { errorToData, isCancelled, LaminaError } from '../../shared/contract/errors.ts'
import {
  ProgressMeter,
  type JobId,
  type JobKind,
  type JobOutcome,
  type JobProgress,
  type JobStage,
} from '../../shared/contract/jobs.ts'
import type { FoundLayer } from '../engines/engine.ts'

/** What the jobs of this process are: those of windows and work on models. */
type Kind = JobKind | 'models'

export interface JobReport {
  stage: JobStage
  /** 0..1 over the whole job. */
  done: number
  detail?: string
  /** Layers found so far, in document pixels; left out where nothing is new. */
  found?: FoundLayer[]
}

/** What a job's work is given. */
export interface JobContext {
  id: JobId
  signal: AbortSignal
  report: (report: JobReport) => void
}

export interface Job<Result> {
  id: JobId
  kind: Kind
  /** Never rejects: failure and cancellation are outcomes. */
  outcome: Promise<JobOutcome<Result>>
  /** The error as it was thrown, with its stack; undefined unless the job failed. */
  cause: () => unknown
  cancel: () => void
}

export interface StartOptions {
  onProgress?: (progress: JobProgress) => void
  onFound?: (layers: FoundLayer[]) => void
  /** Cancels the job when it is aborted. */
  signal?: AbortSignal
}

export class Jobs {
  readonly #now: () => number
  readonly #running = new Map<JobId, AbortController>()
  #count = 0

  /** `now` is a clock in milliseconds that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Starts the work and answers at once. Work that ends after a cancellation still counts as done: it took effect. */
  start<Result>(kind: Kind, work: (context: JobContext) => Promise<Result>, options: StartOptions = {}): Job<Result> {
    const id = `job-${++this.#count}`
    const controller = new AbortController()
    const cancel = () => controller.abort(new LaminaError('CANCELLED', 'The job was cancelled.'))
    if (options.signal?.aborted) cancel()
    options.signal?.addEventListener('abort', cancel)
    this.#running.set(id, controller)

    const meter = new ProgressMeter(this.#now)
    let ended = false
    const report = (given: JobReport) => {
      if (ended) return
      options.onProgress?.(meter.update(given))
      if (given.found) options.onFound?.(given.found)
    }
    let cause: unknown
    const run = async (): Promise<JobOutcome<Result>> => {
      try {
        controller.signal.throwIfAborted()
        return { status: 'done', result: await work({ id, signal: controller.signal, report }) }
      } catch (error) {
        if (isCancelled(error) || (controller.signal.aborted && error === controller.signal.reason)) {
          return { status: 'cancelled' }
        }
        cause = error
        return { status: 'failed', error: errorToData(error) }
      } finally {
        ended = true
        this.#running.delete(id)
        options.signal?.removeEventListener('abort', cancel)
      }
    }
    return { id, kind, outcome: run(), cause: () => cause, cancel }
  }

  /** True if such a job was running; its outcome says what became of it. */
  cancel(id: JobId): boolean {
    const controller = this.#running.get(id)
    controller?.abort(new LaminaError('CANCELLED', 'The job was cancelled.'))
    return controller !== undefined
  }
}

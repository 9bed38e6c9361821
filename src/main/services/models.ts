/** The models of this machine as hosts see them: listed, brought, checked, taken from copies, deleted. */
import { LaminaError } from '../../shared/contract/errors.ts'
import type { ModelSummary } from '../../shared/contract/schemas.ts'
import type { ModelListing, ModelStore } from '../models/store.ts'
import type { ModelServices } from './editor/session-host.ts'
import type { Job, JobContext, Jobs, StartOptions } from './jobs.ts'

export function modelSummary(listing: ModelListing): ModelSummary {
  const { id, title, purpose, embedded, present, verified, size, licence, link, source, sha256, folder } = listing
  return {
    id,
    title,
    purpose,
    embedded,
    state: !present ? 'missing' : verified ? 'ready' : 'damaged',
    bytes: size,
    sha256,
    licence,
    link,
    source,
    folder: present ? folder : null,
  }
}

/** Fetches models, with a progress in 0..1. Throws MODEL_DOWNLOAD_FAILED, DISK_FULL, CANCELLED. */
export function downloadModels(store: ModelStore): ModelServices['download'] {
  return (ids, { signal, onProgress }) =>
    store.prepareModels(ids, {
      signal,
      onProgress: ({ models, bytes, total }) => onProgress(total > 0 ? bytes / total : 0, models.join(', ')),
    })
}

/** Bytes on their way. */
export interface TransferProgress {
  bytes: number
  total: number
  /** 0 until there is something to go by. */
  bytesPerSecond: number
  /** null until there is something to go by. */
  secondsLeft: number | null
}

export interface AddModelOptions extends StartOptions {
  /** For files that are not open to everyone. */
  token?: string
  /** Base address of a mirror of the hub, in place of the environment's. */
  mirror?: string
  onTransfer?: (progress: TransferProgress) => void
}

export interface ImportModelOptions extends StartOptions {
  onTransfer?: (progress: Pick<TransferProgress, 'bytes' | 'total'>) => void
}

export interface ModelJob extends Job<ModelSummary> {
  /** Lets go of the connections and keeps what came; the job goes on when it is resumed. */
  pause(): void
  resume(): void
}

export interface ModelManager {
  list(): Promise<ModelSummary[]>
  /** Hashes the files of all models, or of one, again. Throws MODEL_MISSING for an unknown id. */
  verify(id?: string): Promise<ModelSummary[]>
  /** Brings a model; a cancelled or failed job's bytes are gone on with by the next one. */
  add(id: string, options?: AddModelOptions): ModelJob
  /** Takes a model from files or folders of this machine. */
  import(id: string, paths: readonly string[], options?: ImportModelOptions): Job<ModelSummary>
  /** Deletes a model; true if there was anything of it. Throws MODEL_MISSING, MODEL_BUSY. */
  remove(id: string): Promise<boolean>
  /** Takes all models to another folder, which is theirs from then on (where LAMINA_MODELS does not say otherwise). */
  move(to: string, signal?: AbortSignal): Promise<void>
}

export interface ModelManagerOptions {
  store: ModelStore
  jobs: Jobs
  /** Lets go of a model's files, so that they can be replaced or deleted. */
  release: (id: string) => Promise<void>
}

export function createModelManager({ store, jobs, release }: ModelManagerOptions): ModelManager {
  const summaryOf = async (id: string): Promise<ModelSummary> => {
    const listing = (await store.listModels()).find((each) => each.id === id)
    if (!listing) throw new LaminaError('MODEL_MISSING', `There is no model ${id} in the catalogue.`)
    return modelSummary(listing)
  }

  return {
    list: async () => (await store.listModels()).map(modelSummary),
    verify: async (id) => (await store.verifyModels(id)).map(modelSummary),

    add(id, { token, mirror, onTransfer, ...start } = {}) {
      const gate = new PauseGate()
      const work = async ({ signal, report }: JobContext): Promise<ModelSummary> => {
        const onProgress = (progress: TransferProgress) => {
          onTransfer?.(progress)
          report({ stage: 'load', done: shareDone(progress), detail: describeTransfer(progress) })
        }
        await release(id)
        await gate.run(signal, (running) => store.addModel(id, { token, mirror, signal: running, onProgress }))
        return summaryOf(id)
      }
      const job = jobs.start('download', work, start)
      return { ...job, pause: () => gate.pause(), resume: () => gate.resume() }
    },

    import(id, paths, { onTransfer, ...start } = {}) {
      const work = async ({ signal, report }: JobContext): Promise<ModelSummary> => {
        await release(id)
        const onProgress = (progress: { bytes: number; total: number }) => {
          onTransfer?.(progress)
          report({ stage: 'load', done: shareDone(progress), detail: '' })
        }
        await store.importModel(id, paths, { signal, onProgress })
        return summaryOf(id)
      }
      return jobs.start('download', work, start)
    },

    async remove(id) {
      await release(id)
      return store.removeModel(id)
    },

    async move(to, signal) {
      for (const { id } of await store.listModels()) await release(id)
      await store.moveModels(to, { signal })
    },
  }
}

function shareDone({ bytes, total }: { bytes: number; total: number }): number {
  return total > 0 ? bytes / total : 0
}

function describeTransfer({ bytes, total, bytesPerSecond }: TransferProgress): string {
  const megabytes = (value: number) => (value / 1e6).toFixed(value < 1e8 ? 1 : 0)
  const speed = bytesPerSecond > 0 ? `, ${megabytes(bytesPerSecond)} MB/s` : ''
  return `${megabytes(bytes)} of ${megabytes(total)} MB${speed}`
}

/** Work that can be stopped and begun again as often as someone likes; each time it goes on where it was. */
class PauseGate {
  #paused: PromiseWithResolvers<void> | undefined
  #stop: AbortController | undefined

  pause(): void {
    this.#paused ??= Promise.withResolvers()
    this.#stop?.abort(new LaminaError('CANCELLED', 'The job is paused.'))
  }

  resume(): void {
    this.#paused?.resolve()
    this.#paused = undefined
  }

  async run(signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    for (;;) {
      await this.#untilResumed(signal)
      this.#stop = new AbortController()
      try {
        return await work(AbortSignal.any([signal, this.#stop.signal]))
      } catch (error) {
        if (signal.aborted || !this.#stop.signal.aborted) throw error
      }
    }
  }

  async #untilResumed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#paused) return
    const aborted = Promise.withResolvers<never>()
    const onAbort = () => aborted.reject(signal.reason)
    signal.addEventListener('abort', onAbort)
    try {
      await Promise.race([this.#paused.promise, aborted.promise])
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }
}

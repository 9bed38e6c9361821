/**
 * Projects as the rest of the program sees them: a document with its assets in one file, written in a worker thread.
 * docs/project-file.md describes the file.
 */
import path from 'node:path'
import type { Worker } from 'node:worker_threads'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { Asset } from '../../shared/document/assets.ts'
import { applyDiff } from '../../shared/document/diff.ts'
import type { AssetHash, DocumentRecords, RecordsDiff } from '../../shared/document/types.ts'
import { startWorker } from '../imaging/workers.ts'
import { createCaller, type Caller } from '../onnx/calls.ts'
import type { Preview } from './preview-table.ts'
import type { ProjectMethods, ProjectState, StoredAsset } from './protocol.ts'

export interface NewProject {
  records: DocumentRecords
  /** At least those that the records name. Taken one at a time, so they can be made as they are asked for. */
  assets?: Iterable<Asset> | AsyncIterable<Asset>
  preview?: Preview | null
}

export interface PutOptions {
  /** Moves the pixels to the worker instead of copying them: the caller's array is empty afterwards. */
  transfer?: boolean
}

/**
 * Makes a project file and opens it. It appears at the path when it is complete; a project that was there is replaced.
 * What the assets' iterator throws ends it without a trace. Throws OUTPUT_NOT_WRITABLE, DISK_FULL, PROJECT_LOCKED,
 * DIFF_INVALID (records that do not hold together, or name assets that did not come).
 */
export async function createProject(
  file: string,
  { records, assets = [], preview = null }: NewProject,
): Promise<Project> {
  const { worker, caller } = startProjectWorker()
  const absolute = path.resolve(file)
  try {
    await caller.call('create', { file: absolute })
    try {
      for await (const asset of assets) await caller.call('putAsset', { asset })
      return new Project(absolute, worker, caller, await caller.call('publish', { records, preview }))
    } catch (error) {
      await caller.call('discard', undefined)
      throw error
    }
  } catch (error) {
    await worker.terminate()
    throw error
  }
}

/**
 * Opens a project file, for writing unless asked otherwise; where it may not be written, `readOnly` says so. Throws
 * FILE_NOT_FOUND, FILE_IS_FOLDER, FILE_EMPTY, FILE_NO_PERMISSION, PROJECT_FOREIGN, PROJECT_NEWER, PROJECT_DAMAGED,
 * PROJECT_LOCKED.
 */
export async function openProject(file: string, { readOnly = false } = {}): Promise<Project> {
  const { worker, caller } = startProjectWorker()
  const absolute = path.resolve(file)
  try {
    return new Project(absolute, worker, caller, await caller.call('open', { file: absolute, readOnly }))
  } catch (error) {
    await worker.terminate()
    throw error
  }
}

/** Whether a window or program has the project at the path open for writing; false where nothing is there. */
export async function isLocked(file: string): Promise<boolean> {
  const { worker, caller } = startProjectWorker()
  try {
    return await caller.call('isLocked', { file: path.resolve(file) })
  } finally {
    await worker.terminate()
  }
}

/** An open project. Calls are carried out one after the other, in the order in which they were made. */
export class Project {
  readonly #worker: Worker
  readonly #caller: Caller<ProjectMethods>
  #file: string
  #state: ProjectState
  #closed: Promise<void> | undefined

  constructor(file: string, worker: Worker, caller: Caller<ProjectMethods>, state: ProjectState) {
    this.#file = file
    this.#worker = worker
    this.#caller = caller
    this.#state = state
  }

  /** Absolute path; another one after saveAs. */
  get file(): string {
    return this.#file
  }

  /** The document as of the last commit. */
  get records(): DocumentRecords {
    return this.#state.records
  }

  get revision(): number {
    return this.#state.revision
  }

  /** Commits are refused: asked for, or the file or its folder may not be written. */
  get readOnly(): boolean {
    return this.#state.readOnly
  }

  /**
   * Writes a change, and assets that it names, in one transaction; on the disk when the promise settles. Returns the new
   * revision. Throws REVISION_STALE, DIFF_INVALID, DISK_FULL, OUTPUT_NOT_WRITABLE, and FILE_NOT_FOUND where the file is no
   * longer at its path; the project is as before then.
   */
  async commit(baseRevision: number, diff: RecordsDiff, assets: readonly Asset[] = []): Promise<number> {
    const revision = await this.#caller.call('commit', { baseRevision, diff, assets })
    this.#state = { ...this.#state, revision, records: applyDiff(this.#state.records, diff) }
    return revision
  }

  /** Stores an asset, for a later commit to name. What no record names when the project is closed is deleted. */
  async putAsset(asset: Asset, { transfer = false }: PutOptions = {}): Promise<AssetHash> {
    // A shared buffer is never copied, and cannot be moved.
    const { buffer } = asset.data
    const moved = transfer && buffer instanceof ArrayBuffer ? [buffer] : []
    return this.#caller.call('putAsset', { asset }, { transfer: moved })
  }

  /** The content, held against its hash. Throws ASSET_NOT_FOUND, PROJECT_DAMAGED. */
  async getAsset(hash: AssetHash): Promise<Asset> {
    return this.#caller.call('getAsset', { hash })
  }

  /** The stored bytes and their HTTP content coding, without unpacking. Throws ASSET_NOT_FOUND, PROJECT_DAMAGED. */
  async getStoredAsset(hash: AssetHash): Promise<StoredAsset> {
    return this.#caller.call('getStoredAsset', { hash })
  }

  async getPreview(): Promise<Preview | null> {
    return this.#caller.call('getPreview', undefined)
  }

  /** Not a part of the document: no revision, no undo. */
  async setPreview(preview: Preview): Promise<void> {
    return this.#caller.call('setPreview', { preview })
  }

  /**
   * Writes the project to another path, whole or not at all, and goes on there; the file before is closed as by close.
   * Assets that undo may need come along. At its own path nothing is left to do. Throws OUTPUT_NOT_WRITABLE, DISK_FULL,
   * PROJECT_LOCKED.
   */
  async saveAs(file: string): Promise<void> {
    const absolute = path.resolve(file)
    this.#state = await this.#caller.call('saveAs', { file: absolute })
    this.#file = absolute
  }

  /** Writes a copy with only what the document needs; the project stays at its path. Throws as saveAs. */
  async saveCopy(file: string): Promise<void> {
    return this.#caller.call('saveCopy', { file: path.resolve(file) })
  }

  /** Reads everything there is and holds it against its checksums. Throws PROJECT_DAMAGED. */
  async verify(): Promise<void> {
    return this.#caller.call('verify', undefined)
  }

  /** Deletes the assets that no record names, and closes the file. Further calls fail; closing twice does not. */
  async close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    try {
      await this.#caller.call('close', undefined)
    } finally {
      await this.#worker.terminate()
    }
  }
}

/** Threads that were started before they were needed: opening a document then does not wait for one. */
const spare: Worker[] = []
let wantedSpare = 0

/** Keeps this many threads ready for the next projects; 0 ends those that wait. */
export async function keepThreadsReady(count: number): Promise<void> {
  wantedSpare = count
  while (spare.length < wantedSpare) spare.push(newWorker())
  await Promise.all(spare.splice(wantedSpare).map((worker) => worker.terminate()))
}

function newWorker(): Worker {
  const worker = startWorker(new URL('./project-worker.ts', import.meta.url))
  worker.unref()
  // One that ends while it waits is no good to anybody.
  worker.on('error', () => {})
  worker.on('exit', () => {
    const index = spare.indexOf(worker)
    if (index >= 0) spare.splice(index, 1)
  })
  return worker
}

function startProjectWorker(): { worker: Worker; caller: Caller<ProjectMethods> } {
  const worker = spare.shift() ?? newWorker()
  // Later: starting a thread takes time from what the caller waits for.
  if (wantedSpare > 0) setTimeout(() => void keepThreadsReady(wantedSpare), 500).unref()
  const caller = createCaller<ProjectMethods>(worker)
  worker.on('error', (error) => caller.fail(new LaminaError('INTERNAL', error.message, '', { cause: error })))
  worker.on('exit', () => caller.fail(new LaminaError('INTERNAL', 'The project is closed.')))
  return { worker, caller }
}

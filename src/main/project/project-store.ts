/**
 * A project file, open: the one place that reads and writes it. Synchronous; it lives in a worker thread (or in a test).
 * docs/project-file.md describes the format.
 */
import type { Database } from 'better-sqlite3'
import { statSync } from 'node:fs'
import { LaminaError } from '../../shared/contract/errors.ts'
import { assetsOf, assetsOfRecord, type Asset } from '../../shared/document/assets.ts'
import { applyDiff, emptyDiff } from '../../shared/document/diff.ts'
import { assertDocument } from '../../shared/document/invariants.ts'
import { parseDiff } from '../../shared/document/schema.ts'
import type { AssetHash, DocRecord, DocumentRecords, RecordsDiff } from '../../shared/document/types.ts'
import { AssetDamage, AssetTable, type AssetRow } from './asset-table.ts'
import { connect, connectNew, type OpenOptions } from './connection.ts'
import { aboutFile, damagedProject } from './failures.ts'
import { checkPreview, PreviewTable, type Preview } from './preview-table.ts'
import { makeTemporaryBeside, publishFile, removeTemporary } from './publish.ts'
import { RecordTable } from './record-table.ts'
import type { ProjectState, StoredAsset } from './protocol.ts'

export class ProjectStore {
  /** Its path; for a new project the one it will have. */
  readonly file: string
  /** Where a new project is until it is published. */
  readonly #temporary: string | null
  readonly #database: Database
  readonly #assets: AssetTable
  readonly #recordTable: RecordTable
  readonly #preview: PreviewTable
  /** Which file it is, whatever is at its path by now. */
  readonly #identity: string
  #records: DocumentRecords = {}

  /** Opens an existing project; see connect for what it throws. */
  static open(file: string, options: OpenOptions): ProjectStore {
    const store = new ProjectStore(file, connect(file, options))
    try {
      aboutFile(file, () => store.#load())
      return store
    } catch (error) {
      store.#database.close()
      throw error
    }
  }

  /**
   * Begins a new project for a path, in a temporary file beside it: add assets, writeNew, then publish or discard.
   * Throws OUTPUT_NOT_WRITABLE, DISK_FULL.
   */
  static createFor(file: string): ProjectStore {
    const temporary = makeTemporaryBeside(file)
    try {
      return new ProjectStore(
        file,
        aboutFile(file, () => connectNew(temporary)),
        temporary,
      )
    } catch (error) {
      removeTemporary(temporary)
      throw error
    }
  }

  private constructor(file: string, database: Database, temporary: string | null = null) {
    this.file = file
    this.#database = database
    this.#temporary = temporary
    this.#assets = new AssetTable(database)
    this.#recordTable = new RecordTable(database)
    this.#preview = new PreviewTable(database)
    this.#identity = identityOf(temporary ?? file) ?? ''
  }

  /** Closes a new project and gives it its path. Throws as publishFile; discard it then. */
  publish(): void {
    this.#database.close()
    publishFile(this.#temporary as string, this.file)
  }

  /** Closes a new project and leaves nothing of it. */
  discard(): void {
    this.#database.close()
    if (this.#temporary !== null) removeTemporary(this.#temporary)
  }

  #load(): void {
    this.#records = this.#recordTable.read(this.file)
    const known = new Map(this.#assets.all().map((row) => [row.sha256, row]))
    for (const record of Object.values(this.#records)) {
      const problem = assetProblem(record, (hash) => known.get(hash))
      if (problem) throw damagedProject(this.file, problem)
    }
  }

  get state(): ProjectState {
    return { records: this.#records, revision: this.#recordTable.revision, readOnly: this.#database.readonly }
  }

  /** Stores an asset at once; records may name it in a later commit. What no record names goes when the file is closed. */
  putAsset(asset: Asset): AssetHash {
    return this.#write(() => this.#assets.put(asset))
  }

  /**
   * Writes assets and a change in one transaction; all of it or nothing. Returns the new revision. Throws REVISION_STALE,
   * DIFF_INVALID, DISK_FULL, OUTPUT_NOT_WRITABLE, FILE_NOT_FOUND (the file is no longer where it was).
   */
  commit(baseRevision: number, change: RecordsDiff, assets: readonly Asset[] = []): number {
    this.#refuseMoved()
    const { revision } = this.#recordTable
    if (baseRevision !== revision) {
      const what = `The change was made to revision ${baseRevision}, and the project is at ${revision}.`
      throw new LaminaError('REVISION_STALE', what, 'Load the project again and repeat the change.')
    }
    const diff = parseDiff(change)
    const records = applyDiff(this.#records, diff)
    assertDocument(records)
    this.#write(() => {
      for (const asset of assets) this.#assets.put(asset)
      this.#writeRecords(diff)
      this.#recordTable.revision = revision + 1
    })
    this.#records = records
    return revision + 1
  }

  /** The first content of a new project: its records, at revision 0, and a preview. */
  writeNew(records: DocumentRecords, preview: Preview | null): void {
    const diff = parseDiff({ ...emptyDiff(), added: records })
    assertDocument(diff.added)
    if (preview) checkPreview(preview)
    this.#write(() => {
      this.#writeRecords(diff)
      if (preview) this.#preview.write(preview)
    })
  }

  #writeRecords(diff: RecordsDiff): void {
    const changed = Object.values(diff.updated).map(([, to]) => to)
    for (const record of [...changed, ...Object.values(diff.added)]) {
      const problem = assetProblem(record, (hash) => this.#assets.find(hash))
      if (problem) throw new LaminaError('DIFF_INVALID', `The change does not fit the project: ${problem}.`)
    }
    this.#recordTable.write(diff)
  }

  /** The asset's content, held against its hash. Throws ASSET_NOT_FOUND, PROJECT_DAMAGED. */
  getAsset(hash: AssetHash): Asset {
    return this.#reading(hash, (row) => this.#assets.read(row))
  }

  /** The bytes as they are stored, for sending on; their checksums are checked, the hash is not. Throws as getAsset. */
  getStoredAsset(hash: AssetHash): StoredAsset {
    return this.#reading(hash, (row) => {
      const { type, width, height, size, encoding } = row
      return { type, width, height, size, encoding, bytes: this.#assets.readStored(row) }
    })
  }

  #reading<T>(hash: AssetHash, read: (row: AssetRow) => T): T {
    return aboutFile(this.file, () => {
      const row = this.#assets.find(hash)
      if (!row) throw new LaminaError('ASSET_NOT_FOUND', `${this.file} has no asset ${hash}.`)
      try {
        return read(row)
      } catch (error) {
        if (error instanceof AssetDamage) throw damagedProject(this.file, `asset ${hash}: ${error.message}`)
        throw error
      }
    })
  }

  get preview(): Preview | null {
    return aboutFile(this.file, () => this.#preview.read())
  }

  /** Not a part of the document: no revision, no undo. */
  setPreview(preview: Preview): void {
    checkPreview(preview)
    this.#write(() => this.#preview.write(preview))
  }

  /** Reads everything: the database's structure, and every asset against its hash. Throws PROJECT_DAMAGED. */
  verify(): void {
    aboutFile(this.file, () => {
      const problem = this.#database.pragma('integrity_check(1)', { simple: true })
      if (problem !== 'ok') throw damagedProject(this.file, String(problem))
    })
    for (const { sha256 } of this.#assets.all()) this.getAsset(sha256)
  }

  /**
   * Writes the project to another file, which is complete or not there; a project at the path is replaced. `everything`
   * copies assets that no record names too, for undo; otherwise the copy has only what the document needs.
   */
  copyTo(file: string, { everything }: { everything: boolean }): void {
    const needed = assetsOf(this.#records)
    const copy = ProjectStore.createFor(file)
    try {
      aboutFile(this.file, () => {
        for (const row of this.#assets.all()) {
          if (everything || needed.has(row.sha256)) copy.#write(() => this.#assets.copyTo(copy.#assets, row))
        }
      })
      copy.writeNew(this.#records, this.preview)
      copy.#write(() => (copy.#recordTable.revision = this.#recordTable.revision))
      copy.publish()
    } catch (error) {
      copy.discard()
      throw error instanceof AssetDamage ? damagedProject(this.file, error.message) : error
    }
  }

  /** Whether the path leads to this very file. */
  isAt(file: string): boolean {
    return identityOf(file) === this.#identity
  }

  /**
   * Closes the file. What no record names is deleted first, and the room it took given back: until now an undo may have
   * needed it. Where that fails (a full disk), the file is as good as before. Closing twice does nothing more.
   */
  close(): void {
    try {
      if (this.#database.open && !this.#database.readonly) this.#collect()
    } finally {
      this.#database.close()
    }
  }

  #collect(): void {
    try {
      if (this.#write(() => this.#assets.collect(assetsOf(this.#records))) > 0)
        this.#database.pragma('incremental_vacuum')
    } catch (error) {
      if (!(error instanceof LaminaError) && !String((error as { code?: unknown }).code).startsWith('SQLITE_'))
        throw error
    }
  }

  #write<T>(work: () => T): T {
    if (this.#database.readonly) {
      const hint = 'Save it under another name, in a folder that you may write to.'
      throw new LaminaError('OUTPUT_NOT_WRITABLE', `${this.file} is open for reading only.`, hint)
    }
    return aboutFile(this.file, () => this.#database.transaction(work).immediate())
  }

  #refuseMoved(): void {
    if (this.isAt(this.file)) return
    const hint = 'Save it under another name: everything is still there.'
    throw new LaminaError('FILE_NOT_FOUND', `${this.file} was moved, replaced or deleted while it was open.`, hint)
  }
}

/** Device and file number; null where nothing is there. */
function identityOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found ? `${found.dev}:${found.ino}` : null
}

/** What is wrong with the assets that a record names. */
function assetProblem(record: DocRecord, find: (hash: AssetHash) => AssetRow | undefined): string | null {
  for (const { hash, type, size } of assetsOfRecord(record)) {
    const row = find(hash)
    if (!row) return `"${record.id}" names asset ${hash}, which is not there`
    if (row.type !== type) return `"${record.id}" uses asset ${hash}, of type ${row.type}, as ${type}`
    if (size && (row.width !== size.width || row.height !== size.height)) {
      return `"${record.id}" says that asset ${hash} has ${size.width} × ${size.height} pixels`
    }
  }
  return null
}

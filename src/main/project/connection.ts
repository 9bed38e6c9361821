/** Opening a project file's database: what it is, whether it may be trusted, and in which mode. */
import DatabaseConstructor, { type Database } from 'better-sqlite3'
import { accessSync, constants, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { LaminaError } from '../../shared/contract/errors.ts'
import { aboutFile, damagedProject, projectFailure } from './failures.ts'
import { formatVersion, migrate, schemaOf, schemaOfVersion, versionOf } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'

/** "LMNA": what tells a project from other SQLite databases. */
export const APPLICATION_ID = 0x4c4d4e41

/** How long to wait for another process that is just closing the file. */
const LOCK_WAIT_MILLISECONDS = 1000
/** Larger pages suit blobs; a small change still writes only a few. */
const PAGE_BYTES = 16384
/** What is left of the journal between transactions. It goes when the file is closed. */
const JOURNAL_KEPT_BYTES = 1 << 20

export interface OpenOptions {
  readOnly: boolean
  /** For tests of the framework; the format's own by default. */
  migrations?: readonly Migration[]
  /** For tests of a full disk: the file grows to this many pages and no further. */
  maxPages?: number
}

/**
 * Opens an existing project. A file or folder that may not be written is opened for reading: see `database.readonly`.
 * Throws FILE_NOT_FOUND, FILE_IS_FOLDER, FILE_EMPTY, FILE_NO_PERMISSION, PROJECT_FOREIGN, PROJECT_NEWER, PROJECT_DAMAGED,
 * PROJECT_LOCKED. One of an earlier version is brought up to date; where it may not be written, a copy of it is.
 */
export function connect(file: string, { readOnly, migrations: list = migrations, maxPages }: OpenOptions): Database {
  refuseOtherThings(file)
  return aboutFile(file, () => {
    refuseForeign(file, list)
    const writable = !readOnly && mayWrite(file) && mayWrite(path.dirname(file))
    const options = { readonly: !writable, fileMustExist: true, timeout: LOCK_WAIT_MILLISECONDS }
    const database = new DatabaseConstructor(file, options)
    try {
      distrust(database)
      // A reader keeps its shared lock too, so that no writer changes the document under it.
      database.pragma('locking_mode = EXCLUSIVE')
      if (writable && !database.readonly) takeForWriting(database)
      identify(database, file, list)
      checkStructure(database, file, list)
      if (versionOf(database) < formatVersion(list)) {
        if (database.readonly) return copyUpToDate(database, list)
        migrate(database, list)
      }
      if (maxPages !== undefined) database.pragma(`max_page_count = ${maxPages}`)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/**
 * A new, empty project in a file that nobody else knows yet: not safe against a crash until it is flushed. The caller
 * removes the file when this throws.
 */
export function connectNew(file: string, list: readonly Migration[] = migrations): Database {
  return aboutFile(file, () => {
    const database = new DatabaseConstructor(file)
    try {
      distrust(database)
      database.pragma(`page_size = ${PAGE_BYTES}`)
      // So that closing can give back what removed assets took without rewriting the whole file.
      database.pragma('auto_vacuum = INCREMENTAL')
      database.pragma('journal_mode = MEMORY')
      database.pragma('synchronous = OFF')
      database.pragma('locking_mode = EXCLUSIVE')
      database.pragma(`application_id = ${APPLICATION_ID}`)
      migrate(database, list)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/**
 * Throws PROJECT_LOCKED where another window or program has the project at the path open for writing, so that a file is
 * not replaced under it. Anything else there, or nothing, is fine.
 */
export function refuseLocked(file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })) return
  let database: Database | undefined
  try {
    database = new DatabaseConstructor(file, { readonly: true, fileMustExist: true, timeout: 0 })
    database.pragma('application_id')
  } catch (error) {
    const failure = projectFailure(error, file)
    if (failure instanceof LaminaError && failure.code === 'PROJECT_LOCKED') throw failure
  } finally {
    database?.close()
  }
}

function refuseOtherThings(file: string): void {
  let found
  try {
    found = statSync(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new LaminaError('FILE_NOT_FOUND', `${file} is not there.`, 'See that the path is right.', { cause: error })
    }
    throw noPermission(file, error)
  }
  if (found.isDirectory()) throw new LaminaError('FILE_IS_FOLDER', `${file} is a folder.`, 'Choose a .lproj file.')
  if (found.size === 0) throw new LaminaError('FILE_EMPTY', `${file} is empty.`, 'Open an earlier copy of it.')
  try {
    accessSync(file, constants.R_OK)
  } catch (error) {
    throw noPermission(file, error)
  }
}

function noPermission(file: string, cause: unknown): LaminaError {
  return new LaminaError('FILE_NO_PERMISSION', `${file} may not be read.`, 'Ask its owner for permission.', { cause })
}

function mayWrite(entry: string): boolean {
  try {
    accessSync(entry, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Looks before anything is locked or recovered for writing, so that another program's database is left as it is. */
function refuseForeign(file: string, list: readonly Migration[]): void {
  const database = new DatabaseConstructor(file, {
    readonly: true,
    fileMustExist: true,
    timeout: LOCK_WAIT_MILLISECONDS,
  })
  try {
    distrust(database)
    identify(database, file, list)
  } catch (error) {
    // A writer was killed in a transaction: only a connection that may write can take it back.
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_READONLY')) throw error
  } finally {
    database.close()
  }
}

/** The file comes from a stranger: nothing in its schema may call functions, and damage is looked for while reading. */
function distrust(database: Database): void {
  database.pragma('trusted_schema = OFF')
  database.pragma('cell_size_check = ON')
}

/**
 * One writer: the lock is taken now and held until closing. A rollback journal, not a write-ahead log, so that after
 * every commit the one file is all there is: whoever copies it has everything.
 */
function takeForWriting(database: Database): void {
  database.exec('BEGIN EXCLUSIVE; COMMIT')
  database.pragma('journal_mode = DELETE')
  database.pragma('synchronous = FULL')
  database.pragma(`journal_size_limit = ${JOURNAL_KEPT_BYTES}`)
}

function identify(database: Database, file: string, list: readonly Migration[]): void {
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new LaminaError('PROJECT_FOREIGN', `${file} is not a Lamina project.`, 'Choose a .lproj file.')
  }
  const version = versionOf(database)
  if (version > formatVersion(list)) {
    const versions = `version ${version}, and this program knows up to ${formatVersion(list)}`
    throw new LaminaError(
      'PROJECT_NEWER',
      `${file} was made by a newer Lamina (${versions}).`,
      'Update Lamina to open it.',
    )
  }
  if (version < 1) throw damagedProject(file, 'it has no version')
}

/** The database's own structure, and its schema before anything in it is used. */
function checkStructure(database: Database, file: string, list: readonly Migration[]): void {
  const problems = database.pragma('quick_check(1)', { simple: true })
  if (problems !== 'ok') throw damagedProject(file, String(problems))
  if (schemaOf(database) !== schemaOfVersion(versionOf(database), list)) {
    throw damagedProject(file, 'its tables are not those of its version')
  }
}

/**
 * For reading, a temporary copy that is brought up to date: the file itself may not be written, or was not to be. Closes
 * the connection given. The copy goes when it is closed, and where open files may be removed, now.
 */
function copyUpToDate(database: Database, list: readonly Migration[]): Database {
  const folder = mkdtempSync(path.join(tmpdir(), 'lamina-earlier-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const file = path.join(folder, 'copy.lproj')
    database.prepare('VACUUM INTO ?').run(file)
    const copy = new DatabaseConstructor(file, { fileMustExist: true })
    try {
      distrust(copy)
      migrate(copy, list)
    } finally {
      copy.close()
    }
    const reader = new DatabaseConstructor(file, { readonly: true, fileMustExist: true })
    distrust(reader)
    if (process.platform !== 'win32') remove()
    else removeAfter(reader, remove)
    return reader
  } catch (error) {
    remove()
    throw error
  } finally {
    database.close()
  }
}

function removeAfter(database: Database, remove: () => void): void {
  const close = database.close.bind(database)
  database.close = () => {
    close()
    remove()
    return database
  }
}

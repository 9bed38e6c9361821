/** Making a finished file appear under its name in one step. */
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { LaminaError } from '../../shared/contract/errors.ts'
import { refuseLocked } from './connection.ts'
import { aboutFile } from './failures.ts'

/**
 * An empty file with a hidden name in the same folder, so that renaming never copies. Throws OUTPUT_NOT_WRITABLE and
 * DISK_FULL about the file that it stands for.
 */
export function makeTemporaryBeside(file: string): string {
  refuseFolder(file)
  // Names of 255 bytes are the limit of most file systems; the random part tells the files apart.
  const start = path.basename(file).slice(0, 40)
  const temporary = path.join(path.dirname(file), `.${start}.${randomBytes(6).toString('hex')}.tmp`)
  aboutFile(file, () => closeSync(openSync(temporary, 'wx')))
  return temporary
}

/**
 * Flushes the closed temporary file and gives it the name; what was there is replaced. Throws OUTPUT_NOT_WRITABLE,
 * DISK_FULL, and PROJECT_LOCKED where a project at the path is open for writing; the temporary file stays then.
 */
export function publishFile(temporary: string, file: string): void {
  refuseLocked(file)
  aboutFile(file, () => {
    flush(temporary, 'r+')
    renameSync(temporary, file)
  })
  try {
    flush(path.dirname(file), 'r')
  } catch {
    // Windows opens no folders. The file itself was flushed; the rename lasts as soon as the system writes it.
  }
}

function refuseFolder(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new LaminaError('OUTPUT_NOT_WRITABLE', `${file} is a folder.`, 'Choose another name.')
  }
}

function flush(entry: string, mode: 'r' | 'r+'): void {
  const descriptor = openSync(entry, mode)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Removes a temporary file that was closed, as far as it is there. */
export function removeTemporary(temporary: string): void {
  rmSync(temporary, { force: true })
}

/** Making a finished file appear under its name in one step. */
import { closeSync, openSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { folderInTheWay } from '../files/output-error.ts'
import { replaceFileSync } from '../files/replace-file.ts'
import { temporaryName } from '../files/temporary-name.ts'
import { refuseLocked } from './connection.ts'
import { aboutFile } from './failures.ts'

/** An empty file beside the one that it stands for. Throws OUTPUT_NOT_WRITABLE and DISK_FULL about that one. */
export function makeTemporaryBeside(file: string): string {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw folderInTheWay(file)
  const temporary = path.join(path.dirname(file), temporaryName(path.basename(file)))
  aboutFile(file, () => closeSync(openSync(temporary, 'wx')))
  return temporary
}

/**
 * Flushes the closed temporary file and gives it the name; what was there is replaced. Throws OUTPUT_NOT_WRITABLE,
 * DISK_FULL, and PROJECT_LOCKED where a project at the path is open for writing; the temporary file stays then.
 */
export function publishFile(temporary: string, file: string): void {
  refuseLocked(file)
  aboutFile(file, () => replaceFileSync(temporary, file))
}

/** Removes a temporary file that was closed, as far as it is there. */
export function removeTemporary(temporary: string): void {
  rmSync(temporary, { force: true })
}

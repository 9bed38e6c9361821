/** The last step of a file that was written elsewhere: for code that cannot wait, such as that of a database. */
import { closeSync, fsyncSync, openSync, renameSync } from 'node:fs'
import path from 'node:path'

/** Flushes the closed file and gives it the name; what was there is replaced in one step. Throws what the file system throws. */
export function replaceFileSync(temporary: string, file: string): void {
  flush(temporary, 'r+')
  renameSync(temporary, file)
  try {
    flush(path.dirname(file), 'r')
  } catch {
    // Windows opens no folders. The file itself was flushed; the rename lasts as soon as the system writes it.
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

/** A set of files as one output: all of them arrive, or the folder is as it was. */
import * as fileSystem from 'node:fs/promises'
import path from 'node:path'
import { throwIfCancelled } from '../../shared/contract/errors.ts'
import { folderInTheWay, outputError } from './output-error.ts'
import { temporaryName } from './temporary-name.ts'
import { flushFolder, writeFlushed, type WriteOptions, type WritingFileSystem } from './write-file.ts'

/** Where the files of a set are prepared. */
export interface FolderDraft {
  /** An empty folder on the same disk; what is in it at the end becomes the output. */
  folder: string
  /** Writes a file in it, with the folders on its path. */
  sink: (name: string, content: readonly Uint8Array[]) => Promise<void>
}

/**
 * Lets `build` fill a hidden folder, then puts it in place: a new folder by one rename; into a folder that is there, file
 * by file, replacing files of the same names and leaving others alone, and putting everything back when one cannot be
 * moved. On an error or an abort nothing is left behind. Throws OUTPUT_NOT_WRITABLE, DISK_FULL, CANCELLED and what `build` throws.
 */
export async function writeFolderAtomic<T>(
  target: string,
  build: (draft: FolderDraft) => Promise<T>,
  options: WriteOptions = {},
): Promise<T> {
  const { signal, files = fileSystem } = options
  throwIfCancelled(signal)
  const resolved = path.resolve(target)
  let staging: string | null = null
  let firstCreated: string | undefined
  try {
    const exists = await files.stat(resolved).catch(() => null)
    const parent = exists ? resolved : path.dirname(resolved)
    firstCreated = await files.mkdir(parent, { recursive: true })
    staging = path.join(parent, temporaryName(path.basename(resolved)))
    await files.mkdir(staging)
    const result = await build({ folder: staging, sink: sinkInto(staging, { signal, files }) })
    throwIfCancelled(signal)
    if (exists) await moveInto(staging, resolved, files)
    else await files.rename(staging, resolved)
    await flushFolder(parent, files)
    return result
  } catch (error) {
    if (staging) await files.rm(staging, { recursive: true, force: true }).catch(() => undefined)
    if (firstCreated) await removeEmpty(firstCreated, path.dirname(resolved), files)
    throw outputError(error, target)
  }
}

function sinkInto(folder: string, options: WriteOptions & { files: WritingFileSystem }): FolderDraft['sink'] {
  return async (name, content) => {
    const file = path.join(folder, ...name.split('/'))
    if (path.relative(folder, file).startsWith('..')) throw new Error(`${name} leads out of the output folder.`)
    await options.files.mkdir(path.dirname(file), { recursive: true })
    await writeFlushed(file, content, options)
  }
}

/** Moves every file of `staging` to its place in `target`; what they replace is kept until all are there. */
async function moveInto(staging: string, target: string, files: WritingFileSystem): Promise<void> {
  const entries = await files.readdir(staging, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(staging, path.join(entry.parentPath, entry.name)))
    .sort()
  const kept = path.join(staging, temporaryName('replaced'))
  const undo: (() => Promise<void>)[] = []
  try {
    for (const name of names) {
      const from = path.join(staging, name)
      const to = path.join(target, name)
      const created = await files.mkdir(path.dirname(to), { recursive: true })
      if (created) undo.push(() => removeEmpty(created, path.dirname(to), files))
      const there = await files.stat(to).catch(() => null)
      if (there?.isDirectory()) throw folderInTheWay(to)
      if (there) {
        const old = path.join(kept, name)
        await files.mkdir(path.dirname(old), { recursive: true })
        await files.rename(to, old)
        undo.push(() => files.rename(old, to))
      }
      await files.rename(from, to)
      undo.push(() => files.rm(to))
    }
  } catch (error) {
    for (const step of undo.reverse()) await step()
    throw error
  }
  await files.rm(staging, { recursive: true, force: true })
}

/** Removes the folders from `first` down to `last`, the deepest first, as far as they are empty. */
async function removeEmpty(first: string, last: string, files: WritingFileSystem): Promise<void> {
  for (let folder = last; folder.length >= first.length; folder = path.dirname(folder)) {
    try {
      await files.rmdir(folder)
    } catch {
      return
    }
  }
}

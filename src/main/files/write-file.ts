/** Output that is complete or not there: temporary files beside the target, flushed, then renamed. */
import * as fileSystem from 'node:fs/promises'
import path from 'node:path'
import { throwIfCancelled } from '../../shared/contract/errors.ts'
import { folderInTheWay, outputError } from './output-error.ts'
import { temporaryName } from './temporary-name.ts'

/** The calls that writing makes, so that a test can make them fail. */
export type WritingFileSystem = Pick<
  typeof fileSystem,
  'open' | 'rename' | 'rm' | 'mkdir' | 'mkdtemp' | 'stat' | 'readdir' | 'rmdir'
>

export interface WriteOptions {
  signal?: AbortSignal
  files?: WritingFileSystem
}

/** What a single write call takes at most, so that cancelling does not wait for a long one. */
const PIECE_BYTES = 16 << 20

/**
 * Writes the pieces as one file. What was at `target` is replaced in one step at the end; on an error or an abort it stays
 * as it was and nothing else is left behind. Throws OUTPUT_NOT_WRITABLE, DISK_FULL, CANCELLED.
 */
export async function writeFileAtomic(
  target: string,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: WriteOptions = {},
): Promise<void> {
  const { signal, files = fileSystem } = options
  throwIfCancelled(signal)
  const temporary = path.join(path.dirname(target), temporaryName(path.basename(target)))
  try {
    await refuseFolder(target, files)
    await writeFlushed(temporary, content, { signal, files })
    throwIfCancelled(signal)
    await files.rename(temporary, target)
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => undefined)
    throw outputError(error, target)
  }
  await flushFolder(path.dirname(target), files)
}

/** Writes a new file and waits until it is on the disk. The caller removes it when this throws. */
export async function writeFlushed(
  file: string,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  { signal, files = fileSystem }: WriteOptions,
): Promise<void> {
  const handle = await files.open(file, 'wx')
  try {
    for await (const piece of content) {
      for (let at = 0; at < piece.length; at += PIECE_BYTES) {
        throwIfCancelled(signal)
        await handle.writeFile(piece.subarray(at, at + PIECE_BYTES))
      }
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function refuseFolder(target: string, files: WritingFileSystem): Promise<void> {
  const found = await files.stat(target).catch(() => null)
  if (found?.isDirectory()) throw folderInTheWay(target)
}

/** Makes a rename last through a power cut. Not every system can open a folder, and the file itself is safe: best effort. */
export async function flushFolder(folder: string, files: WritingFileSystem): Promise<void> {
  try {
    const handle = await files.open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // Windows refuses; the data was flushed before the rename.
  }
}

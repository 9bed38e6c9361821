/** Output that is complete or not there: temporary files beside the target, flushed, then renamed. */
import { randomBytes } from 'node:crypto'
import * as fileSystem from 'node:fs/promises'
import path from 'node:path'
import { isCancelled, LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'

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

/** A hidden name that no other writer uses. */
export function temporaryName(name: string): string {
  // Names of 255 bytes are the limit of most file systems; the random part tells the files apart.
  return `.${name.slice(0, 40)}.${randomBytes(6).toString('hex')}.tmp`
}

/** The coded error for what a file system said about an output; others pass as they are. */
export function outputError(error: unknown, target: string): unknown {
  if (error instanceof LaminaError) return error
  if (isCancelled(error)) return new LaminaError('CANCELLED', 'The job was cancelled.')
  const said = outputFailures[(error as NodeJS.ErrnoException | null)?.code ?? '']
  if (!said) return error
  const [code, what, hint] = said
  return new LaminaError(code, `${target} cannot be written: ${what}.`, hint, { cause: error })
}

type Failure = [code: 'OUTPUT_NOT_WRITABLE' | 'DISK_FULL', what: string, hint: string]

const noPermission: Failure = [
  'OUTPUT_NOT_WRITABLE',
  'no permission',
  'Choose a folder that you may write to, or close the program that uses the file.',
]
const diskFull: Failure = ['DISK_FULL', 'the disk is full', 'Free some space or choose another disk.']
const outputFailures: Record<string, Failure> = {
  EACCES: noPermission,
  EPERM: noPermission,
  EBUSY: noPermission,
  EROFS: ['OUTPUT_NOT_WRITABLE', 'the disk is read-only', 'Choose a folder on another disk.'],
  ENOSPC: diskFull,
  EDQUOT: ['DISK_FULL', 'the disk quota is used up', diskFull[2]],
  EFBIG: ['DISK_FULL', 'the file is too large for this disk', 'Choose another disk.'],
  EISDIR: ['OUTPUT_NOT_WRITABLE', 'a folder of that name is there', 'Choose another name.'],
  ENOENT: ['OUTPUT_NOT_WRITABLE', 'its folder is not there', 'Make the folder first, or choose another.'],
  EEXIST: ['OUTPUT_NOT_WRITABLE', 'a file of that name is there', 'Choose another name.'],
  ENOTDIR: ['OUTPUT_NOT_WRITABLE', 'its folder is a file', 'Choose another folder.'],
  ENAMETOOLONG: ['OUTPUT_NOT_WRITABLE', 'the name is too long', 'Choose a shorter name.'],
  EINVAL: ['OUTPUT_NOT_WRITABLE', 'the name is not allowed on this disk', 'Choose another name.'],
  EMFILE: ['OUTPUT_NOT_WRITABLE', 'too many files are open', 'Close other programs and try again.'],
  EIO: ['OUTPUT_NOT_WRITABLE', 'the disk reported an error', 'Choose another disk.'],
}

async function refuseFolder(target: string, files: WritingFileSystem): Promise<void> {
  const found = await files.stat(target).catch(() => null)
  if (found?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' })
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

/** What a file system says when something is written, as coded errors. */
import { isCancelled, LaminaError } from '../../shared/contract/errors.ts'

/** The coded error for what a file system said about an output; others pass as they are. */
export function outputError(error: unknown, target: string): unknown {
  if (error instanceof LaminaError) return error
  if (isCancelled(error)) return new LaminaError('CANCELLED', 'The job was cancelled.')
  const said = outputFailures[(error as NodeJS.ErrnoException | null)?.code ?? '']
  return said ? failed(said, target, error) : error
}

/** Where a file should go there is a folder. */
export function folderInTheWay(target: string): LaminaError {
  return failed(outputFailures.EISDIR, target)
}

function failed([code, what, hint]: Failure, target: string, cause?: unknown): LaminaError {
  return new LaminaError(code, `${target} cannot be written: ${what}.`, hint, { cause })
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

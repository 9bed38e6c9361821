/** What SQLite and the file system say, as coded errors about a project file. */
import { LaminaError, type ErrorCode } from '../../shared/contract/errors.ts'
import { outputError } from '../files/output-error.ts'

type Failure = [code: ErrorCode, what: string, hint: string]

const notWritable: Failure = [
  'OUTPUT_NOT_WRITABLE',
  'cannot be written: no permission, or the disk is read-only',
  'Save it under another name, in a folder that you may write to.',
]
const diskFull: Failure = [
  'DISK_FULL',
  'was not written: the disk is full',
  'Free some space, or save it on another disk. What was saved before is still there.',
]
const diskError: Failure = [
  'OUTPUT_NOT_WRITABLE',
  'could not be written: the disk reported an error',
  'Save it on another disk. What was saved before is still there.',
]
const damaged: Failure = ['PROJECT_DAMAGED', 'is damaged', 'Open an earlier copy of it.']

/** By the start of SQLite's result code; the first that fits counts. */
const failures: [start: string, Failure][] = [
  ['SQLITE_NOTADB', ['PROJECT_FOREIGN', 'is not a Lamina project', 'Choose a .lproj file.']],
  ['SQLITE_CORRUPT', damaged],
  [
    'SQLITE_READONLY_ROLLBACK',
    [
      'OUTPUT_NOT_WRITABLE',
      'was not closed properly, and what was being written cannot be taken back here',
      'Copy it together with the -journal file beside it to a folder that you may write to.',
    ],
  ],
  ['SQLITE_READONLY', notWritable],
  ['SQLITE_BUSY', ['PROJECT_LOCKED', 'is open elsewhere', 'Close it in the other window or program, or open a copy.']],
  ['SQLITE_FULL', diskFull],
  ['SQLITE_IOERR_WRITE', diskError],
  ['SQLITE_IOERR_FSYNC', diskError],
  ['SQLITE_IOERR_TRUNCATE', diskError],
  ['SQLITE_IOERR_DELETE', diskError],
  ['SQLITE_IOERR', ['PROJECT_DAMAGED', 'cannot be read: the disk reported an error', damaged[2]]],
  ['SQLITE_CANTOPEN', ['FILE_NO_PERMISSION', 'cannot be opened', 'See that you may read the file and its folder.']],
  ['SQLITE_PERM', ['FILE_NO_PERMISSION', 'cannot be opened', 'See that you may read the file and its folder.']],
  ['SQLITE_NOMEM', ['OUT_OF_MEMORY', 'needs more memory than there is', 'Close other programs and try again.']],
]

/** The coded error for what went wrong with the file; an error that is not about the file passes as it is. */
export function projectFailure(error: unknown, file: string): unknown {
  if (error instanceof LaminaError) return error
  const said = String((error as { code?: unknown } | null)?.code ?? '')
  const failure = failures.find(([start]) => said.startsWith(start))?.[1]
  if (!failure) return outputError(error, file)
  const [code, what, hint] = failure
  return new LaminaError(code, `${file} ${what}.`, hint, { cause: error })
}

/** Runs the work; what it throws is about the file. */
export function aboutFile<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw projectFailure(error, file)
  }
}

/** PROJECT_DAMAGED with what was found. */
export function damagedProject(file: string, what: string): LaminaError {
  return new LaminaError(damaged[0], `${file} is damaged: ${what}.`, damaged[2])
}

/** Coded errors: what every host shows a person, and what the contract carries. */

/** Codes are stable: scripts and translations depend on them. Exit codes and UI titles are chosen by the host. */
export const errorCodes = [
  'USAGE',
  'CANCELLED',
  'INTERNAL',
  'FILE_NOT_FOUND',
  'FILE_IS_FOLDER',
  'FILE_NO_PERMISSION',
  'FILE_EMPTY',
  'IMAGE_UNKNOWN_FORMAT',
  'IMAGE_DAMAGED',
  'IMAGE_TOO_LARGE',
  'IMAGE_TOO_SMALL',
  'OUTPUT_NOT_WRITABLE',
  'DISK_FULL',
  'MODEL_MISSING',
  'MODEL_DAMAGED',
  'MODEL_DOWNLOAD_FAILED',
  'MODEL_ACCESS_DENIED',
  'MODEL_BUSY',
  'MODEL_UNSUPPORTED',
  'ENGINE_FAILED',
  'ENGINE_UNKNOWN',
  'OUT_OF_MEMORY',
  'PROJECT_NEWER',
  'PROJECT_FOREIGN',
  'PROJECT_DAMAGED',
  'PROJECT_LOCKED',
  'FILE_CHANGED',
  'FILE_GONE',
  'DOCUMENT_NOT_FOUND',
  'DOCUMENT_BUSY',
  'UNSAVED_CHANGES',
  'UPLOAD_NOT_FOUND',
  'NOT_AVAILABLE',
  'NOT_ALLOWED',
  'CONNECTION_LOST',
  'ASSET_NOT_FOUND',
  'LAYER_NOT_FOUND',
  'LAYER_NOT_SPLITTABLE',
  'REVISION_STALE',
  'DIFF_INVALID',
  'FORMAT_UNSUPPORTED',
  'FORMAT_DAMAGED',
] as const

export type ErrorCode = (typeof errorCodes)[number]

export interface PictureSize {
  width: number
  height: number
}

/** What helps against an error, besides its hint. */
export interface ErrorHelp {
  /** Of a picture that is too large: the size at which it can be opened, in pixels. */
  fits?: PictureSize
  /** The file that it is about, to be named again as an upload. */
  upload?: string
}

/** An error with a code, a place and a hint. `message` is one sentence on what happened and where; `hint` says what to do. */
export class LaminaError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  readonly help: ErrorHelp

  constructor(code: ErrorCode, message: string, hint = '', { help = {}, ...options }: LaminaErrorOptions = {}) {
    super(message, options)
    this.help = help
    this.name = 'LaminaError'
    this.code = code
    this.hint = hint
  }
}

interface LaminaErrorOptions extends ErrorOptions {
  help?: ErrorHelp
}

/** An error as plain data. */
export interface ErrorData extends ErrorHelp {
  code: ErrorCode
  message: string
  hint: string
}

/** The error as plain data, for a message or a JSON line. */
export function errorToData(error: unknown): ErrorData {
  if (error instanceof LaminaError) return { code: error.code, message: error.message, hint: error.hint, ...error.help }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'INTERNAL', message, hint: '' }
}

interface ErrorDataInput extends ErrorHelp {
  code: string
  message: string
  hint?: string
}

/** The inverse of errorToData. */
export function errorFromData({ code: name, message, hint, ...help }: ErrorDataInput): LaminaError {
  const code = (errorCodes as readonly string[]).includes(name) ? (name as ErrorCode) : 'INTERNAL'
  return new LaminaError(code, message, hint, { help })
}

export function isCancelled(error: unknown): boolean {
  return (
    (error instanceof LaminaError && error.code === 'CANCELLED') ||
    (error instanceof Error && error.name === 'AbortError')
  )
}

/** Throws CANCELLED when the signal has been aborted. Call between stages. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new LaminaError('CANCELLED', 'The job was cancelled.')
}

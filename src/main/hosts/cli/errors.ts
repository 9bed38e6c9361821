/** Errors as lines for a person. */
import {
  errorToData,
  isCancelled,
  LaminaError,
  type ErrorCode,
  type ErrorData,
} from '../../../shared/contract/errors.ts'
import { sizeText } from '../../../shared/size-text.ts'
import { exitCodes, type CliIo } from './io.ts'

/** `error <CODE>: what, where, what to do`, always one line. `where` is named unless the message does so itself. */
export function errorLine(error: ErrorData, where = ''): string {
  const message = where === '' || error.message.includes(where) ? error.message : `${where}: ${error.message}`
  const text = [message, error.hint, adviceFor(error)].filter((part) => part !== '').join(' ')
  return `error ${error.code}: ${text.replace(/\s*[\r\n]+\s*/g, ' ')}`
}

/** The command line's own ways. Hints speak of Preferences, which it has not: where they do, what takes their place. */
function adviceFor({ code, hint, fits }: ErrorData): string {
  if (fits) return `With --downscale it is taken apart at ${sizeText(fits)} pixels.`
  const advice = hint.includes('Preferences') ? insteadOfPreferences[code] : undefined
  return advice === undefined ? '' : `On the command line: ${advice}`
}

const insteadOfPreferences: Partial<Record<ErrorCode, string>> = {
  DISK_FULL: '`lamina models move FOLDER`.',
  ENGINE_FAILED: '`lamina models verify ID`.',
  MODEL_ACCESS_DENIED: 'the token is read from HF_TOKEN.',
  MODEL_DAMAGED: '`npm run models` for models of the built-in engine, `lamina models add ID` for others.',
  MODEL_DOWNLOAD_FAILED:
    '`lamina models add ID` tries again, `lamina models import` takes a copy, HTTPS_PROXY names a proxy.',
  MODEL_MISSING: '`npm run models` for models of the built-in engine, `lamina models add ID` for others.',
  OUT_OF_MEMORY: 'LAMINA_VRAM says how much GPU memory there is.',
  OUTPUT_NOT_WRITABLE: '`lamina models move FOLDER`, or LAMINA_MODELS.',
}

/** Tells a person of an error; the stack and what caused it only for those who asked for them. */
export function printError(io: CliIo, error: unknown, options: { debug: boolean; where?: string }): void {
  io.stderr.write(`${errorLine(errorToData(error), options.where)}\n`)
  if (options.debug) io.stderr.write(`${describe(error)}\n`)
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by: ${describe(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}

export function usageError(message: string, hint: string): LaminaError {
  return new LaminaError('USAGE', message, hint)
}

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (isCancelled(error)) return exitCodes.cancelled
  const { code } = errorToData(error)
  return code === 'USAGE' || code === 'ENGINE_UNKNOWN' ? exitCodes.usage : exitCodes.failed
}

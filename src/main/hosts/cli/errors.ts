/** Errors as lines for a person. */
import { errorToData, isCancelled, LaminaError, type ErrorData } from '../../../shared/contract/errors.ts'
import { sizeText } from '../../../shared/size-text.ts'
import { exitCodes, type CliIo } from './io.ts'

/** `error <CODE>: what, where, what to do`, always one line. `where` is named unless the message does so itself. */
export function errorLine(error: ErrorData, where = ''): string {
  const message = where === '' || error.message.includes(where) ? error.message : `${where}: ${error.message}`
  const text = [message, error.hint, helpText(error)].filter((part) => part !== '').join(' ')
  return `error ${error.code}: ${text.replace(/\s*[\r\n]+\s*/g, ' ')}`
}

function helpText({ fits }: ErrorData): string {
  if (!fits) return ''
  return `With --downscale it is taken apart at ${sizeText(fits)} pixels.`
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

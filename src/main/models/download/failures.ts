/** What an answer of a server means, and what a person can do about it. */
import { LaminaError } from '../../../shared/contract/errors.ts'
import { ConnectionError } from './http.ts'

/** A failure that may pass by itself. */
export class PassingFailure extends Error {
  /** As the server asks for it. */
  readonly waitMilliseconds: number | undefined

  constructor(message: string, waitMilliseconds?: number, options?: ErrorOptions) {
    super(message, options)
    this.waitMilliseconds = waitMilliseconds
  }
}

export interface StatusContext {
  status: number
  retryAfter: string | undefined
  /** What was asked for, and where. */
  what: string
  /** The page on which terms are accepted. */
  page: string
  hadToken: boolean
}

/** The error for a status that is not 200 or 206. */
export function statusFailure({ status, retryAfter, what, page, hadToken }: StatusContext): Error {
  if (status === 401 || status === 403) {
    const hint = hadToken
      ? `The token has no access to it: accept the terms at ${page} with the account that the token is of.`
      : `Accept the terms at ${page}, make an access token there, and enter it in Preferences, Models, under Downloads.`
    return new LaminaError('MODEL_ACCESS_DENIED', `${what} is not open to everyone (HTTP ${status}).`, hint)
  }
  if (status === 404 || status === 410) {
    const hint = `See ${page}: the file was moved or renamed. If you have a copy, import it in Preferences, Models.`
    return new LaminaError('MODEL_DOWNLOAD_FAILED', `${what} is not there any more (HTTP ${status}).`, hint)
  }
  if (status === 429) return new PassingFailure(`${what}: too many requests (HTTP 429).`, retryDelay(retryAfter))
  if (status === 408 || status >= 500) {
    return new PassingFailure(`${what}: the server has a problem (HTTP ${status}).`, retryDelay(retryAfter))
  }
  return new LaminaError('MODEL_DOWNLOAD_FAILED', `${what}: the server answered HTTP ${status}.`, `See ${page}.`)
}

/** Retry-After, in seconds or as a date, as milliseconds from now. */
export function retryDelay(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

export function isPassing(error: unknown): error is Error {
  return error instanceof PassingFailure || error instanceof ConnectionError
}

/** What is told when trying again did not help. */
export function gaveUp(error: Error, tries: number): LaminaError {
  const hint = 'What came is kept: try again to go on from there. If there is a proxy, enter it in Preferences, Models.'
  const message = `${error.message.replace(/\.$/, '')}, ${tries} times.`
  return new LaminaError('MODEL_DOWNLOAD_FAILED', message, hint, { cause: error })
}

/** Trying again what may pass by itself. */
import { setTimeout as wait } from 'node:timers/promises'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { gaveUp, isPassing, PassingFailure } from './failures.ts'

export interface RetryOptions {
  /** Tries without progress before it is given up. */
  tries: number
  /** Before the second try; doubled for each one after it. */
  firstWaitMilliseconds: number
  /** A server that asks for a longer wait than this is not waited for. */
  longestWaitMilliseconds: number
}

export const defaultRetry: RetryOptions = {
  tries: 6,
  firstWaitMilliseconds: 500,
  longestWaitMilliseconds: 120_000,
}

/**
 * Calls `attempt` until it succeeds, fails for good, or failed `tries` times in a row without `progress` (a number
 * that grows with every byte) having grown. Throws MODEL_DOWNLOAD_FAILED, what `attempt` throws, or the signal's reason.
 */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  progress: () => number,
  options: RetryOptions,
  signal: AbortSignal | undefined,
): Promise<Result> {
  let failures = 0
  for (;;) {
    const before = progress()
    try {
      return await attempt()
    } catch (error) {
      signal?.throwIfAborted()
      if (!isPassing(error)) throw error
      failures = progress() > before ? 1 : failures + 1
      if (failures >= options.tries) throw gaveUp(error, failures)
      await pause(error, failures, options, signal)
    }
  }
}

async function pause(error: Error, failures: number, options: RetryOptions, signal: AbortSignal | undefined) {
  const { firstWaitMilliseconds, longestWaitMilliseconds } = options
  const asked = error instanceof PassingFailure ? error.waitMilliseconds : undefined
  if (asked !== undefined && asked > longestWaitMilliseconds) {
    const minutes = Math.ceil(asked / 60_000)
    const hint = `The server asks to wait ${minutes} minutes. What came is kept; try again then.`
    throw new LaminaError('MODEL_DOWNLOAD_FAILED', error.message, hint, { cause: error })
  }
  const backoff = Math.min(firstWaitMilliseconds * 2 ** (failures - 1), longestWaitMilliseconds)
  try {
    await wait(asked ?? backoff, undefined, { signal })
  } catch (aborted) {
    signal?.throwIfAborted()
    throw aborted
  }
}

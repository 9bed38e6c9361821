/** Work that can be stopped and begun again. */
import { LaminaError } from '../../../shared/contract/errors.ts'

/** As often as someone likes; each time the work goes on where it was. */
export class PauseGate {
  #paused: PromiseWithResolvers<void> | undefined
  #stop: AbortController | undefined

  get paused(): boolean {
    return this.#paused !== undefined
  }

  pause(): void {
    this.#paused ??= Promise.withResolvers()
    this.#stop?.abort(new LaminaError('CANCELLED', 'The job is paused.'))
  }

  resume(): void {
    this.#paused?.resolve()
    this.#paused = undefined
  }

  async run(signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    for (;;) {
      await this.#untilResumed(signal)
      this.#stop = new AbortController()
      try {
        return await work(AbortSignal.any([signal, this.#stop.signal]))
      } catch (error) {
        if (signal.aborted || !this.#stop.signal.aborted) throw error
      }
    }
  }

  async #untilResumed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#paused) return
    const aborted = Promise.withResolvers<never>()
    const onAbort = () => aborted.reject(signal.reason)
    signal.addEventListener('abort', onAbort)
    try {
      await Promise.race([this.#paused.promise, aborted.promise])
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }
}

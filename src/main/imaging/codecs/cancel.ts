/** Cancelling work that libvips does: it cannot be stopped, but nobody has to wait for it. */
import { LaminaError, throwIfCancelled } from '../../../shared/contract/errors.ts'

/** Rejects with CANCELLED as soon as the signal fires; work in libvips that cannot be stopped ends by itself, unused. */
export async function untilCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  throwIfCancelled(signal)
  let onAbort: () => void = () => {}
  const cancelled = new Promise<never>((_, reject) => {
    onAbort = () => reject(new LaminaError('CANCELLED', 'The job was cancelled.'))
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, cancelled])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

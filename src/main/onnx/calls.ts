/** Calls over a message port: a number, a method, an answer or an error as data, and cancellation. */
import type { Transferable } from 'node:worker_threads'
import { errorFromData, errorToData, LaminaError } from '../../shared/contract/errors.ts'

/** What a MessagePort and a Worker have in common. */
export interface CallPort {
  postMessage(value: unknown, transfer?: readonly Transferable[]): void
  on(event: string, listener: (value: unknown) => void): unknown
  ref(): void
  unref(): void
}

/** The methods of one side: what goes in, what comes back. */
export type Methods<Names extends string> = Record<Names, { parameters: unknown; value: unknown }>

/** Buffers named in `transfer` are moved, not copied. */
export interface Answer<Value> {
  value: Value
  transfer?: Transferable[]
}

export type Handlers<M extends Methods<keyof M & string>> = {
  [K in keyof M]: (parameters: M[K]['parameters'], signal: AbortSignal) => Promise<Answer<M[K]['value']>>
}

type Message =
  | { kind: 'call'; id: number; method: string; parameters: unknown }
  | { kind: 'cancel'; id: number }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'failure'; id: number; error: ReturnType<typeof errorToData> }

/** Answers the calls that arrive at a port. When the port closes, the calls under way are aborted. */
export function answerCalls<M extends Methods<keyof M & string>>(port: CallPort, handlers: Handlers<M>): void {
  const running = new Map<number, AbortController>()

  const answer = async (id: number, method: string, parameters: unknown): Promise<void> => {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const handler = handlers[method as keyof M]
      if (!handler) throw new LaminaError('INTERNAL', `There is no method ${method}.`)
      const { value, transfer } = await handler(parameters, controller.signal)
      port.postMessage({ kind: 'answer', id, value } satisfies Message, transfer)
    } catch (error) {
      port.postMessage({ kind: 'failure', id, error: errorToData(error) } satisfies Message)
    } finally {
      running.delete(id)
    }
  }

  port.on('message', (value) => {
    const message = value as Message
    if (message.kind === 'call') void answer(message.id, message.method, message.parameters)
    if (message.kind === 'cancel') running.get(message.id)?.abort()
  })
  port.on('close', () => {
    for (const controller of running.values()) controller.abort()
  })
}

export interface Caller<M extends Methods<keyof M & string>> {
  /** Settles when the other side answers; an abort asks the other side to stop and is not an answer yet. */
  call<K extends keyof M & string>(
    method: K,
    parameters: M[K]['parameters'],
    options?: { transfer?: readonly Transferable[]; signal?: AbortSignal },
  ): Promise<M[K]['value']>
  /** Rejects the calls under way and every later one: the other side is gone. */
  fail(error: LaminaError): void
}

/** Calls the side that answers at a port. While no call is under way the port does not keep the process alive. */
export function createCaller<M extends Methods<keyof M & string>>(port: CallPort): Caller<M> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let lastId = 0
  let gone: LaminaError | undefined

  const settle = (id: number) => {
    const entry = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) port.unref()
    return entry
  }

  port.on('message', (value) => {
    const message = value as Message
    if (message.kind === 'answer') settle(message.id)?.resolve(message.value)
    if (message.kind === 'failure') settle(message.id)?.reject(errorFromData(message.error))
  })
  port.unref()

  return {
    async call(method, parameters, { transfer, signal } = {}) {
      if (gone) throw gone
      const id = ++lastId
      const cancel = () => port.postMessage({ kind: 'cancel', id } satisfies Message)
      const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }))
      port.ref()
      try {
        port.postMessage({ kind: 'call', id, method, parameters } satisfies Message, transfer)
      } catch (error) {
        settle(id)
        throw error
      }
      signal?.addEventListener('abort', cancel, { once: true })
      return answered.finally(() => signal?.removeEventListener('abort', cancel)) as Promise<never>
    },
    fail(error) {
      gone = error
      for (const id of [...waiting.keys()]) settle(id)?.reject(error)
    },
  }
}

/** The promise's result, or CANCELLED as soon as the signal is aborted; what the promise gives later is dropped. */
export async function orCancelled<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  promise.catch(() => {})
  let cancel = () => {}
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(new LaminaError('CANCELLED', 'The job was cancelled.'))
  })
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()
  try {
    return await Promise.race([promise, cancelled])
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** Requests, answers and events over a Transport: client and server. */
import type { z } from 'zod'
import {
  events,
  methods,
  type EventData,
  type EventName,
  type Method,
  type Params,
  type ParamsInput,
  type Result,
} from './api.ts'
import { errorFromData, errorToData, isCancelled, LaminaError, type ErrorData } from './errors.ts'
import { clientMessageSchema, serverMessageSchema, type ClientMessage, type ServerMessage } from './messages.ts'
import type { Transport } from './transport.ts'

/** How a request ended. Cancellation is an outcome of its own, not an error. */
export type Outcome<T> =
  { status: 'done'; result: T } | { status: 'failed'; error: ErrorData } | { status: 'cancelled' }

export interface CallOptions {
  /** Asks the other side to stop; the outcome is then `cancelled` unless the answer was under way. */
  signal?: AbortSignal
}

export interface Client {
  /** How the request ended; never rejects. */
  request<M extends Method>(method: M, params: ParamsInput<M>, options?: CallOptions): Promise<Outcome<Result<M>>>
  /** The result. Throws LaminaError; CANCELLED for a cancelled request, CONNECTION_LOST when the transport closes. */
  call<M extends Method>(method: M, params: ParamsInput<M>, options?: CallOptions): Promise<Result<M>>
  /** Gives what removes the listener. */
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void
  onClose(listener: () => void): void
  close(): void
}

export function createClient(transport: Transport): Client {
  const waiting = new Map<number, { method: Method; settle: (outcome: Outcome<unknown>) => void }>()
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  let lastId = 0
  let closed = false
  const lost = { status: 'failed', error: errorToData(connectionLost()) } as const

  const settle = (id: number, outcome: Outcome<unknown>) => {
    const entry = waiting.get(id)
    waiting.delete(id)
    entry?.settle(outcome)
  }
  transport.onMessage((value) => {
    const message = parsed(serverMessageSchema, value)
    if (!message) return
    if (message.type === 'event') return tell(message.event as EventName, message.data)
    if (message.type === 'error') return settle(message.id, { status: 'failed', error: message.error as ErrorData })
    if (message.type === 'cancelled') return settle(message.id, { status: 'cancelled' })
    const entry = waiting.get(message.id)
    if (entry) settle(message.id, checkedResult(entry.method, message.result))
  })
  const tell = (event: EventName, value: unknown) => {
    if (!Object.hasOwn(events, event)) return
    const data = parsed(events[event], value)
    if (data) for (const listener of listeners.get(event) ?? []) listener(data as never)
  }
  transport.onClose(() => {
    closed = true
    for (const id of [...waiting.keys()]) settle(id, lost)
  })

  const request: Client['request'] = async (method, params, { signal } = {}) => {
    if (signal?.aborted) return { status: 'cancelled' }
    if (closed) return lost
    const id = ++lastId
    const cancel = () => transport.send({ type: 'cancel', id } satisfies ClientMessage)
    const answered = new Promise<Outcome<unknown>>((resolve) => waiting.set(id, { method, settle: resolve }))
    signal?.addEventListener('abort', cancel, { once: true })
    transport.send({ type: 'request', id, method, params } satisfies ClientMessage)
    const outcome = await answered
    signal?.removeEventListener('abort', cancel)
    return outcome as never
  }
  return {
    request,
    async call(method, params, options) {
      const outcome = await request(method, params, options)
      if (outcome.status === 'done') return outcome.result
      if (outcome.status === 'cancelled') throw new LaminaError('CANCELLED', 'The request was cancelled.')
      throw errorFromData(outcome.error)
    },
    on(event, listener) {
      const all = listeners.get(event) ?? new Set()
      listeners.set(event, all.add(listener as (data: never) => void))
      return () => void all.delete(listener as (data: never) => void)
    },
    onClose: (listener) => transport.onClose(listener),
    close: () => transport.close(),
  }
}

export interface RequestContext {
  /** Aborted when the client cancels the request or goes. */
  signal: AbortSignal
}

/** What the main side does for one window. Throws LaminaError; other errors reach the client as INTERNAL. */
export type Handlers = {
  [M in Method]: (params: Params<M>, context: RequestContext) => Promise<Result<M>>
}

export interface Server {
  emit<E extends EventName>(event: E, data: EventData<E>): void
  onClose(listener: () => void): void
  close(): void
}

/** Answers the requests of one client. Parameters are checked by their schemas: USAGE names the first field at fault. */
export function serve(transport: Transport, handlers: Handlers): Server {
  const running = new Map<number, AbortController>()
  const send = (message: ServerMessage) => transport.send(message)

  const answer = async ({
    id,
    method,
    params,
  }: Extract<ClientMessage, { type: 'request' }>): Promise<ServerMessage> => {
    const controller = new AbortController()
    running.set(id, controller)
    try {
      if (!Object.hasOwn(methods, method)) throw new LaminaError('USAGE', `There is no method "${method}".`)
      const handler = handlers[method as Method] as (params: unknown, context: RequestContext) => Promise<unknown>
      const result = await handler(checkedParams(method as Method, params), { signal: controller.signal })
      return { type: 'result', id, result }
    } catch (error) {
      if (controller.signal.aborted && isCancelled(error)) return { type: 'cancelled', id }
      return { type: 'error', id, error: errorToData(error) }
    } finally {
      running.delete(id)
    }
  }

  transport.onMessage((value) => {
    const message = parsed(clientMessageSchema, value)
    if (!message) return transport.close()
    if (message.type === 'cancel') running.get(message.id)?.abort()
    // An id in use would mix up two answers: whoever sends it is no client of ours.
    else if (running.has(message.id)) transport.close()
    else void answer(message).then(send)
  })
  transport.onClose(() => {
    for (const controller of running.values()) controller.abort()
  })
  return {
    emit: (event, data) => send({ type: 'event', event, data }),
    onClose: (listener) => transport.onClose(listener),
    close: () => transport.close(),
  }
}

function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> | null {
  const result = schema.safeParse(value)
  return result.success ? result.data : null
}

function checkedParams(method: Method, params: unknown): unknown {
  const result = methods[method].params.safeParse(params)
  if (result.success) return result.data
  const { path, message } = result.error.issues[0]
  throw new LaminaError('USAGE', `${method}: ${path.join('.')}: ${message}.`)
}

function checkedResult(method: Method, value: unknown): Outcome<unknown> {
  const result = methods[method].result.safeParse(value)
  if (result.success) return { status: 'done', result: result.data }
  const { path, message } = result.error.issues[0]
  const error = {
    code: 'INTERNAL',
    message: `The answer to ${method} is not as agreed: ${path.join('.')}: ${message}.`,
    hint: '',
  } as const
  return { status: 'failed', error }
}

function connectionLost(): LaminaError {
  const hint = 'Start Lamina again; what was changed is kept and offered.'
  return new LaminaError('CONNECTION_LOST', 'The connection to Lamina is gone.', hint)
}

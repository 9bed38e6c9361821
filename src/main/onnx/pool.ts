/** The owner of ONNX Runtime sessions: loads once, queues, evicts. */
import { join } from 'node:path'
import { LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import { orCancelled } from './calls.ts'
import { resolveGraphFile } from './graph-file.ts'
import { requestedProviders, type Provider, type ProviderChoice } from './providers.ts'
import { openSession, type Session } from './session.ts'
import type { Sessions } from './sessions.ts'

/** A model on disk, checked. */
export interface ResolvedModel {
  /** The graph. */
  path: string
  /** The folder and the names of all files that belong to the model. */
  folder: string
  files: readonly string[]
  /** Of the graph, hexadecimal. */
  sha256: string
  /** The outputs that are wanted; all of them if it is not said. */
  outputs?: readonly string[]
  /** What a loaded session keeps between runs. */
  memoryBytes: number
  /** In order of preference. */
  providers: readonly Provider[]
  /** Kept until it is released or long unused, whatever the limit on memory: its user plans the memory. */
  lasting?: boolean
  /** See GraphFileOptions. */
  streamed?: boolean
  unfolded?: boolean
}

export interface SessionPoolOptions {
  /** Throws LaminaError MODEL_MISSING or MODEL_DAMAGED. */
  resolveModel(model: string): Promise<ResolvedModel>
  /** Idle sessions are released, the longest unused first, to stay below. A run under way is never stopped for it. */
  memoryLimitBytes?: number
  /** Providers for all models instead of each one's preference; LAMINA_PROVIDERS if it is not said. */
  providers?: readonly Provider[]
  /** A session unused for this long is released. */
  idleMilliseconds?: number
}

export interface SessionStatus {
  model: string
  state: 'loading' | 'idle' | 'running'
  queued: number
  memoryBytes: number
  provider?: Provider
  /** Why it is not another provider. */
  reasons: readonly string[]
}

export interface SessionPool extends Sessions {
  status(): { memoryLimitBytes: number; memoryBytes: number; sessions: SessionStatus[] }
  choice(model: string): Promise<ProviderChoice | undefined>
  release(model: string): Promise<void>
  /** Releases everything, after the runs under way; those waiting fail with ENGINE_FAILED. */
  close(): Promise<void>
}

interface Entry {
  model: string
  ready: Promise<Session>
  session?: Session
  /** Runs that wait for it or are in it. */
  users: number
  lastUsed: number
  memoryBytes: number
  lasting: boolean
  /** To be released as soon as it is idle. */
  unwanted: boolean
  timer?: NodeJS.Timeout
}

const DEFAULT_MEMORY_LIMIT = 1.5 * 1024 ** 3
const DEFAULT_IDLE_MILLISECONDS = 5 * 60_000

export function createSessionPool(options: SessionPoolOptions): SessionPool {
  const { memoryLimitBytes = DEFAULT_MEMORY_LIMIT, idleMilliseconds = DEFAULT_IDLE_MILLISECONDS } = options
  const requested = options.providers ?? requestedProviders(process.env)
  const resolveModel = async (id: string) => (await resolveGraphFile(id)) ?? options.resolveModel(id)
  const entries = new Map<string, Entry>()
  let uses = 0
  let closed = false

  const idle = (entry: Entry) => entry.users === 0 && entry.session !== undefined && !entry.session.busy
  const memoryInUse = () => [...entries.values()].reduce((sum, entry) => sum + entry.memoryBytes, 0)

  const forget = (entry: Entry) => {
    clearTimeout(entry.timer)
    if (entries.get(entry.model) === entry) entries.delete(entry.model)
  }

  const evict = async (entry: Entry) => {
    forget(entry)
    await (await entry.ready).release()
  }

  /** Releases idle sessions, the longest unused first, until the sum is below `limit`. */
  const shrinkTo = async (limit: number) => {
    const candidates = [...entries.values()]
      .filter((entry) => idle(entry) && !entry.lasting)
      .sort((a, b) => a.lastUsed - b.lastUsed)
    for (const entry of candidates) {
      if (memoryInUse() <= limit) break
      if (idle(entry)) await evict(entry)
    }
  }

  const settleDown = (entry: Entry) => {
    clearTimeout(entry.timer)
    if (!idle(entry)) return
    if (entry.unwanted) return void evict(entry)
    entry.timer = setTimeout(() => idle(entry) && void evict(entry), idleMilliseconds).unref()
    void shrinkTo(memoryLimitBytes)
  }

  const open = async (entry: Entry): Promise<Session> => {
    const model = await resolveModel(entry.model)
    await shrinkTo(Math.max(0, memoryLimitBytes - model.memoryBytes))
    entry.memoryBytes = model.memoryBytes
    entry.lasting = model.lasting ?? false
    const parameters = {
      model: entry.model,
      path: model.path,
      outputs: model.outputs,
      preferred: requested ?? model.providers,
      insist: requested !== undefined,
      streamed: model.streamed,
      unfolded: model.unfolded,
      planned: model.lasting,
    }
    const events = { onIdle: () => settleDown(entry), onExit: () => forget(entry) }
    try {
      return await openSession(parameters, events)
    } catch (error) {
      if (!(error instanceof LaminaError && error.code === 'OUT_OF_MEMORY')) throw error
      await shrinkTo(0)
      return openSession(parameters, events)
    }
  }

  const acquire = (model: string): Entry => {
    const present = entries.get(model)
    if (present) return present
    const entry: Entry = {
      model,
      users: 0,
      lastUsed: 0,
      memoryBytes: 0,
      lasting: false,
      unwanted: false,
      ready: Promise.reject(new Error()),
    }
    entry.ready.catch(() => {})
    entries.set(model, entry)
    entry.ready = open(entry).then(
      (session) => {
        entry.session = session
        // Whoever asked for it may have gone.
        settleDown(entry)
        return session
      },
      (error) => {
        forget(entry)
        throw error
      },
    )
    entry.ready.catch(() => {})
    return entry
  }

  /** The entry of a model that somebody wants now. */
  const want = (model: string, signal: AbortSignal | undefined): Entry => {
    throwIfCancelled(signal)
    if (closed) throw new LaminaError('ENGINE_FAILED', 'The models have been released.')
    const entry = acquire(model)
    entry.unwanted = false
    entry.lastUsed = ++uses
    return entry
  }

  return {
    async run(model, inputs, signal) {
      const entry = want(model, signal)
      entry.users++
      clearTimeout(entry.timer)
      try {
        const session = await orCancelled(entry.ready, signal)
        return await session.run(inputs, signal)
      } finally {
        entry.users--
        settleDown(entry)
      }
    },

    async prepare(model, signal) {
      await orCancelled(want(model, signal).ready, signal)
    },

    async file(model, name) {
      const { folder, files } = await resolveModel(model)
      if (!files.includes(name)) throw new LaminaError('MODEL_MISSING', `Model ${model} has no file ${name}.`)
      return join(folder, name)
    },

    async has(model) {
      try {
        await resolveModel(model)
        return true
      } catch (error) {
        if (error instanceof LaminaError && /^MODEL_(MISSING|DAMAGED)$/.test(error.code)) return false
        throw error
      }
    },

    status() {
      const sessions = [...entries.values()].map(({ model, session, memoryBytes }): SessionStatus => {
        const state = !session ? 'loading' : session.busy ? 'running' : 'idle'
        const { provider, reasons = [] } = session?.choice ?? {}
        return { model, state, queued: session?.queued ?? 0, memoryBytes, provider, reasons }
      })
      return { memoryLimitBytes, memoryBytes: memoryInUse(), sessions }
    },

    async choice(model) {
      return entries.get(model)?.session?.choice
    },

    async release(model) {
      const entry = entries.get(model)
      if (!entry) return
      if (idle(entry)) await evict(entry)
      else if (entry.users === 0) entry.unwanted = true
    },

    async close() {
      closed = true
      const all = [...entries.values()]
      await Promise.all(all.map((entry) => evict(entry).catch(() => {})))
    },
  }
}

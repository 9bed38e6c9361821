/** A thread that answers questions about a few things: it starts at the first, and keeps the things asked about last. */
import type { Worker } from 'node:worker_threads'
import { LaminaError } from '../../shared/contract/errors.ts'
import { createCaller, type Caller, type Methods } from '../onnx/calls.ts'

/** So many things are kept. */
const KEPT = 2

/** Every such thread keeps what it is given under a key until it is told to let go. */
interface KeyedMethods {
  open: { parameters: { key: string }; value: unknown }
  close: { parameters: { key: string }; value: unknown }
}

interface RunningThread<M extends Methods<keyof M & string>> {
  worker: Worker
  caller: Caller<M>
  opened: Map<string, Promise<unknown>>
}

interface KeptThreadOptions {
  /** What it is for, for the error when it ends: "picking". */
  purpose: string
  start(): Worker
}

export class KeptThread<M extends KeyedMethods & Methods<keyof M & string>> {
  readonly #options: KeptThreadOptions
  #thread: RunningThread<M> | null = null

  constructor(options: KeptThreadOptions) {
    this.#options = options
  }

  has(key: string): boolean {
    return this.#thread?.opened.has(key) ?? false
  }

  /** To call what needs nothing opened. Calls throw ENGINE_FAILED where the thread ends. */
  get caller(): Caller<M> {
    return this.#running().caller
  }

  /** The caller when the thing is open under its key; `send` gives it to the thread where it is not there. */
  async open(key: string, send: (caller: Caller<M>) => Promise<unknown>): Promise<Caller<M>> {
    const { opened, caller } = this.#running()
    const known = opened.get(key)
    const opening = known ?? send(caller)
    // To the end: it was asked about last.
    opened.delete(key)
    opened.set(key, opening)
    if (!known) opening.catch(() => opened.delete(key))
    for (const oldest of [...opened.keys()].slice(0, -KEPT)) {
      opened.delete(oldest)
      void caller.call('close', { key: oldest }).catch(() => {})
    }
    await opening
    return caller
  }

  /** Ends the thread, and with it what is under way. */
  async close(): Promise<void> {
    await this.#thread?.worker.terminate()
    this.#thread = null
  }

  #running(): RunningThread<M> {
    return (this.#thread ??= this.#start())
  }

  #start(): RunningThread<M> {
    const worker = this.#options.start()
    const thread: RunningThread<M> = { worker, caller: createCaller<M>(worker), opened: new Map() }
    const gone = (error: unknown) => {
      if (this.#thread === thread) this.#thread = null
      const why = error instanceof Error ? error.message : `exit code ${String(error)}`
      const message = `The thread for ${this.#options.purpose} ended: ${why}.`
      thread.caller.fail(new LaminaError('ENGINE_FAILED', message, 'Try once more.'))
    }
    worker.once('error', gone).once('exit', gone)
    return thread
  }
}

/** Owner of the thread in which engines run: the thread that asks stays free to answer a person. */
import { MessageChannel, type Worker } from 'node:worker_threads'
import { errorFromData, LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import { startWorker } from '../imaging/workers.ts'
import { serveSessions } from '../onnx/remote-sessions.ts'
import type { Sessions } from '../onnx/sessions.ts'
import type { DecomposeOptions, EngineProgress, FinishedLayers } from './engine.ts'
import type { EngineRequest, EngineResponse, EngineResult, EngineThreadData } from './engine-messages.ts'
import { LayerReceiver } from './finished/sent-once.ts'

/** How long a thread that was asked to stop may take before it is ended. */
const cancelMilliseconds = 1000

export interface EngineThreadOptions {
  sessions: Sessions
  /** Module that exports `engineRegistry`; the engines of this program when left out. */
  registry?: URL
}

interface Run {
  /** Its buffer is transferred and comes back in the result; after a failure it is gone. */
  image: Rgba8
  signal?: AbortSignal
  /** The engine is done; its layers are being compared with the image. */
  onChecking?: () => void
}

export interface EngineRun extends Run {
  engine: string
  options: DecomposeOptions
  /** See EngineContext. */
  gpuMemory?: number
  onProgress?: (progress: EngineProgress) => void
  /** See EngineContext. */
  onFinished?: (finished: FinishedLayers) => void
}

export interface KeepRun extends Run {
  finished: FinishedLayers
}

/** One run at a time, the others wait: two at once would take twice the memory and be no faster. */
export class EngineThread {
  readonly #options: EngineThreadOptions
  #worker: Worker | null = null
  #lastRun: Promise<unknown> = Promise.resolve()
  #runs = 0

  constructor(options: EngineThreadOptions) {
    this.#options = options
  }

  /**
   * Takes the image apart. Throws what the engine throws, by its code; CANCELLED at most a second after the signal;
   * ENGINE_FAILED or OUT_OF_MEMORY when the thread dies.
   */
  async run(run: EngineRun): Promise<EngineResult> {
    const { engine, image, options, gpuMemory } = run
    return this.#inTurn(run, (id) => ({ type: 'decompose', id, engine, image, options, gpuMemory }))
  }

  /** Puts layers that a run had finished when it was cancelled over its image. Throws as `run` does. */
  async keep(run: KeepRun): Promise<EngineResult> {
    const { image, finished } = run
    return this.#inTurn(run, (id) => ({ type: 'keep', id, image, finished }))
  }

  async #inTurn(run: Partial<EngineRun> & Run, request: (id: number) => EngineRequest): Promise<EngineResult> {
    const turn = this.#lastRun.then(() => {
      throwIfCancelled(run.signal)
      return this.#runNow(run, request)
    })
    this.#lastRun = turn.catch(() => {})
    return turn
  }

  /** Ends the thread, and with it the run under way. */
  async close(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = null
  }

  #runNow(run: Partial<EngineRun> & Run, request: (id: number) => EngineRequest): Promise<EngineResult> {
    const id = ++this.#runs
    const worker = (this.#worker ??= this.#start())
    const receiver = new LayerReceiver()
    let killer: NodeJS.Timeout | undefined
    const send = (request: EngineRequest, transfer: ArrayBuffer[] = []) => worker.postMessage(request, transfer)
    const cancel = () => {
      send({ type: 'cancel', id })
      killer = setTimeout(() => void worker.terminate(), cancelMilliseconds)
    }

    return new Promise<EngineResult>((resolve, reject) => {
      const onMessage = (response: EngineResponse) => {
        if (response.id !== id) return
        if (response.type === 'progress') return run.onProgress?.(response.progress)
        if (response.type === 'finished') return run.onFinished?.(receiver.receive(response.finished))
        if (response.type === 'checking') return run.onChecking?.()
        finish()
        if (response.type === 'done') {
          const { drafts, image, exactness, models } = response
          resolve({ drafts, image, exactness, models })
        } else {
          reject(withStack(errorFromData(response.error), response.stack))
        }
      }
      const onDeath = (error: unknown) => {
        this.#worker = null
        finish()
        reject(run.signal?.aborted ? new LaminaError('CANCELLED', 'The job was cancelled.') : deathError(error))
      }
      const finish = () => {
        clearTimeout(killer)
        run.signal?.removeEventListener('abort', cancel)
        worker.off('message', onMessage).off('error', onDeath).off('exit', onDeath)
        worker.unref()
      }
      worker.ref()
      worker.on('message', onMessage).on('error', onDeath).on('exit', onDeath)
      run.signal?.addEventListener('abort', cancel, { once: true })
      send(request(id), [run.image.data.buffer as ArrayBuffer])
    })
  }

  #start(): Worker {
    const { port1, port2 } = new MessageChannel()
    serveSessions(this.#options.sessions, port1)
    port1.unref()
    const workerData: EngineThreadData = { registry: this.#options.registry?.href, sessions: port2 }
    const worker = startWorker(new URL('./engine-worker.ts', import.meta.url), { workerData, transferList: [port2] })
    worker.once('exit', () => {
      port1.close()
      if (this.#worker === worker) this.#worker = null
    })
    return worker
  }
}

function withStack(error: LaminaError, stack: string): LaminaError {
  if (stack) error.stack = stack
  return error
}

/** `error` is what the thread threw, or its exit code. */
function deathError(error: unknown): LaminaError {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new LaminaError(
      'OUT_OF_MEMORY',
      'There was not enough memory to take the picture apart.',
      'Close other programs, or use a smaller picture.',
      { cause: error },
    )
  }
  const why = error instanceof Error ? error.message : `exit code ${String(error)}`
  return new LaminaError('ENGINE_FAILED', `The engine's thread ended: ${why}.`, 'Try once more.', { cause: error })
}

/** Sets text and matches fonts, in a thread of its own that begins when it is first asked. */
import type { Worker } from 'node:worker_threads'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { PlacedPixels, Region } from '../../shared/compositing/composite.ts'
import type { Matrix } from '../../shared/compositing/transform.ts'
import type { TextRun } from '../../shared/document/types.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import { startWorker } from '../imaging/workers.ts'
import { createCaller, type Caller } from '../onnx/calls.ts'
import type { TypesettingCalls } from './calls.ts'
import type { MatchCanvas, MatchedText } from './match/match-text.ts'
import type { TextToSet } from './typeset.ts'

export type { MatchedText, TextToSet }

interface SettingThread {
  worker: Worker
  caller: Caller<TypesettingCalls>
  /** Settles when the thread has loaded, or ended. */
  loaded: Promise<unknown>
}

export class Typesetter {
  #prepared: Promise<unknown> | null = null
  #thread: SettingThread | null = null

  /**
   * The text's pixels under a matrix from text space to the document, within `clip`; null where nothing shows. The same
   * text gives the same pixels on every machine, characters aside that only the machine's own fonts have.
   */
  async typeset(text: TextToSet, placement: Matrix, clip: Region): Promise<PlacedPixels | null> {
    return this.#caller().call('typeset', { text, placement, clip })
  }

  /** The text that pixels show, as it may be set anew. Throws NOT_ALLOWED where it cannot. */
  async match(pixels: Rgba8, runs: readonly TextRun[], canvas: MatchCanvas | null): Promise<MatchedText> {
    return this.#caller().call('match', { pixels, runs, canvas })
  }

  /** Reads all typefaces, so that the first match does not wait for them. Asking again costs nothing. */
  async prepare(): Promise<void> {
    // Whoever needs the thread next is told why it is not there.
    this.#prepared ??= this.#caller()
      .call('prepare', {})
      .catch(() => {})
    await this.#prepared
  }

  async close(): Promise<void> {
    const thread = this.#thread
    this.#thread = null
    this.#prepared = null
    // A thread that is ended while a module with a top-level await (HarfBuzz's) is settling takes the whole process along:
    // V8 finds its promise refused by the termination, and aborts.
    await thread?.loaded
    await thread?.worker.terminate()
  }

  #caller(): Caller<TypesettingCalls> {
    this.#thread ??= this.#start()
    return this.#thread.caller
  }

  #start(): SettingThread {
    const worker = startWorker(new URL('./typesetting-worker.ts', import.meta.url))
    const caller = createCaller<TypesettingCalls>(worker)
    const end = (cause: unknown) => {
      if (this.#thread?.worker === worker) {
        this.#thread = null
        this.#prepared = null
      }
      caller.fail(new LaminaError('INTERNAL', 'The thread that sets text ended.', 'Try once more.', { cause }))
    }
    worker.on('error', end)
    worker.on('exit', end)
    return { worker, caller, loaded: caller.call('loaded', {}).catch(() => {}) }
  }
}

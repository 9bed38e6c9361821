/** Owner of the thread in which edges are refined: it keeps the edges that were asked about last. */
import type { Worker } from 'node:worker_threads'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { EdgeSettings } from '../../../shared/contract/refine-api.ts'
import type { Rgba8 } from '../../imaging/pixels.ts'
import { startWorker } from '../../imaging/workers.ts'
import { createCaller, orCancelled, type Caller } from '../../onnx/calls.ts'
import type { EdgeMethods } from './edge-messages.ts'
import type { EdgeSource, RefinedMatte } from './refine-edge.ts'

/** Two windows may each refine one. */
const KEPT = 2

/** A layer whose edge is asked about. */
export interface EdgeTarget {
  /** The same for the same pixels. */
  key: string
  /** Called where the thread does not have the edge. Its buffers are transferred. */
  read: () => Promise<EdgeSource>
}

export class EdgeThread {
  #thread: { worker: Worker; caller: Caller<EdgeMethods>; opened: Map<string, Promise<unknown>> } | null = null

  /**
   * The matte with these settings, null where nothing shows; and the colours where they are cleaned, or asked for. All of
   * these throw what reading throws, ENGINE_FAILED and CANCELLED.
   */
  async refine(
    target: EdgeTarget,
    settings: EdgeSettings,
    { withColors, signal }: { withColors: boolean; signal?: AbortSignal },
  ): Promise<{ refined: RefinedMatte | null; colors: Rgba8 | null }> {
    const caller = await this.#open(target)
    return orCancelled(caller.call('refine', { key: target.key, settings, withColors }, { signal }), signal)
  }

  /** The matte, and the pixels that a layer with it has; null where nothing shows. */
  async keep(target: EdgeTarget, settings: EdgeSettings, signal?: AbortSignal) {
    const caller = await this.#open(target)
    return orCancelled(caller.call('keep', { key: target.key, settings }, { signal }), signal)
  }

  async close(): Promise<void> {
    await this.#thread?.worker.terminate()
    this.#thread = null
  }

  async #open({ key, read }: EdgeTarget): Promise<Caller<EdgeMethods>> {
    const { caller, opened } = (this.#thread ??= this.#start())
    const known = opened.get(key)
    const opening = known ?? read().then((source) => {
      const transfer = [source.own.data, source.cover, source.seen.data].map(({ buffer }) => buffer as ArrayBuffer)
      return caller.call('open', { key, source }, { transfer })
    }) // prettier-ignore
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

  #start() {
    const worker = startWorker(new URL('./edge-worker.ts', import.meta.url))
    const thread = { worker, caller: createCaller<EdgeMethods>(worker), opened: new Map<string, Promise<unknown>>() }
    const gone = (error: unknown) => {
      if (this.#thread === thread) this.#thread = null
      const why = error instanceof Error ? error.message : `exit code ${String(error)}`
      thread.caller.fail(new LaminaError('ENGINE_FAILED', `The thread for edges ended: ${why}.`, 'Try once more.'))
    }
    worker.once('error', gone).once('exit', gone)
    return thread
  }
}

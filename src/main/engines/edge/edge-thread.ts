/** Owner of the thread in which edges are refined: it keeps the edges that were asked about last. */
import type { EdgeSettings } from '../../../shared/contract/refine-api.ts'
import type { Rgba8 } from '../../imaging/pixels.ts'
import { startWorker } from '../../imaging/workers.ts'
import { orCancelled, type Caller } from '../../onnx/calls.ts'
import { KeptThread } from '../kept-thread.ts'
import type { EdgeMethods } from './edge-messages.ts'
import type { EdgeSource, RefinedMatte } from './refine-edge.ts'

/** A layer whose edge is asked about. */
export interface EdgeTarget {
  /** The same for the same pixels. */
  key: string
  /** Called where the thread does not have the edge. Its buffers are transferred. */
  read: () => Promise<EdgeSource>
}

export class EdgeThread {
  // Two windows may each refine one.
  readonly #thread = new KeptThread<EdgeMethods>({
    purpose: 'edges',
    start: () => startWorker(new URL('./edge-worker.ts', import.meta.url)),
  })

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

  close(): Promise<void> {
    return this.#thread.close()
  }

  #open({ key, read }: EdgeTarget): Promise<Caller<EdgeMethods>> {
    return this.#thread.open(key, async (caller) => {
      const source = await read()
      const transfer = [source.own.data, source.cover, source.seen.data].map(({ buffer }) => buffer as ArrayBuffer)
      return caller.call('open', { key, source }, { transfer })
    })
  }
}

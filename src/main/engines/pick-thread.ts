/** Owner of the thread in which things are picked: it keeps the pictures that were asked about last. */
import { MessageChannel, type Worker } from 'node:worker_threads'
import type { Rgba8 } from '../imaging/pixels.ts'
import { startWorker } from '../imaging/workers.ts'
import { orCancelled, type Caller } from '../onnx/calls.ts'
import { serveSessions } from '../onnx/remote-sessions.ts'
import type { Sessions } from '../onnx/sessions.ts'
import type { EdgeSource } from './edge/refine-edge.ts'
import { KeptThread } from './kept-thread.ts'
import type { Lifted } from './peel/prompt/lift.ts'
import type { Hint } from './peel/prompt/prompt.ts'
import type { PickedMatte, PickMethods, PickThreadData } from './pick-messages.ts'

export interface PickThreadOptions {
  sessions: Sessions
  /** Module that exports `openPictureToPick`; peel's own when left out. */
  module?: URL
}

/** A picture to be asked about. */
export interface PickTarget {
  /** The same for the same pixels. */
  key: string
  /** Called where the thread does not have the picture. Its buffer is transferred. */
  read: () => Promise<Rgba8>
}

export class PickThread {
  // A person goes back and forth between a layer and the one that was just made of it.
  readonly #thread: KeptThread<PickMethods>

  constructor(options: PickThreadOptions) {
    this.#thread = new KeptThread({ purpose: 'picking', start: () => startPickWorker(options) })
  }

  /** Looks at the picture ahead of the first question. All of these throw what reading and Sessions.run throw, and CANCELLED. */
  async prepare(target: PickTarget, signal?: AbortSignal): Promise<void> {
    const caller = await this.#open(target)
    // Whoever waits for it may give up; what was seen of the picture so far is kept.
    await orCancelled(caller.call('prepare', { key: target.key }), signal)
  }

  /** What a click would take, in a moment; null where that is not known yet, or nothing. */
  async hover(target: PickTarget, x: number, y: number): Promise<PickedMatte | null> {
    if (!this.#thread.has(target.key)) return null
    const caller = await this.#open(target)
    return caller.call('hover', { key: target.key, x, y })
  }

  /** What the hints pick; null where that is nothing. */
  async matte(target: PickTarget, hints: readonly Hint[], signal?: AbortSignal): Promise<PickedMatte | null> {
    const caller = await this.#open(target)
    return orCancelled(caller.call('matte', { key: target.key, hints }, { signal }), signal)
  }

  /** The image in two: what is picked, and the rest with its hole filled. The image's buffer is transferred. */
  async lift(image: Rgba8, matte: PickedMatte, signal?: AbortSignal): Promise<Lifted> {
    const transfer = [image.data.buffer as ArrayBuffer]
    return orCancelled(this.#thread.caller.call('lift', { image, matte }, { signal, transfer }), signal)
  }

  /** Another fill of what is hidden (1) of the image; 'none': there are no more, null: this one gives nothing new. */
  async fill(image: Rgba8, hidden: Uint8Array, index: number, signal?: AbortSignal) {
    return orCancelled(this.#thread.caller.call('fill', { image, hidden, index }, { signal }), signal)
  }

  /** Another edge of a layer, with its pixels for it; answers as `fill` does. */
  async edge(source: EdgeSource, index: number, signal?: AbortSignal) {
    return orCancelled(this.#thread.caller.call('edge', { source, index }, { signal }), signal)
  }

  /** Ends the thread, and with it what is under way. */
  close(): Promise<void> {
    return this.#thread.close()
  }

  #open({ key, read }: PickTarget): Promise<Caller<PickMethods>> {
    return this.#thread.open(key, async (caller) => {
      const image = await read()
      return caller.call('open', { key, image }, { transfer: [image.data.buffer as ArrayBuffer] })
    })
  }
}

function startPickWorker({ sessions, module }: PickThreadOptions): Worker {
  const { port1, port2 } = new MessageChannel()
  serveSessions(sessions, port1)
  port1.unref()
  const workerData: PickThreadData = { module: module?.href, sessions: port2 }
  const worker = startWorker(new URL('./pick-worker.ts', import.meta.url), { workerData, transferList: [port2] })
  const gone = () => port1.close()
  worker.once('error', gone).once('exit', gone)
  return worker
}

/** The calling side of the PSD thread. */
import type { Worker } from 'node:worker_threads'
import { errorFromData, type errorToData, LaminaError } from '../../../shared/contract/errors.ts'
import { startWorker } from '../../imaging/workers.ts'
import type { PlaneSet, PsdStructure } from './psd-assembly.ts'
import type { PsdTree } from './psd-tree.ts'

export type PsdRequest =
  | { call: 'begin'; set: PlaneSet }
  | { call: 'rows'; data: Uint8Array }
  | { call: 'finish'; structure: PsdStructure }
  | { call: 'tree'; bytes: Uint8Array }

export interface PsdFile {
  content: Uint8Array[]
  large: boolean
}

export interface PsdReply {
  result: PsdFile | PsdTree | null
  error?: ReturnType<typeof errorToData>
}

/** Pixels cross to the thread in bands of about this many bytes: neither side holds a second copy of a layer. */
const BAND_BYTES = 4 << 20

/** One thread for one file. Requests are made one after another; `close` ends it at any time. */
export class PsdThread {
  readonly #worker: Worker
  readonly #signal: AbortSignal | undefined
  #settle: { resolve: (reply: PsdReply) => void; reject: (error: Error) => void } | null = null
  #failure: Error | null = null

  constructor(signal?: AbortSignal) {
    this.#signal = signal
    this.#worker = startWorker(new URL('./psd-worker.ts', import.meta.url))
    this.#worker.on('message', (reply: PsdReply) => this.#take()?.resolve(reply))
    this.#worker.on('error', (error: Error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(new Error('The PSD thread ended early.')))
    signal?.addEventListener('abort', this.#abort, { once: true })
  }

  /** Sends straight RGBA, or a mask's bytes, band by band. */
  async send(set: PlaneSet, data: Uint8Array, onRows?: (share: number) => void): Promise<void> {
    const { width, height } = set.of === 'composite' ? set : set.box
    const stride = width * (set.of === 'mask' ? 1 : 4)
    if (data.length !== stride * height) throw new Error('The pixels do not fill their box.')
    await this.#request({ call: 'begin', set })
    const rows = Math.max(1, Math.floor(BAND_BYTES / stride))
    for (let y = 0; y < height; y += rows) {
      // slice of a Buffer would share its memory, which must not be transferred.
      const band = new Uint8Array(data.subarray(y * stride, Math.min(height, y + rows) * stride))
      await this.#request({ call: 'rows', data: band }, [band.buffer])
      onRows?.(Math.min(1, (y + rows) / height))
    }
  }

  async finish(structure: PsdStructure): Promise<PsdFile> {
    return (await this.#request({ call: 'finish', structure })) as PsdFile
  }

  async tree(bytes: Uint8Array): Promise<PsdTree> {
    return (await this.#request({ call: 'tree', bytes })) as PsdTree
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#abort)
    this.#failure ??= new Error('The PSD thread is closed.')
    await this.#worker.terminate()
  }

  readonly #abort = (): void => {
    this.#fail(new LaminaError('CANCELLED', 'The job was cancelled.'))
    void this.#worker.terminate()
  }

  #take(): { resolve: (reply: PsdReply) => void; reject: (error: Error) => void } | null {
    const settle = this.#settle
    this.#settle = null
    return settle
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#take()?.reject(this.#failure)
  }

  async #request(request: PsdRequest, transfer: ArrayBuffer[] = []): Promise<PsdReply['result']> {
    if (this.#signal?.aborted) this.#abort()
    if (this.#failure) throw this.#failure
    const reply = await new Promise<PsdReply>((resolve, reject) => {
      this.#settle = { resolve, reject }
      this.#worker.postMessage(request, transfer)
    })
    if (reply.error) throw errorFromData(reply.error)
    return reply.result
  }
}

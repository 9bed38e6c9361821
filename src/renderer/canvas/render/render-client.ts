/** The window's end of the drawing thread. */
import type { Stroke } from '../../../shared/compositing/stroke.ts'
import { assetsOfRecord } from '../../../shared/document/assets.ts'
import type { DocRecord, DocumentRecords } from '../../../shared/document/types.ts'
import type { AssetPixels } from '../../transport/assets.ts'
import type { SmallPicture } from './small-picture.ts'
import { leadsToFrame, type Drawn, type FromRenderer, type RenderView, type ToRenderer } from './messages.ts'

export class RenderClient {
  readonly #worker: Worker
  readonly #picks = new Map<number, (layer: string | null) => void>()
  #sent: DocumentRecords = {}
  #gesture = false
  readonly #smalls = new Map<number, (picture: SmallPicture | null) => void>()
  #lastId = 0
  #sentMessages = 0
  readonly #peek: (hash: string) => AssetPixels | null
  readonly #given = new Set<string>()
  readonly #onSent: () => void
  /** Frames drawn since the start. */
  frames = 0

  constructor(
    canvas: HTMLCanvasElement,
    origin: string,
    memory: number,
    peek: (hash: string) => AssetPixels | null,
    on: { drawn(drawn: Drawn): void; sent(): void; failed(message: string): void },
  ) {
    this.#worker = new Worker(new URL('./render-worker.ts', import.meta.url), { type: 'module', name: 'canvas' })
    this.#worker.onmessage = ({ data }: MessageEvent<FromRenderer>) => {
      if (data.type === 'picked') {
        this.#picks.get(data.id)?.(data.layer)
        this.#picks.delete(data.id)
      } else if (data.type === 'small') {
        this.#smalls.get(data.id)?.(data.picture)
        this.#smalls.delete(data.id)
      } else if (data.type === 'drawn') {
        this.frames = data.frames
        // What was sent after the frame is not in it.
        on.drawn({ ...data, settled: data.settled && data.taken === this.#sentMessages })
      } else on.failed(data.message)
    }
    this.#onSent = () => on.sent()
    this.#peek = peek
    const offscreen = canvas.transferControlToOffscreen()
    this.#send({ type: 'start', canvas: offscreen, origin, memory }, [offscreen])
  }

  open(records: DocumentRecords, preview: string | null): void {
    this.#sent = records
    this.#gesture = false
    this.#send({ type: 'open', records: Object.values(records), preview })
  }

  /** Sends what is not as it was sent last. */
  change(records: DocumentRecords, gesture: boolean): void {
    if (records === this.#sent && gesture === this.#gesture) return
    const changed: DocRecord[] = Object.values(records).filter((record) => this.#sent[record.id] !== record)
    for (const record of changed) this.#give(record)
    const removed = Object.keys(this.#sent).filter((id) => !Object.hasOwn(records, id))
    this.#sent = records
    this.#gesture = gesture
    this.#send({ type: 'change', changed, removed, gesture })
  }

  /** Pixels that an edit just made are in this window: they go along. */
  #give(record: DocRecord): void {
    const { [record.id]: before } = this.#sent
    const known = new Set(before ? assetsOfRecord(before).map(({ hash }) => hash) : [])
    for (const { hash } of assetsOfRecord(record)) {
      const pixels = known.has(hash) || this.#given.has(hash) ? null : this.#peek(hash)
      if (!pixels) continue
      this.#given.add(hash)
      this.#send({ type: 'pixels', hash, pixels })
    }
  }

  setView(view: RenderView): void {
    this.#send({ type: 'view', view })
  }

  /** A stroke with all its points so far: it is shown until its mask is there. null: it was given up. */
  setStroke(layer: string, stroke: Stroke | null): void {
    this.#send({ type: 'stroke', layer, stroke })
  }

  /** The topmost layer with a visible pixel at a point of the viewport (device pixels). */
  pick(x: number, y: number): Promise<string | null> {
    const id = ++this.#lastId
    return new Promise((resolve) => {
      this.#picks.set(id, resolve)
      this.#send({ type: 'pick', id, x, y })
    })
  }

  /** The document as it is now was saved: makes its preview, unless it changes before there was time to. */
  makePreview(document: string): void {
    this.#send({ type: 'preview', document })
  }

  /** A small picture of an asset, fitted into a square of `side` pixels; null where its pixels cannot be had. */
  small(hash: string, side: number): Promise<SmallPicture | null> {
    const id = ++this.#lastId
    return new Promise((resolve) => {
      this.#smalls.set(id, resolve)
      this.#send({ type: 'small', id, hash, side })
    })
  }

  destroy(): void {
    this.#worker.terminate()
    for (const resolve of this.#picks.values()) resolve(null)
    for (const resolve of this.#smalls.values()) resolve(null)
  }

  #send(message: ToRenderer, transfer: Transferable[] = []): void {
    if (leadsToFrame(message)) {
      this.#sentMessages++
      this.#onSent()
    }
    this.#worker.postMessage(message, transfer)
  }
}

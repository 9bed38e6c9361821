/** The live text that layers of read text stand for, found once for the same pixels. */
import { invert, type Matrix } from '../../../shared/compositing/transform.ts'
import { LaminaError, throwIfCancelled } from '../../../shared/contract/errors.ts'
import type { AssetReader } from '../../../shared/document/assets.ts'
import { getDocument, layersOf } from '../../../shared/document/tree.ts'
import type { DocRecord, DocumentRecords, LayerText, PixelLayer } from '../../../shared/document/types.ts'
import { holdsText, isTextLayer } from '../../../shared/text/live-text.ts'
import type { FormatWarning } from '../../formats/format.ts'
import type { Typesetter } from '../../typesetting/typesetter.ts'
import type { Snapshot } from './layer-jobs.ts'

/** Texts that are remembered. */
const MOST = 200

export class TextMatches {
  readonly #typesetter: Typesetter
  readonly #known = new Map<string, Promise<LayerText>>()

  constructor(typesetter: Typesetter) {
    this.#typesetter = typesetter
  }

  /** Has the typefaces read before text is edited for the first time, where the document holds some. */
  prepare(records: DocumentRecords): void {
    if (layersOf(records).some(holdsText)) void this.#typesetter.prepare()
  }

  /** Throws NOT_ALLOWED where its lines are of different kinds or cannot be set, and what the reader throws. */
  async match(records: DocumentRecords, layer: PixelLayer, readAsset: AssetReader): Promise<LayerText> {
    const canvas = canvasIn(layer.transform, getDocument(records).width)
    const key = JSON.stringify([layer.asset, layer.texts, canvas])
    const known = this.#known.get(key)
    if (known) return known
    const matching = this.#match(layer, readAsset, canvas)
    this.#known.set(key, matching)
    for (const oldest of this.#known.keys()) if (this.#known.size > MOST) this.#known.delete(oldest)
    // What cannot be set may be asked again; what went wrong may go well next time.
    matching.catch(() => this.#known.delete(key))
    return matching
  }

  async #match(
    { asset, width, height, texts }: PixelLayer,
    readAsset: AssetReader,
    canvas: { width: number; middle: number } | null,
  ): Promise<LayerText> {
    const { data } = await readAsset(asset)
    const text = await this.#typesetter.match({ width, height, data }, texts, canvas)
    const toText = invert(text.transform)
    return { ...text, original: toText && { asset, width, height, transform: toText } }
  }

  /**
   * The document with the text that was read in it as live text, in the pixels it was found in; what stays pixels is
   * told by warnings. Throws CANCELLED.
   */
  async readAsLive(
    { records, readAsset }: Snapshot,
    signal: AbortSignal,
  ): Promise<{ records: DocumentRecords; warnings: FormatWarning[] }> {
    const live: Record<string, DocRecord> = { ...records }
    const warnings: FormatWarning[] = []
    for (const layer of layersOf(records)) {
      throwIfCancelled(signal)
      if (!holdsText(layer) || isTextLayer(layer)) continue
      try {
        live[layer.id] = { ...layer, text: await this.match(records, layer, readAsset) }
      } catch (error) {
        if (!(error instanceof LaminaError) || error.code !== 'NOT_ALLOWED') throw error
        const { id, name } = layer
        const message = `Layer "${name}": its text stays pixels. ${error.message}`
        warnings.push({ code: 'RASTERISED', layer: { id, name }, message })
      }
    }
    return { records: live, warnings }
  }
}

/** The canvas in the pixels of a layer that is no more than moved; null for others. */
function canvasIn([a, b, c, d, e]: Matrix, width: number): { width: number; middle: number } | null {
  return a === 1 && b === 0 && c === 0 && d === 1 ? { width, middle: width / 2 - e } : null
}

/** Variations of one layer of an open document. */
import { translation } from '../../../../shared/document/records.ts'
import { replacePixels } from '../../../../shared/document/commands/properties.ts'
import { applyDiff } from '../../../../shared/document/diff.ts'
import type { EdgeSource } from '../../../engines/edge/refine-edge.ts'
import type { PickThread } from '../../../engines/pick-thread.ts'
import { boundsOf, cropData, grow } from '../../../imaging/boxes.ts'
import { thumbnail } from '../../../imaging/codecs/encode.ts'
import type { Box, Rgba8 } from '../../../imaging/pixels.ts'
import { hashAsset } from '../../../project/asset-content.ts'
import type { Snapshot } from '../layer-jobs.ts'
import { seenOf } from '../pick/keep-seen.ts'
import type { PlacedEdge } from '../refine/edge-target.ts'
import { hiddenPixels } from './hidden.ts'

const THUMBNAIL_SIDE = 128
/** Around what changes, of its longer side. */
const THUMBNAIL_MARGIN = 0.2

export interface FoundVariation {
  name: string
  thumbnail: Rgba8
  /** Of the document. */
  box: Box
  pixels: Uint8Array
  mask: { box: Box; data: Uint8Array } | null
}

export class LayerVariations {
  readonly #snapshot: Snapshot
  readonly #target: PlacedEdge
  readonly #source: EdgeSource
  readonly #hidden: Uint8Array | null

  private constructor(snapshot: Snapshot, target: PlacedEdge, source: EdgeSource, hidden: Uint8Array | null) {
    this.#snapshot = snapshot
    this.#target = target
    this.#source = source
    this.#hidden = hidden
  }

  static async open(snapshot: Snapshot, target: PlacedEdge, signal: AbortSignal): Promise<LayerVariations> {
    const source = await target.read()
    const hidden = await hiddenPixels(snapshot, target.layer, boxOf(target), source.own, signal)
    return new LayerVariations(snapshot, target, source, hidden)
  }

  /** A small picture of what may change; null where that is nothing. */
  async current(newEdge: boolean): Promise<Rgba8 | null> {
    const box = this.#changing(newEdge)
    return box && thumbnail(cropped(this.#shown(), box), THUMBNAIL_SIDE)
  }

  /** 'none': there are no more; null: nothing new. */
  async make(
    picker: PickThread,
    index: number,
    newEdge: boolean,
    signal: AbortSignal,
  ): Promise<FoundVariation | 'none' | null> {
    const changing = this.#changing(newEdge)
    if (!changing) return 'none'
    const filled = this.#hidden && (await picker.fill(this.#source.own, this.#hidden, index, signal))
    if (!newEdge) {
      if (filled === null || filled === 'none') return filled ?? 'none'
      const own = { ...this.#source.own, data: filled.pixels }
      await this.#keepSeen(own, signal)
      return this.#found(filled.name, own, changing, null)
    }
    const own = filled && filled !== 'none' ? { ...this.#source.own, data: filled.pixels } : this.#source.own
    const found = await picker.edge({ ...this.#source, own }, index, signal)
    if (found === null || found === 'none') return found
    const pixels = { ...own, data: found.pixels }
    return this.#found(found.name, pixels, changing, { box: found.box, data: found.matte })
  }

  /** The box of what may change. */
  #changing(newEdge: boolean): Box | null {
    const { width, height } = this.#source.own
    const edge = newEdge ? boundsOf({ width, height, data: this.#source.cover }) : null
    const tight = edge ?? (this.#hidden && boundsOf({ width, height, data: this.#hidden }))
    return tight && grow(tight, THUMBNAIL_MARGIN * Math.max(tight.width, tight.height), width, height)
  }

  /** The layer alone, as much of it as shows. */
  #shown(): Rgba8 {
    const { own, cover } = this.#source
    const data = own.data.slice()
    for (let i = 0; i < cover.length; i++) data[i * 4 + 3] = cover[i]
    return { ...own, data }
  }

  /** Pixels that show through all the same become again what they were. */
  async #keepSeen(own: Rgba8, signal: AbortSignal): Promise<void> {
    const { records, readAsset } = this.#snapshot
    const box = boxOf(this.#target)
    const before = await seenOf(records, readAsset, box, signal)
    const { width, height, data } = own
    const asset = { type: 'rgba', width, height, data: data.slice() } as const
    const hash = hashAsset(asset)
    const placed = { asset: hash, width, height, transform: translation(box.x, box.y) }
    const after = await seenOf(
      applyDiff(records, replacePixels(records, { id: this.#target.layer.id, ...placed })),
      async (wanted) => (wanted === hash ? asset : readAsset(wanted)),
      box,
      signal,
    )
    for (let i = 0; i < data.length; i += 4) {
      if ([0, 1, 2, 3].every((c) => before.data[i + c] === after.data[i + c])) continue
      data.set(this.#source.own.data.subarray(i, i + 4), i)
    }
  }

  async #found(name: string, own: Rgba8, changing: Box, mask: FoundVariation['mask']): Promise<FoundVariation> {
    const { x, y } = this.#target
    const alpha = { ...own, data: own.data.filter((_, i) => i % 4 === 3) }
    const kept = boundsOf(alpha) ?? { x: 0, y: 0, width: 1, height: 1 }
    return {
      name,
      thumbnail: await thumbnail(cropped(mask ? masked(own, mask) : own, changing), THUMBNAIL_SIDE),
      box: { ...kept, x: kept.x + x, y: kept.y + y },
      pixels: cropData(own.data, own.width, 4, kept),
      mask: mask && { ...mask, box: { ...mask.box, x: mask.box.x + x, y: mask.box.y + y } },
    }
  }
}

function boxOf({ x, y, width, height }: PlacedEdge): Box {
  return { x, y, width, height }
}

function cropped({ width, data }: Rgba8, box: Box): Rgba8 {
  return { width: box.width, height: box.height, data: cropData(data, width, 4, box) }
}

function masked(own: Rgba8, { box, data: matte }: { box: Box; data: Uint8Array }): Rgba8 {
  const data = own.data.slice()
  for (let y = 0, i = 3; y < own.height; y++) {
    for (let x = 0; x < own.width; x++, i += 4) {
      const inside = x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height
      data[i] = inside ? Math.round((data[i] * matte[(y - box.y) * box.width + x - box.x]) / 255) : 0
    }
  }
  return { ...own, data }
}

/** Pixels of layers for edits that make new ones: merging, masks, cutting out. */
import { flatten, type CompositeNode, type PlacedPixels, type Region } from '../../../shared/compositing/composite.ts'
import { documentNodes, type NodeSource } from '../../../shared/compositing/document-nodes.ts'
import { assetOfLayer, rasterise } from '../../../shared/compositing/rasterise.ts'
import { isWholePixelMove } from '../../../shared/compositing/transform.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { translation } from '../../../shared/document/records.ts'
import type { DocumentRecords, FillLayer, LayerMask, PixelLayer } from '../../../shared/document/types.ts'
import type { Assets } from '../../transport/assets.ts'
import { canvasOf, reachOf } from './bounds.ts'

/** Rows put together between two turns of the event loop. */
const STRIP_ROWS = 64

/** What a layer of new pixels has. They are drawn from no text, whatever they were before. */
export type PixelsOfLayer = Pick<PixelLayer, 'asset' | 'width' | 'height' | 'transform' | 'text'>

export class DocumentPixels {
  readonly #assets: Assets

  constructor(assets: Assets) {
    this.#assets = assets
  }

  /** What the layer shows on and around the canvas, without opacity and mask. */
  async layer(records: DocumentRecords, layer: PixelLayer | FillLayer): Promise<PlacedPixels> {
    const use = assetOfLayer(layer)
    const raster = use && (await this.#assets.fetch(use.asset))
    const clip = layer.type === 'fill' ? canvasOf(records) : reachOf(records)
    return rasterise(layer, raster, canvasOf(records), clip)
  }

  async mask(mask: LayerMask): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#assets.fetch(mask.asset)).data
  }

  nodeSource(records: DocumentRecords): NodeSource {
    return {
      layerPixels: (layer) => this.layer(records, layer),
      maskPixels: async (mask) => ({ ...mask, data: await this.mask(mask) }),
    }
  }

  /** What is in the document, as the compositor takes it. */
  nodes(records: DocumentRecords): Promise<CompositeNode[]> {
    return documentNodes(records, this.nodeSource(records))
  }

  /** The nodes as straight-alpha RGBA of the region. Lets the window answer in between. */
  async flatten(nodes: readonly CompositeNode[], region: Region): Promise<Uint8Array<ArrayBuffer>> {
    const data = new Uint8Array(region.width * region.height * 4)
    for (let row = 0; row < region.height; row += STRIP_ROWS) {
      const height = Math.min(STRIP_ROWS, region.height - row)
      data.set(flatten(nodes, { ...region, y: region.y + row, height }), row * region.width * 4)
      await new Promise((resolve) => setTimeout(resolve))
    }
    return data
  }

  /** Stores pixels, cropped to what is not clear, as what a layer of them names. Throws NOT_ALLOWED where all is clear. */
  async store(document: string, placed: PlacedPixels): Promise<PixelsOfLayer> {
    const cropped = trimmed(placed)
    if (!cropped) throw new LaminaError('NOT_ALLOWED', 'Nothing would be left of it.', 'Delete the layer instead.')
    return this.storeWhole(document, cropped)
  }

  async storeWhole(document: string, { x, y, width, height, data }: PlacedPixels): Promise<PixelsOfLayer> {
    const bytes = new Uint8Array(data)
    const asset = await this.#assets.put(document, { type: 'rgba', width, height, data: bytes })
    return { asset, width, height, transform: translation(x, y), text: null }
  }

  async storeMask(
    document: string,
    region: Region,
    data: Uint8Array<ArrayBuffer>,
    outside: 0 | 255,
  ): Promise<LayerMask> {
    const { x, y, width, height } = region
    const asset = await this.#assets.put(document, { type: 'gray', width, height, data })
    return { asset, x, y, width, height, enabled: true, outside }
  }
}

/** Whether the layer's pixels are in their place as they are. */
export function isInPlace(layer: PixelLayer): boolean {
  return isWholePixelMove(layer.transform)
}

/** Cropped to what is not clear; null where all is. */
export function trimmed(placed: PlacedPixels): PlacedPixels | null {
  const { width, height, data } = placed
  let left = width
  let right = -1
  let top = height
  let bottom = -1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[(y * width + x) * 4 + 3] === 0) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  if (right < 0) return null
  const region = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
  return { ...region, x: placed.x + left, y: placed.y + top, data: cut(data, width, region, 4) }
}

/** A rectangle out of rows of `width` pixels. */
export function cut(
  data: Uint8Array | Uint8ClampedArray,
  width: number,
  region: Region,
  channels: 1 | 4,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(region.width * region.height * channels)
  for (let y = 0; y < region.height; y++) {
    const from = ((region.y + y) * width + region.x) * channels
    out.set(data.subarray(from, from + region.width * channels), y * region.width * channels)
  }
  return out
}

/** Variations of a layer that are tried out: the layer as it is, and others. */
import type { Variation } from '../../shared/contract/api.ts'
import { boundsUnder } from '../../shared/compositing/transform.ts'
import { translation } from '../../shared/document/records.ts'
import { getDocument, getLayer, walk } from '../../shared/document/tree.ts'
import type { DocumentRecords, LayerRecord, PixelLayer } from '../../shared/document/types.ts'
import type { EditorState } from './commands/command.ts'
import { refinableLayer } from './refine-state.ts'

export interface VariationsState {
  layer: string
  newEdge: boolean
  /** Of the layer as it is; null until it is known. */
  current: Variation['thumbnail'] | null
  found: readonly Variation[]
  /** 0: the layer as it is; others from 1 on. */
  chosen: number
  /** Number of the next to be made. */
  next: number
  /** There may be more. */
  more: boolean
  working: boolean
}

/** Why a layer of pixels has no variations; null where it may have some. */
export function whyNoVariations(state: EditorState): string | null {
  const layer = refinableLayer(state)
  if (!layer) return null
  if (layer.text) return 'text is drawn from its words'
  const { records } = state.document
  return hasEdge(records, layer) || isCovered(records, layer) ? null : 'no other layer hides a part of it'
}

/** It does not fill the canvas. */
function hasEdge(records: DocumentRecords, { width, height, transform, mask }: PixelLayer): boolean {
  const document = getDocument(records)
  const box = boundsUnder(width, height, transform)
  const fills = box.x <= 0 && box.y <= 0 && box.x + box.width >= document.width && box.y + box.height >= document.height
  return !fills || mask?.enabled === true
}

/** Some layer above lies over it, as far as boxes tell. */
export function isCovered(records: DocumentRecords, layer: PixelLayer): boolean {
  const order = [...walk(records)].map((entry) => entry.layer)
  const box = boundsUnder(layer.width, layer.height, layer.transform)
  const above = order.slice(order.findIndex(({ id }) => id === layer.id) + 1)
  return above.some((other) => other.type !== 'group' && isShown(records, other) && overlaps(box, other))
}

function isShown(records: DocumentRecords, { visible, parent }: LayerRecord): boolean {
  return visible && (parent === null || isShown(records, getLayer(records, parent)))
}

function overlaps(box: { x: number; y: number; width: number; height: number }, layer: LayerRecord): boolean {
  if (layer.type !== 'pixels') return layer.type === 'fill'
  const other = boundsUnder(layer.width, layer.height, layer.transform)
  return (
    other.x < box.x + box.width &&
    box.x < other.x + other.width &&
    other.y < box.y + box.height &&
    box.y < other.y + other.height
  )
}

/** The layer as the variation makes it. */
export function variedLayer(layer: PixelLayer, { pixels, mask }: Variation): PixelLayer {
  const { asset, x, y, width, height } = pixels
  const placed = { ...layer, asset, width, height, transform: translation(x, y), text: null }
  return mask ? { ...placed, mask: { ...mask, enabled: true, outside: 0 } } : placed
}

/** The document with a variation in the layer's place; null for the layer as it is. */
export function withVariation(records: DocumentRecords, state: VariationsState): DocumentRecords | null {
  const layer = getLayer(records, state.layer)
  const variation = state.found.at(state.chosen - 1)
  if (state.chosen === 0 || !variation || layer.type !== 'pixels') return null
  return { ...records, [layer.id]: variedLayer(layer, variation) }
}

/** A layer's place in numbers, as the properties show it. */
import type { DocumentRecords } from '../../shared/document/types.ts'
import { rotationOf } from '../store/actions/transform-actions.ts'
import { boundsOf } from '../store/pixels/bounds.ts'

export interface LayerBox {
  x: number
  y: number
  width: number
  height: number
  /** Degrees, clockwise. */
  rotation: number
}

/** The position is that of what the layers cover; the size of one layer of pixels is along its own axes. */
export function boxOfLayers(records: DocumentRecords, ids: readonly string[]): LayerBox | null {
  const bounds = boundsOf(records, ids)
  if (!bounds) return null
  const { x, y, width, height } = bounds
  const only = ids.length === 1 ? records[ids[0]] : undefined
  if (only?.type !== 'pixels') return { x, y, width, height, rotation: 0 }
  const [a, b, c, d] = only.transform
  return {
    x,
    y,
    width: only.width * Math.hypot(a, b),
    height: only.height * Math.hypot(c, d),
    rotation: rotationOf(records, ids),
  }
}

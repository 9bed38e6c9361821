/** A layer taken in two, on its way into the document. */
import type { Asset } from '../../../../shared/document/assets.ts'
import type { RecordsDiff } from '../../../../shared/document/types.ts'
import type { Box } from '../../../imaging/pixels.ts'
import type { PlacedLayer } from './pick-target.ts'

/** Pixels of a part, placed in the document; they may yet be changed. */
export interface PlacedPart extends Box {
  data: Uint8Array
}

export interface Parts {
  /** The layer as it was. */
  placed: PlacedLayer
  rest: PlacedPart
  thing: PlacedPart
}

export interface Plan {
  diff: RecordsDiff
  assets: Asset[]
  /** Id of the new layer. */
  made: string
}

/** Of a document pixel in a part's data; negative outside. */
export function offsetIn(part: Omit<PlacedPart, 'data'>, x: number, y: number): number {
  const column = x - part.x
  const row = y - part.y
  const inside = column >= 0 && row >= 0 && column < part.width && row < part.height
  return inside ? (row * part.width + column) * 4 : -1
}

/** What the stages of the peel engine hand each other. Everything is at working size. */
import type { LayerKind } from '../../../shared/document/types.ts'
import type { Box, RgbF } from '../../imaging/pixels.ts'
import type { Sessions } from '../../onnx/sessions.ts'
import type { DraftText, FoundLayer } from '../engine.ts'

/** Something found in the picture, above all that was found before it is removed. */
export interface Found {
  kind: LayerKind
  /** What it is, for the layer's name ("Text: SALE", "Panel", "Subject"...). */
  name: string
  box: Box
  /** Matte over the box, 0..1, box.width * box.height. */
  alpha: Float32Array
  /** The thing's own (unblended) colour over the box, 0..255, 3 a pixel; free where alpha is 0. */
  color: Float32Array
  /** 0..1 */
  confidence: number
  texts: DraftText[]
}

/** The result of a stage: layers bottom to top, and the picture with them taken away and filled. */
export interface Peeled {
  layers: Found[]
  behind: RgbF
}

export interface PeelContext {
  sessions: Sessions
  signal?: AbortSignal
  /** 0..1 of this stage. */
  onProgress?: (done: number, detail?: string) => void
  /** What this stage found so far, all of it each time, from the top down; it may yet change. */
  onFound?: (layers: readonly FoundLayer[]) => void
  /** What of this stage is finished, all of it each time, bottom to top: it will not be written to again. */
  onFinished?: (layers: readonly Found[]) => void
}

/** What the thread in which things are picked and its owner say to each other. */
import type { MessagePort } from 'node:worker_threads'
import type { Box, Rgba8 } from '../imaging/pixels.ts'
import type { Sessions } from '../onnx/sessions.ts'
import type { DraftText } from './engine.ts'
import type { EdgeSource } from './edge/refine-edge.ts'
import type { Lifted } from './peel/prompt/lift.ts'
import type { Hint } from './peel/prompt/prompt.ts'
import type { NewEdge } from './peel/vary/edges.ts'
import type { Varied } from './peel/vary/fills.ts'

/** Given to the thread when it starts. */
export interface PickThreadData {
  /** URL of a module that exports `openPictureToPick`; the thread's own when left out. */
  module?: string
  /** Where the ONNX sessions are reached. */
  sessions: MessagePort
}

/** A matte over a box of the picture (its pixels, in fractions); its own pixels are fewer where the picture is large. */
export interface PickedMatte {
  box: Box
  width: number
  height: number
  /** 0..255, width * height. */
  data: Uint8Array
  /** The text that is picked, where it is little else; its boxes as `box`. */
  texts: DraftText[]
}

/** A picture that is looked at once and then asked for mattes. Places are in its own pixels. */
export interface PictureToPick {
  prepare(): Promise<void>
  hover(x: number, y: number): Promise<PickedMatte | null>
  matte(hints: readonly Hint[], signal?: AbortSignal): Promise<PickedMatte | null>
  close(): void
}

export type OpenPictureToPick = (image: Rgba8, sessions: Sessions) => PictureToPick

export interface PickMethods {
  /** Keeps the picture under the key. */
  open: { parameters: { key: string; image: Rgba8 }; value: null }
  close: { parameters: { key: string }; value: null }
  prepare: { parameters: { key: string }; value: null }
  hover: { parameters: { key: string; x: number; y: number }; value: PickedMatte | null }
  matte: { parameters: { key: string; hints: readonly Hint[] }; value: PickedMatte | null }
  /** The `index`-th fill of what is hidden (1) of the image; 'none': there are no more, null: nothing new. */
  fill: { parameters: { image: Rgba8; hidden: Uint8Array; index: number }; value: Varied | 'none' | null }
  /** The `index`-th edge of the layer, and its pixels for it. */
  edge: {
    parameters: { source: EdgeSource; index: number }
    value: (NewEdge & { pixels: Uint8Array }) | 'none' | null
  }
  lift: { parameters: { image: Rgba8; matte: PickedMatte }; value: Lifted }
}

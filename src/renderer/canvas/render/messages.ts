/** What the window and its drawing thread tell each other. */
import type { Stroke } from '../../../shared/compositing/stroke.ts'
import type { DocRecord } from '../../../shared/document/types.ts'
import type { ViewMode } from '../../store/state.ts'
import type { AssetPixels } from '../../transport/assets.ts'
import type { SmallPicture } from './small-picture.ts'

export interface RenderView {
  /** Of the viewport, device pixels. */
  width: number
  height: number
  pixelRatio: number
  /** Device pixels a document pixel. */
  zoom: number
  /** Where the canvas begins, device pixels. */
  offsetX: number
  offsetY: number
  mode: ViewMode
  /** 0..1 over the canvas. */
  comparePosition: number
  spread: number
  checkerboard: 'light' | 'medium' | 'dark'
  /** Its mask is shown instead of the picture. */
  shownMask: string | null
  original: { asset: string; width: number; height: number } | null
  /** Brought out in the exploded view. */
  hovered: string | null
}

export type ToRenderer =
  | { type: 'start'; canvas: OffscreenCanvas; origin: string; memory: number }
  /** Another document, or none. `preview`: URL of a small picture to show until the layers are there. */
  | { type: 'open'; records: DocRecord[]; preview: string | null }
  | { type: 'change'; changed: DocRecord[]; removed: string[]; gesture: boolean }
  | { type: 'view'; view: RenderView }
  /** Pixels that the window has, so that they need not be fetched. */
  | { type: 'pixels'; hash: string; pixels: AssetPixels }
  /** A stroke under way, shown until its mask is there; null: it was given up. */
  | { type: 'stroke'; layer: string; stroke: Stroke | null }
  /** The document was saved: its preview is made when there is time, and posted. */
  | { type: 'preview'; document: string }
  /** A small picture of an asset, fitted into a square. */
  | { type: 'small'; id: number; hash: string; side: number }
  /** Device pixels of the viewport. */
  | { type: 'pick'; id: number; x: number; y: number }

/** Whether a frame is drawn for a message: what asks for something else does not make what is shown out of date. */
export function leadsToFrame({ type }: ToRenderer): boolean {
  return type === 'open' || type === 'change' || type === 'view' || type === 'stroke'
}

/** After a frame, and when there is nothing left to do. */
export interface Drawn {
  type: 'drawn'
  /** Messages that lead to a frame and were taken before it. */
  taken: number
  /** Frames drawn since the start. */
  frames: number
  /** What is shown is exact, or as near to it as can be had. */
  settled: boolean
  /** Bytes of pixels that are held. */
  memory: number
  /** In the difference view the share 0..1 of the document's pixels that are the original's; null: not known yet. */
  match: number | null
}

export type FromRenderer =
  | { type: 'small'; id: number; picture: SmallPicture | null }
  | { type: 'picked'; id: number; layer: string | null }
  | Drawn
  /** Pixels that could not be had. */
  | { type: 'failed'; message: string }

/** What an engine is: pixels in, layer drafts out. Engines see no document, project or host. */
import type { Quality } from '../../shared/contract/limits.ts'
import type { LayerKind } from '../../shared/document/types.ts'
import type { Box, Rgba8 } from '../imaging/pixels.ts'
import type { Sessions } from '../onnx/sessions.ts'

/** A run of text in a layer. The box is in the picture's pixels. */
export interface DraftText {
  string: string
  box: Box
  /** 0..1, the reader's own score. */
  confidence: number
  /** Typical glyph colour, sRGB 0..255. */
  color: [number, number, number]
}

/** A layer as an engine gives it: straight-alpha RGBA cropped to its box, composited with source-over at opacity 1. */
export interface LayerDraft {
  name: string
  kind: LayerKind
  box: Box
  /** box.width * box.height * 4 bytes. */
  pixels: Uint8Array
  /** 0..1: how sure the engine is that this is one thing with this outline. */
  confidence: number
  texts: DraftText[]
}

export interface DecomposeOptions {
  /** Layers wanted, the background included (2..32), or what is there (at most 12). */
  layers: number | 'auto'
  prompt?: string
  seed?: number
  /** The picture is this text and nothing else, on nothing: a layer of text that is split. Lines end in line feeds. */
  text?: string
  /** How closely to look; balanced if it is not said. For engines that say so by `qualities`. */
  quality?: Quality
  /** For engines that make layers by diffusion. */
  diffusion?: DiffusionOptions
}

export interface DiffusionOptions {
  /** More take longer and may look better. */
  steps?: number
  /** Layers are made at about resolution² pixels. */
  resolution?: 640 | 1024
  /** How closely to follow the prompt; 1 is without guidance, in half the time. */
  guidance?: number
  /** What not to show. */
  negativePrompt?: string
  /** Of the caption that is made when there is no prompt. */
  captionLanguage?: 'en' | 'zh'
}

export type Stage = 'load' | 'find' | 'cut' | 'fill' | 'finish'

/** done: 0..1 over the whole job, never falling. */
export interface EngineProgress {
  stage: Stage
  done: number
  detail?: string
  /** Layers found so far, from the top down, all of them each time; they may yet change. */
  found?: FoundLayer[]
}

/** What is known of a layer before it is cut out. */
export interface FoundLayer {
  name: string
  kind: LayerKind
  /** In the picture's pixels. */
  box: Box
  /** What it looks like so far, where an engine has more than an outline: small, of the whole picture. */
  preview?: Rgba8
}

/** Layers that are done while others are not, bottom to top, without a background. */
export interface FinishedLayers {
  /** Of the copy of the picture in which they were found: their boxes and pixels are of that size. */
  width: number
  height: number
  layers: LayerDraft[]
}

export interface EngineContext {
  signal?: AbortSignal
  onProgress?: (progress: EngineProgress) => void
  /** Told of all layers that are finished each time there are more: what is worth keeping if the run is cancelled. */
  onFinished?: (finished: FinishedLayers) => void
  sessions: Sessions
  /** Of the GPU that models run on, in bytes; left out where nobody said. */
  gpuMemory?: number
}

export interface Engine {
  id: string
  /** For a menu; the id when left out. */
  title?: string
  /** Whether a prompt has any effect. */
  takesPrompt?: boolean
  /** Fewest and most layers that it makes, where that is not what anyone may ask for. */
  layerRange?: readonly [fewest: number, most: number]
  /** Whether `quality` has any effect. */
  qualities?: boolean
  /** Of engines that make layers by diffusion: how many steps a quality is. */
  steps?: Readonly<Record<Quality, number>>
  /** Ids of the catalogue's models that must be there. */
  models: readonly string[]
  /** Bottom to top; the first is the background. Compositing them gives back the image exactly (8 bit). */
  decompose(image: Rgba8, options: DecomposeOptions, context: EngineContext): Promise<LayerDraft[]>
}

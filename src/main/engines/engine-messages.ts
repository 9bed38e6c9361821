/** What the engine's thread and its owner say to each other. */
import type { MessagePort } from 'node:worker_threads'
import type { ErrorData } from '../../shared/contract/errors.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import type { DecomposeOptions, EngineProgress, FinishedLayers, LayerDraft } from './engine.ts'
import type { SentLayers } from './finished/sent-once.ts'
import type { Exactness } from './verify.ts'

/** Given to the thread when it starts. */
export interface EngineThreadData {
  /** URL of a module that exports `engineRegistry`; the thread's own when left out. */
  registry?: string
  /** Where the ONNX sessions are reached. */
  sessions: MessagePort
}

export type EngineRequest =
  | {
      type: 'decompose'
      id: number
      engine: string
      image: Rgba8
      options: DecomposeOptions
      gpuMemory: number | undefined
    }
  /** Layers that a cancelled run had finished, over their image. */
  | { type: 'keep'; id: number; image: Rgba8; finished: FinishedLayers }
  | { type: 'cancel'; id: number }

/** What a run gives: the drafts, the image (its buffer came with the request and goes back), how they compare, and by which models. */
export interface EngineResult {
  drafts: LayerDraft[]
  image: Rgba8
  exactness: Exactness
  /** Ids of the models that were run, sorted. */
  models: string[]
}

export type EngineResponse =
  | { type: 'progress'; id: number; progress: EngineProgress }
  | { type: 'finished'; id: number; finished: SentLayers }
  /** The engine is done; its layers are being compared with the image. */
  | { type: 'checking'; id: number }
  | ({ type: 'done'; id: number } & EngineResult)
  | { type: 'failed'; id: number; error: ErrorData; stack: string }

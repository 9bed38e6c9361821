/** What engines see of ONNX Runtime: models by name, tensors in, tensors out. */

import type { ProviderChoice } from './providers.ts'

export type TensorData = Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array | Uint16Array

export interface Tensor {
  /** ONNX element type. `float16` is carried as raw bits in a Uint16Array. */
  type: 'float32' | 'float16' | 'uint8' | 'int8' | 'int32' | 'int64' | 'bool'
  dims: readonly number[]
  data: TensorData
}

export type Tensors = Record<string, Tensor>

/** Stands for the input of a graph that has one: exporters call it what they like. */
export const ONLY_INPUT = 'the only input'

/** The embedded models; optional ones have ids of the catalogue. */
export const ISNET = 'isnet'
export const OCR_DETECT = 'ppocr-v4-det'
export const OCR_RECOGNISE = 'ppocr-v4-rec'

export interface Sessions {
  /**
   * Runs a model of the catalogue (or a graph by path: see graphFile) on the tensors, loading it when it is not loaded.
   * Input buffers may be transferred to the worker: do not use them afterwards.
   * Throws LaminaError MODEL_MISSING, MODEL_DAMAGED, ENGINE_FAILED or CANCELLED.
   */
  run(model: string, inputs: Tensors, signal?: AbortSignal): Promise<Tensors>
  /** Path of a file that belongs to a model but is not a graph (a character list...). */
  file(model: string, name: string): Promise<string>
  /** Whether the model is installed and whole: for models that are used where they are there. No where it is left out. */
  has?(model: string): Promise<boolean>
  /**
   * Loads a model that will be run soon, and settles when it is loaded. Without it, it is loaded when it is run. Throws
   * what `run` throws of loading.
   */
  prepare?(model: string, signal?: AbortSignal): Promise<void>
  /** What the model runs on, and why not on another provider; undefined while it is not loaded. */
  choice?(model: string): Promise<ProviderChoice | undefined>
  /** Releases the model's session, if there is one; one that is at work or being loaded as soon as it is not. */
  release?(model: string): Promise<void>
}

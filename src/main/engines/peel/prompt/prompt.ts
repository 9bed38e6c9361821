/** What a person points at, and who turns that into a matte. */
import type { Box, Plane, RgbF } from '../../../imaging/pixels.ts'
import type { Sessions } from '../../../onnx/sessions.ts'
import type { PeelContext } from '../types.ts'

/** In the picture's pixels, from its top left corner. */
export interface PromptPoint {
  x: number
  y: number
  /** Whether it lies on the thing or beside it. */
  inside: boolean
}

/** At least a box, or a point inside. */
export interface Prompt {
  points: readonly PromptPoint[]
  /** Around the thing. */
  box?: Box
}

/** Turns a prompt into a matte. */
export interface PromptModel {
  /** Ids in the catalogue of what it needs. */
  models: readonly string[]
  /** 0..1 a pixel, at the picture's size. Throws what Sessions.run throws, and CANCELLED. */
  matte(image: RgbF, prompt: Prompt, context: PeelContext): Promise<Plane>
}

export async function isInstalled(model: PromptModel, sessions: Sessions): Promise<boolean> {
  for (const id of model.models) if (!(await sessions.has?.(id))) return false
  return true
}

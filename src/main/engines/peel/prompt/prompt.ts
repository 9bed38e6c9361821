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

/** What a person points with: one after the other, each adds to what is picked or takes away from it. */
export type Hint =
  | ({ kind: 'point' } & PromptPoint)
  | ({ kind: 'box'; inside: boolean } & Box)
  /** x, y, x, y... of a rough stroke, and its width. */
  | { kind: 'stroke'; inside: boolean; points: readonly number[]; size: number }

/** A picture that was looked at once, to be asked many times. */
export interface PromptedPicture {
  /** 0..1 a pixel, at the picture's size. Throws what Sessions.run throws, and CANCELLED. */
  matte(prompt: Prompt, context: PeelContext): Promise<Plane>
}

/** A network that turns prompts into mattes. */
export interface PromptModel {
  /** Ids in the catalogue of what it needs. */
  models: readonly string[]
  /** Throws what Sessions.run throws, and CANCELLED. */
  open(image: RgbF, context: PeelContext): Promise<PromptedPicture>
}

export async function isInstalled(model: PromptModel, sessions: Sessions): Promise<boolean> {
  for (const id of model.models) if (!(await sessions.has?.(id))) return false
  return true
}

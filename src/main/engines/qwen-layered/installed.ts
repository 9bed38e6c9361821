/** Where the packed model is. */
import { dirname } from 'node:path'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Sessions } from '../../onnx/sessions.ts'
import { MANIFEST } from './pack/manifest.ts'

/** Its id in a catalogue of models. Resolved by its name, it is what was packed, with the manifest as its file. */
export const QWEN_LAYERED = 'qwen-image-layered'

/** Throws MODEL_MISSING. */
export async function installedFolder(sessions: Sessions): Promise<string> {
  try {
    return dirname(await sessions.file(QWEN_LAYERED, MANIFEST))
  } catch (error) {
    if (!(error instanceof LaminaError && error.code === 'MODEL_MISSING')) throw error
    throw notInstalled(error)
  }
}

export function notInstalled(cause?: unknown): LaminaError {
  const hint = 'Download it in Preferences, Models; it is packed when it is there. The engine peel needs no such model.'
  return new LaminaError('MODEL_MISSING', 'The model Qwen-Image-Layered is not installed and packed.', hint, { cause })
}

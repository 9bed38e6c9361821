/** Where the packed model is. */
import { dirname } from 'node:path'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Sessions } from '../../onnx/sessions.ts'
import { MANIFEST } from './pack/manifest.ts'

/** Its id in a catalogue of models. */
export const QWEN_LAYERED = 'qwen-image-layered'

/** The folder named by LAMINA_QWEN_LAYERED, or that of the installed model. Throws MODEL_MISSING. */
export async function installedFolder(
  sessions: Sessions,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const named = environment.LAMINA_QWEN_LAYERED
  if (named) return named
  try {
    return dirname(await sessions.file(QWEN_LAYERED, MANIFEST))
  } catch (error) {
    if (!(error instanceof LaminaError && error.code === 'MODEL_MISSING')) throw error
    const hint =
      'Download the checkpoint Qwen/Qwen-Image-Layered, pack it with `lamina pack CHECKPOINT DIR`, and set ' +
      'LAMINA_QWEN_LAYERED to DIR. The engine peel needs no such model.'
    throw new LaminaError('MODEL_MISSING', 'The model Qwen-Image-Layered is not installed.', hint, { cause: error })
  }
}

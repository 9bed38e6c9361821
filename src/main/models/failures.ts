/** What goes wrong with the models of this machine, as coded errors. */
import { isCancelled, LaminaError } from '../../shared/contract/errors.ts'
import { outputError } from '../files/output-error.ts'
import type { CatalogueModel } from './catalogue.ts'
import type { FileState } from './verification.ts'

/** The coded error for what stopped work in the folder of the models. */
export function modelFailure(error: unknown, folder: string, signal: AbortSignal | undefined): Error {
  if (signal?.aborted || isCancelled(error)) return new LaminaError('CANCELLED', 'Work on the models was cancelled.')
  if (error instanceof LaminaError) return error
  const written = outputError(error, folder)
  if (written instanceof LaminaError) {
    const hint =
      written.code === 'DISK_FULL'
        ? 'Free space, or move the models to another disk in Preferences, Models.'
        : 'Move the models to a folder that can be written to, in Preferences, Models.'
    return new LaminaError(written.code, written.message, hint, { cause: error })
  }
  const message = `The models could not be fetched: ${error instanceof Error ? error.message : String(error)}`
  return new LaminaError('MODEL_DOWNLOAD_FAILED', message, 'Try once more.', { cause: error })
}

/** MODEL_MISSING or MODEL_DAMAGED, with what to do. */
export function fileProblem(model: CatalogueModel, path: string, state: FileState): LaminaError {
  if (state === 'missing') {
    const hint = 'Download it in Preferences, Models, once there is a network connection.'
    return new LaminaError('MODEL_MISSING', `Model ${model.id} is not at ${path}.`, hint)
  }
  const hint = 'Download it again in Preferences, Models.'
  return new LaminaError('MODEL_DAMAGED', `${path} is not what the catalogue says (size or sha256).`, hint)
}

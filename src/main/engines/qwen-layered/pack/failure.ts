/** Failures of packing. */
import { isCancelled, LaminaError } from '../../../../shared/contract/errors.ts'

/** What went wrong while packing into `target`, as a coded error. */
export function packFailure(error: unknown, target: string): Error {
  if (isCancelled(error)) return new LaminaError('CANCELLED', 'Packing the model was cancelled.')
  if (error instanceof LaminaError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new LaminaError('DISK_FULL', `The disk of ${target} is full.`, 'Free space and pack again: it goes on.', {
      cause: error,
    })
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') {
    const hint = 'Choose a folder that can be written to.'
    return new LaminaError('OUTPUT_NOT_WRITABLE', `${target} cannot be written to.`, hint, { cause: error })
  }
  if (error instanceof RangeError && /allocation|array (buffer )?length/i.test(message)) {
    const hint = 'Close other programs and pack again: it goes on.'
    return new LaminaError('OUT_OF_MEMORY', 'There was not enough memory to pack the model.', hint, { cause: error })
  }
  const hint = 'Try once more: it goes on where it was.'
  return new LaminaError('ENGINE_FAILED', `The model could not be packed: ${message}`, hint, { cause: error })
}

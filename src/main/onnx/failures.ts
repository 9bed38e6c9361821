/** What ONNX Runtime's messages mean, as coded errors. */
import { LaminaError } from '../../shared/contract/errors.ts'
import type { Provider } from './providers.ts'

const memory = /bad_alloc|bad allocation|out of memory|not enough memory|failed to allocate|allocation failed/i
const damaged = /protobuf|ModelProto|invalid model|deserialize|no graph was found/i
const missing = /file doesn't exist|no such file/i
/** A provider's own libraries, not the model's file. */
const library = /shared (object|library)|load(ing)? library|loadlibrary|error loading "/i

/** The message without ONNX Runtime's source paths and status prefix. */
function plain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (
    message
      .replace(/^\/\S+:\d+\s+/, '')
      .replace(/\[ONNXRuntimeError\] : \d+ : \w+ : /, '')
      // A check of its own: the function and the condition stand before what it says.
      .replace(/^onnxruntime::.*? was false\. /s, '')
      .trim()
      .slice(0, 500)
  )
}

export function loadFailure(model: string, path: string, error: unknown): LaminaError {
  const message = plain(error)
  if (memory.test(message)) return memoryFailure(model, error)
  const ofModel = !library.test(message)
  if (ofModel && missing.test(message)) {
    return new LaminaError('MODEL_MISSING', `Model ${model} is not at ${path}.`, 'Download it in Preferences, Models.')
  }
  if (ofModel && damaged.test(message)) {
    const hint = 'Download it again in Preferences, Models.'
    return new LaminaError('MODEL_DAMAGED', `Model ${model} at ${path} cannot be read: ${message}`, hint)
  }
  const hint = 'This version of ONNX Runtime may not know the model; `npm run -s lamina -- doctor` lists what is there.'
  return new LaminaError('ENGINE_FAILED', `Model ${model} could not be loaded: ${message}`, hint, { cause: error })
}

export function runFailure(model: string, error: unknown): LaminaError {
  const message = plain(error)
  if (memory.test(message)) return memoryFailure(model, error)
  const hint = 'Try once more; LAMINA_PROVIDERS=cpu goes without the GPU.'
  return new LaminaError('ENGINE_FAILED', `Model ${model} failed: ${message}`, hint, { cause: error })
}

/** Why a provider is not used, for people: what ONNX Runtime said, without the model that it said it of. */
export function whyNot(provider: Provider, failure: LaminaError): string {
  return `${provider}: ${plain(failure.cause ?? failure)}`
}

/** Whether a failure is the model's, and not one that another provider would not have. */
export function endsIt(provider: Provider, { code }: LaminaError, planned = false): boolean {
  if (provider === 'cpu' || code === 'MODEL_DAMAGED' || code === 'MODEL_MISSING') return true
  return planned && code === 'OUT_OF_MEMORY'
}

function memoryFailure(model: string, error: unknown): LaminaError {
  const hint = 'Close other programs, or use a smaller picture.'
  const message = `There was not enough memory for model ${model}: ${plain(error)}`
  return new LaminaError('OUT_OF_MEMORY', message, hint, { cause: error })
}

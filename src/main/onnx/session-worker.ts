/** The thread that owns one ONNX Runtime session: a native run blocks its thread. */
import { availableParallelism } from 'node:os'
import { parentPort } from 'node:worker_threads'
import * as ort from 'onnxruntime-node'
import { LaminaError } from '../../shared/contract/errors.ts'
import { answerCalls } from './calls.ts'
import { endsIt, loadFailure, runFailure, whyNot } from './failures.ts'
import { chooseProviders, examineBackends, type Provider, type ProviderChoice } from './providers.ts'
import { ONLY_INPUT, type Tensor, type Tensors } from './sessions.ts'
import { transferable } from './tensors.ts'

export interface LoadParameters {
  model: string
  path: string
  /** The outputs that are wanted; all of them if it is not said. */
  outputs?: readonly string[]
  preferred: readonly Provider[]
  /** The person named the providers: try them even if they look unusable. */
  insist: boolean
  /** Use the weights as they lie in the file: a copy in another order would not all be given back on release. */
  streamed?: boolean
  /** Convert weights when they are used, in place of keeping them converted. */
  unfolded?: boolean
  /** Its user plans the memory, and is told when it is not enough: the CPU would not do in its place. */
  planned?: boolean
}

export interface SessionMethods {
  load: { parameters: LoadParameters; value: ProviderChoice }
  run: { parameters: Tensors; value: { outputs: Tensors; choice: ProviderChoice } }
  release: { parameters: undefined; value: undefined }
}

/** More threads than this bring little for models of this size, and take the cores from everything else. */
const MOST_THREADS = 8

interface Loaded {
  session: ort.InferenceSession
  parameters: LoadParameters
  choice: ProviderChoice
}

let loaded: Loaded | undefined

async function createSession(
  { path, streamed, unfolded }: LoadParameters,
  provider: Provider,
): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(path, {
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: Math.min(availableParallelism(), MOST_THREADS),
    interOpNumThreads: 1,
    // The arena grows by doubling and keeps what it took, and the memory pattern takes a run's memory at once: together
    // 2.4 GB at the peak of a matting run that needs 1.2 GB without them, in the same time.
    enableCpuMemArena: false,
    enableMemPattern: false,
    logSeverityLevel: 4,
    extra: {
      ...(streamed ? { session: { disable_prepacking: '1' } } : {}),
      ...(unfolded ? { optimization: { disable_specified_optimizers: 'ConstantFolding' } } : {}),
    },
  })
}

/** Loads on the first provider that takes the model; the CPU is the last and its failure is the model's failure. */
async function load(parameters: LoadParameters, order: Provider[], reasons: string[]): Promise<Loaded> {
  for (const provider of order) {
    try {
      const session = await createSession(parameters, provider)
      return { session, parameters, choice: { provider, reasons } }
    } catch (error) {
      const failure = loadFailure(parameters.model, parameters.path, error)
      if (endsIt(provider, failure, parameters.planned)) throw failure
      reasons.push(whyNot(provider, failure))
    }
  }
  throw new LaminaError('ENGINE_FAILED', `No provider is there for model ${parameters.model}.`)
}

// float16 is raw bits, on both sides of ONNX Runtime's native binding. Where the runtime has Float16Array its JavaScript
// side would turn the bits into one, which the binding takes for an empty buffer; so this thread goes without.
Reflect.deleteProperty(globalThis, 'Float16Array')

function toOrt({ type, dims, data }: Tensor): ort.Tensor {
  return new ort.Tensor(type as 'float32', data as Float32Array, dims)
}

function fromOrt({ type, dims, data }: ort.Tensor): Tensor {
  return { type: type as Tensor['type'], dims: [...dims], data: data as Tensor['data'] }
}

async function runOnce({ session, parameters }: Loaded, inputs: Tensors): Promise<Tensors> {
  try {
    const own = (name: string) =>
      name === ONLY_INPUT && session.inputNames.length === 1 ? session.inputNames[0] : name
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [own(name), toOrt(tensor)]))
    const outputs = await session.run(feeds, parameters.outputs ?? session.outputNames)
    return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromOrt(tensor)]))
  } catch (error) {
    throw runFailure(parameters.model, error)
  }
}

/** Runs; a provider other than the CPU that fails in a run is given up for the CPU, and the run done again. */
async function run(inputs: Tensors): Promise<Tensors> {
  if (!loaded) throw new LaminaError('INTERNAL', 'A session was run before it was loaded.')
  try {
    return await runOnce(loaded, inputs)
  } catch (error) {
    const { choice, parameters, session } = loaded
    if (!(error instanceof LaminaError) || endsIt(choice.provider, error, parameters.planned)) throw error
    await session.release()
    loaded = await load(parameters, ['cpu'], [...choice.reasons, whyNot(choice.provider, error)])
    return runOnce(loaded, inputs)
  }
}

if (!parentPort) throw new Error('session-worker runs as a worker thread.')

answerCalls<SessionMethods>(parentPort, {
  async load(parameters) {
    const backends = examineBackends(ort.listSupportedBackends())
    const { order, reasons } = chooseProviders(parameters.preferred, backends, parameters.insist)
    loaded = await load(parameters, order, reasons)
    return { value: loaded.choice }
  },
  async run(inputs) {
    const { tensors, transfer } = transferable(await run(inputs))
    if (!loaded) throw new LaminaError('INTERNAL', 'A session was released while it ran.')
    return { value: { outputs: tensors, choice: loaded.choice }, transfer }
  },
  async release() {
    await loaded?.session.release()
    loaded = undefined
    return { value: undefined }
  },
})

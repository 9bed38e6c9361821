/** Whether and how a run fits the memory there is: decided before anything is loaded. */
import { LaminaError } from '../../../../shared/contract/errors.ts'
import type { CheckpointConfigs } from '../checkpoint/configs.ts'
import { partIds, partsOf } from '../graphs/parts.ts'
import type { Precision } from '../pack/manifest.ts'
import type { ExecutionPlan } from './execution.ts'
import { modelSizes, parameters, type ModelSizes } from './sizes.ts'

export interface Job {
  layers: number
  /** Pixels, about. */
  area: number
  steps: number
  /** Both predictions in each step. */
  guidance: boolean
  caption: boolean
}

export interface Machine {
  /** Bytes that a run may take where it computes: of the GPU, or of the main memory. */
  memory: number
  gpu: boolean
  /** Floating point operations a second that come out in matrix products; an assumption unless it was measured. */
  speed: number
  /** Bytes a second from disk. */
  disk: number
}

export interface MemoryPlan extends ExecutionPlan {
  precision: Precision
  /** Bytes on disk. */
  diskBytes: number
  textBytes: number
  residentBytes: number
  activationBytes: number
  /** The most that is taken at once. */
  peakBytes: number
  /** Read from disk in each step, for blocks that do not stay. */
  streamedBytes: number
  /** Estimates. */
  secondsPerStep: number
  seconds: number
}

const GIB = 1024 ** 3
/** Of the memory, what drivers, other programs and fragments keep. */
const RESERVED: Readonly<Record<'gpu' | 'cpu', number>> = { gpu: 0.9 * GIB, cpu: 2 * GIB }
/** Tokens of a prompt, with the template. */
const TEXT_TOKENS = 512
/** Blocks that take turns hold about so much at once: one group, or two of half the size. */
const TURNING_BYTES = 1 * GIB
/**
 * 32-bit values a token and unit of width that are alive at once in a block: the residual stream, the modulated one, and
 * the inner values of the MLP before and after their activation.
 */
const LIVE_VALUES = 2 + 2 * 4
/** Tokens of a caption, each of which reads the language model once. */
const CAPTION_TOKENS = 200

/** From the best quality down. */
const preferred: readonly Precision[] = ['float16', 'int8', 'int4']

/**
 * The plan for one precision. Throws OUT_OF_MEMORY with what is missing when not even one block at a time fits.
 * Memory: activations by the layout above (attention never holds the scores), and two groups of blocks that take turns where
 * there is room for two. Times: operations over speed, and what is streamed over the disk's speed; the longer of the two
 * where the next group is loaded while one computes, else both.
 */
export function planMemory(configs: CheckpointConfigs, precision: Precision, job: Job, machine: Machine): MemoryPlan {
  const sizes = modelSizes(configs, precision)
  const usable = machine.memory - RESERVED[machine.gpu ? 'gpu' : 'cpu']
  const tokens = imageTokens(job, configs)
  const activationBytes = blockActivations(configs, tokens)
  const decoding = decoderActivations(configs, job)
  const fixed = sizes.ends + activationBytes
  const room = usable - fixed
  const needed = Math.max(fixed + sizes.block, sizes.textLayer + sizes.textHead, decoding + sizes.decoder)
  if (usable < needed) throw tooSmall(machine, needed, precision)

  const all = room >= sizes.blocks * sizes.block
  // On the CPU, loading would take the cores from computing.
  const prefetch = machine.gpu && !all && room >= 2 * sizes.block
  const blockGroup = all ? sizes.blocks : turningBlocks(room, sizes.block, prefetch)
  const groupBytes = blockGroup * sizes.block
  const turningBytes = all ? 0 : groupBytes * (prefetch ? 2 : 1)
  const residentBlocks = all ? sizes.blocks : Math.floor((room - turningBytes) / groupBytes) * blockGroup
  const textBytes = sizes.textLayers * sizes.textLayer + sizes.textHead
  const textGroup = textBytes <= usable ? sizes.textLayers : textGroupFor(usable, sizes)
  const residentBytes = residentBlocks * sizes.block
  const streamedBytes = (sizes.blocks - residentBlocks) * sizes.block
  const duringBlocks = fixed + residentBytes + turningBytes
  const streaming = { blocks: streamedBytes, prefetch, text: textGroup < sizes.textLayers }
  const times = timesOf(configs, sizes, job, machine, tokens, streaming)
  return {
    precision,
    blockGroup,
    residentBlocks,
    prefetch,
    textGroup,
    diskBytes: sizes.disk,
    textBytes,
    residentBytes,
    activationBytes,
    peakBytes: Math.max(duringBlocks, textGroup * sizes.textLayer + sizes.textHead, decoding + sizes.decoder),
    streamedBytes,
    ...times,
  }
}

/** The best precision whose blocks all stay loaded; else the smallest one, streamed. Throws OUT_OF_MEMORY. */
export function bestPlan(configs: CheckpointConfigs, job: Job, machine: Machine): MemoryPlan {
  for (const precision of preferred) {
    try {
      const plan = planMemory(configs, precision, job, machine)
      if (plan.streamedBytes === 0) return plan
    } catch (error) {
      if (!(error instanceof LaminaError && error.code === 'OUT_OF_MEMORY')) throw error
    }
  }
  return planMemory(configs, 'int4', job, machine)
}

/** Blocks in a group of those that take turns. */
function turningBlocks(room: number, block: number, prefetch: boolean): number {
  const groups = prefetch ? 2 : 1
  return Math.min(Math.floor(room / groups / block), Math.max(1, Math.floor(TURNING_BYTES / groups / block)))
}

/** All frames: the layers, the composite and the condition. */
export function imageTokens({ layers, area }: Job, { vae }: CheckpointConfigs): number {
  return Math.round((layers + 2) * (area / (vae.scale * 2) ** 2))
}

function blockActivations({ transformer }: CheckpointConfigs, tokens: number): number {
  // What crosses between groups: one state for each branch, at rest while the other is computed.
  return (tokens + TEXT_TOKENS) * transformer.width * 4 * (LIVE_VALUES + 2)
}

/** The decoder's last stage at full resolution: a convolution's input, its output, and the one added at the end. */
function decoderActivations({ vae }: CheckpointConfigs, { area }: Job): number {
  return 3 * area * vae.baseWidth * 2 * 4
}

function textGroupFor(usable: number, sizes: ModelSizes): number {
  return Math.max(1, Math.floor((usable - sizes.textHead) / sizes.textLayer))
}

function timesOf(
  configs: CheckpointConfigs,
  sizes: ModelSizes,
  job: Job,
  machine: Machine,
  tokens: number,
  streaming: { blocks: number; prefetch: boolean; text: boolean },
): { secondsPerStep: number; seconds: number } {
  const { width, blocks } = configs.transformer
  const perBlock = parameters(partsOf(configs), (id) => id === partIds.block(0))
  // Half of a block's weights are for the picture, half for the text.
  const products = perBlock * blocks * (tokens + TEXT_TOKENS)
  const attention = 4 * (tokens + TEXT_TOKENS) ** 2 * width * blocks
  const branches = job.guidance ? 2 : 1
  const computing = (branches * (products + attention)) / machine.speed
  const reading = streaming.blocks / machine.disk
  const secondsPerStep = streaming.prefetch ? Math.max(computing, reading) : computing + reading
  const loading = (sizes.disk - streaming.blocks) / machine.disk
  const textBytes = sizes.textLayers * sizes.textLayer
  const captions = job.caption && streaming.text ? CAPTION_TOKENS * (textBytes / machine.disk) : 0
  return { secondsPerStep, seconds: job.steps * secondsPerStep + loading + captions }
}

function tooSmall({ memory, gpu }: Machine, needed: number, precision: Precision): LaminaError {
  const gib = (bytes: number) => `${(bytes / GIB).toFixed(1)} GiB`
  const all = needed + RESERVED[gpu ? 'gpu' : 'cpu']
  const what = gpu ? 'GPU memory' : 'memory'
  const message = `One block at a time in ${precision} needs ${gib(all)} of ${what}, and there are ${gib(memory)}.`
  return new LaminaError('OUT_OF_MEMORY', message, 'Use fewer layers, 640 in place of 1024, or the engine peel.')
}

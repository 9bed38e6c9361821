/** The loop of steps from noise to latents. */
import { LaminaError, throwIfCancelled } from '../../../../shared/contract/errors.ts'
import type { Tensor } from '../../../onnx/sessions.ts'
import { BlockTurns } from './block-turns.ts'
import { handOver, tensorOf, type Floats } from './floats.ts'
import { allFinite, eulerStep, guided, type Guidance } from './guidance.ts'
import { imageRope, textRope, type FrameGrid, type RotaryTable } from './rope.ts'
import { releaseGraph, runGraph, type Runner } from './runner.ts'
import { modelTime, noiseSchedule, timeSinusoid, type Schedule } from './schedule.ts'

export interface DenoiseInputs {
  /** Tokens of the noisy frames. */
  noise: Floats
  /** Tokens of the picture. */
  condition: Floats
  /** States of the prompt, and of the negative one if there is guidance. */
  prompt: Floats
  negative?: Floats
  guidance: Guidance
  steps: number
  /** All frames, the condition as the last. */
  grid: FrameGrid
}

export interface DenoiseEvents {
  /** After each part of a step: 0..1 over the loop. */
  onProgress?: (done: number, step: number) => void
  /** Every few steps: the tokens as they would be without noise, by what the step has predicted. */
  onEstimate?: (tokens: Floats) => void
}

/** So often in a run, at most. */
const ESTIMATES = 10

/** Prompt or negative prompt: what stays the same over the steps. */
interface Branch {
  name: 'cond' | 'neg'
  encoder: Floats
  rope: RotaryTable
}

/** Tokens without noise [1, frames · h · w, 64]. Cancels between groups of blocks. */
export async function denoise(runner: Runner, inputs: DenoiseInputs, events: DenoiseEvents = {}): Promise<Floats> {
  const { configs, observe } = runner
  const { grid, condition, steps } = inputs
  const schedule = noiseSchedule(steps, condition.dims[1], configs.scheduler)
  observe?.('sigmas', { dims: [steps + 1], data: schedule.sigmas })
  observe?.('timesteps', { dims: [steps], data: schedule.timesteps })
  const turns = new BlockTurns(runner, steps)
  const times = await stepTimes(runner, schedule, turns.groups)
  const loop = {
    times,
    rope: imageRope(grid, configs.transformer),
    branches: await branchesOf(runner, inputs),
    turns,
    frameTokens: grid.height * grid.width,
  }
  observe?.('rope_img_cos', loop.rope.cos)
  observe?.('rope_img_sin', loop.rope.sin)
  let latents = inputs.noise.data
  for (let step = 0; step < steps; step++) {
    const label = `steps/${String(step).padStart(2, '0')}`
    const dims = inputs.noise.dims
    observe?.(`${label}_latents_in`, { dims, data: latents })
    observe?.(`${label}_timestep`, { dims: [1], data: [modelTime(schedule.timesteps[step])] })
    const done = (part: number) => events.onProgress?.((step + part) / steps, step)
    const outputs = await predict(runner, joinTokens(latents, condition), loop, step, done)
    outputs.forEach((output, i) => observe?.(`${label}_${loop.branches[i].name}_out_full`, output))
    const [positive, negative] = outputs.map(({ data }) => data.subarray(0, latents.length))
    const width = condition.dims[2]
    const velocity = negative ? guided(positive, negative, width, inputs.guidance) : positive
    observe?.(`${label}_noise_pred`, { dims, data: velocity })
    latents = eulerStep(latents, velocity, schedule.sigmas[step], schedule.sigmas[step + 1])
    observe?.(`${label}_latents_out`, { dims, data: latents })
    if (!allFinite(latents)) throw notNumbers(step)
    if ((step + 1) % Math.ceil(steps / ESTIMATES) === 0) {
      events.onEstimate?.({ dims, data: eulerStep(latents, velocity, schedule.sigmas[step + 1], 0) })
    }
  }
  await turns.endAll()
  await releaseGraph(runner, await runner.graphs.imageEmbed())
  await releaseGraph(runner, await runner.graphs.final())
  return { dims: inputs.noise.dims, data: latents }
}

interface StepTimes {
  /** [N, 1, d]; one more row where time 0 is told apart. */
  temb: Floats
  /** For each group of blocks, [N, blocks, 2, 6 d], likewise. */
  modulation: Floats[]
}

/** All that depends on time alone, for all steps at once: a third of the weights is out of the loop. */
async function stepTimes(runner: Runner, { timesteps }: Schedule, groups: BlockTurns['groups']): Promise<StepTimes> {
  const { graphs, configs } = runner
  const times = Array.from(timesteps, modelTime)
  if (configs.transformer.zeroCondition) times.push(0)
  const sinusoid = timeSinusoid(times)
  const timeGraph = await graphs.time()
  const { temb } = await runGraph(runner, timeGraph, { sinusoid: handOver(sinusoid) })
  await releaseGraph(runner, timeGraph)
  const modulation: Floats[] = []
  for (const group of groups) {
    const graph = await graphs.modulation(group)
    const outputs = await runGraph(runner, graph, { temb: tensorOf(temb) })
    await releaseGraph(runner, graph)
    modulation.push(outputs.modulation)
  }
  runner.observe?.('blocks/temb', rowsOf(temb, times.length > timesteps.length ? [0, timesteps.length] : [0]))
  return { temb, modulation }
}

async function branchesOf(runner: Runner, { prompt, negative, grid }: DenoiseInputs): Promise<Branch[]> {
  const { configs, graphs, observe } = runner
  const graph = await graphs.textEmbed()
  const branch = async (name: Branch['name'], text: Floats): Promise<Branch> => {
    const { encoder } = await runGraph(runner, graph, { text: tensorOf(text) })
    return { name, encoder, rope: textRope(text.dims[1], grid, configs.transformer) }
  }
  const branches = [await branch('cond', prompt)]
  if (negative) branches.push(await branch('neg', negative))
  await releaseGraph(runner, graph)
  observe?.('rope_txt_cos', branches[0].rope.cos)
  observe?.('rope_txt_sin', branches[0].rope.sin)
  observe?.('blocks/txt_in', branches[0].encoder)
  return branches
}

interface Loop {
  times: StepTimes
  rope: RotaryTable
  branches: Branch[]
  turns: BlockTurns
  /** Of one frame. */
  frameTokens: number
}

/**
 * The transformer's output for every branch. A group of blocks is loaded once for all branches, and let go if it does
 * not stay.
 */
async function predict(
  runner: Runner,
  tokens: Floats,
  { times, rope, branches, turns, frameTokens }: Loop,
  step: number,
  onPart: (part: number) => void,
): Promise<Floats[]> {
  const { graphs, configs } = runner
  const observe = step === 0 ? runner.observe : undefined
  const { hidden: embedded } = await runGraph(runner, await graphs.imageEmbed(), { latents: handOver(tokens) })
  observe?.('blocks/img_in', embedded)
  const states = branches.map(({ encoder }) => ({ hidden: embedded, encoder }))
  const { zeroCondition } = configs.transformer
  for (const [index, group] of turns.groups.entries()) {
    throwIfCancelled(runner.signal)
    const graph = await turns.begin(step, index)
    const modulation = modulationOf(times.modulation[index], step, zeroCondition)
    for (const [i, branch] of branches.entries()) {
      // What the first group is given is wanted again: the picture by the next branch, the text in the next step.
      const lastUse = index > 0 || i === branches.length - 1
      const outputs = await runGraph(runner, graph, {
        hidden: lastUse ? handOver(states[i].hidden) : tensorOf(states[i].hidden),
        encoder: index > 0 ? handOver(states[i].encoder) : tensorOf(states[i].encoder),
        modulation: tensorOf(modulation),
        ...(zeroCondition ? { first_tokens: integer(frameTokens) } : {}),
        image_cos: tensorOf(rope.cos),
        image_sin: tensorOf(rope.sin),
        text_cos: tensorOf(branch.rope.cos),
        text_sin: tensorOf(branch.rope.sin),
      })
      states[i] = { hidden: outputs.hidden_out, encoder: outputs.encoder_out }
      if (i === 0) {
        observe?.(`blocks/block${group.to - 1}_txt`, states[i].encoder)
        observe?.(`blocks/block${group.to - 1}_img`, states[i].hidden)
      }
    }
    await turns.end(index)
    onPart((index + 1) / (turns.groups.length + 1))
  }
  const finalGraph = await graphs.final()
  const temb = rowOf(times.temb, step, [1, 1, times.temb.dims[2]])
  const velocities: Floats[] = []
  for (const { hidden } of states) {
    const { velocity } = await runGraph(runner, finalGraph, { hidden: handOver(hidden), temb: tensorOf(temb) })
    velocities.push(velocity)
  }
  onPart(1)
  return velocities
}

function rowOf({ dims, data }: Floats, row: number, shape: readonly number[]): Floats {
  const length = data.length / dims[0]
  return { dims: shape, data: data.subarray(row * length, (row + 1) * length) }
}

function rowsOf({ dims, data }: Floats, rows: readonly number[]): Floats {
  const length = data.length / dims[0]
  const out = new Float32Array(rows.length * length)
  rows.forEach((row, to) => out.set(data.subarray(row * length, (row + 1) * length), to * length))
  return { dims: [rows.length, length], data: out }
}

/** Of a step, [blocks, 2, 6 d], or [blocks, 3, 6 d] with that of the image at time 0, which is behind the steps. */
function modulationOf(modulation: Floats, step: number, zeroCondition: boolean): Floats {
  const [rows, blocks, streams, width] = modulation.dims
  const own = rowOf(modulation, step, [blocks, streams, width])
  if (!zeroCondition) return own
  const still = rowOf(modulation, rows - 1, [blocks, streams, width])
  const data = new Float32Array(blocks * 3 * width)
  for (let block = 0; block < blocks; block++) {
    data.set(own.data.subarray(block * 2 * width, (block + 1) * 2 * width), block * 3 * width)
    data.set(still.data.subarray(block * 2 * width, (block * 2 + 1) * width), (block * 3 + 2) * width)
  }
  return { dims: [blocks, 3, width], data }
}

/** Too small a range of numbers somewhere: black pictures would come of it. */
function notNumbers(step: number): LaminaError {
  const hint = 'Use another provider (LAMINA_PROVIDERS=cpu), or pack the model as int8 or float32.'
  return new LaminaError('ENGINE_FAILED', `Step ${step + 1} of the model gave values that are not numbers.`, hint)
}

function integer(value: number): Tensor {
  return { type: 'int64', dims: [1], data: BigInt64Array.of(BigInt(value)) }
}

/** Noisy tokens, then the condition. */
function joinTokens(latents: Float32Array, condition: Floats): Floats {
  const data = new Float32Array(latents.length + condition.data.length)
  data.set(latents)
  data.set(condition.data, latents.length)
  return { dims: [1, data.length / condition.dims[2], condition.dims[2]], data }
}

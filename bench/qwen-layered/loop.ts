/** The loop of steps with random inputs, and how much of its time is not that of its session runs. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { CheckpointConfigs } from '../../src/main/engines/qwen-layered/checkpoint/configs.ts'
import { PackedGraphs } from '../../src/main/engines/qwen-layered/graphs/packed-graphs.ts'
import type { PackedModel } from '../../src/main/engines/qwen-layered/pack/manifest.ts'
import { denoise } from '../../src/main/engines/qwen-layered/stages/denoise.ts'
import type { Floats } from '../../src/main/engines/qwen-layered/stages/floats.ts'
import { fitPreview, previewFrames } from '../../src/main/engines/qwen-layered/stages/preview.ts'
import type { Runner } from '../../src/main/engines/qwen-layered/stages/runner.ts'
import { GraphBuilder } from '../../src/main/onnx/graph/graph-builder.ts'
import { graphFile } from '../../src/main/onnx/graph-file.ts'
import type { SessionPool } from '../../src/main/onnx/pool.ts'
import type { Sessions, Tensors } from '../../src/main/onnx/sessions.ts'

export interface LoopJob {
  layers: number
  /** Tokens of a frame, down and across. */
  side: number
  textTokens: number
  steps: number
  guidance: boolean
}

export interface LoopTimes {
  /** Of all steps, without what is done once. */
  seconds: number
  /** In session runs, with the way to their threads and back. */
  runs: number
  /**
   * The loop's own time over that of the session runs, in the middle one of all steps: what other programs take of the
   * machine hits single steps, and makes the sum over few of them say anything.
   */
  ownShare: number
  /** The longest run of blocks. */
  block: number
  /** Session runs of a step, and of one of them the way to its thread and back: a run of a graph that does nothing. */
  runsOfStep: number
  way: number
  /** Of one preview of the layers. */
  preview: number
}

/**
 * Loops over blocks that all take turns, one by one: seconds of a step, with the next one loaded when it is wanted and
 * ahead. `pause`: seconds that stand in for the computing of a block, as a GPU leaves the CPU to itself.
 */
export async function timeStreaming(
  model: PackedModel,
  configs: CheckpointConfigs,
  pool: SessionPool,
  job: LoopJob,
  pause?: number,
): Promise<{ wanted: number; ahead: number }> {
  const seconds = { wanted: Infinity, ahead: Infinity }
  // In turns, and the better of two: other work on the machine hits both.
  for (const order of ['wanted', 'ahead', 'wanted', 'ahead'] as const) {
    const sessions = new TimedSessions(pool, { releasing: true, pause })
    const plan = { blockGroup: 1, residentBlocks: 0, prefetch: order === 'ahead', textGroup: 1 }
    const runner: Runner = { model, configs, graphs: new PackedGraphs(model, configs), plan, sessions }
    await denoise(runner, inputsOf(job, configs))
    const [first] = sessions.runs.filter(({ model: graph }) => graph.includes('transformer-image'))
    seconds[order] = Math.min(seconds[order], (performance.now() - first.started) / 1000 / job.steps)
  }
  return seconds
}

/** Runs the loop as often as it is told, after once without a clock, in which graphs are built, written and loaded. */
export async function timeLoop(
  model: PackedModel,
  configs: CheckpointConfigs,
  pool: SessionPool,
  job: LoopJob,
  repeats = 1,
): Promise<LoopTimes> {
  const { blocks } = configs.transformer
  const plan = { blockGroup: blocks, residentBlocks: blocks, prefetch: false, textGroup: 1 }
  const graphs = new PackedGraphs(model, configs)
  const steps: TimedStep[] = []
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const sessions = new TimedSessions(pool)
    const runner: Runner = { model, configs, graphs, plan, sessions }
    await denoise(runner, inputsOf(job, configs))
    if (repeat > 0) steps.push(...stepsOf(sessions.runs, performance.now()))
  }
  const sum = (seconds: (step: TimedStep) => number) => steps.reduce((all, step) => all + seconds(step), 0)
  const shares = steps.map(({ seconds, runs }) => (seconds - runs) / runs).sort((a, b) => a - b)
  return {
    seconds: sum(({ seconds }) => seconds) / repeats,
    runs: sum(({ runs }) => runs) / repeats,
    ownShare: shares[Math.floor(shares.length / 2)],
    block: Math.max(...steps.map(({ block }) => block)),
    runsOfStep: steps[0].count,
    way: await timeWay(pool, model.folder, hiddenOf(job, configs)),
    preview: timePreview(job, configs),
  }
}

interface TimedStep {
  /** From its first session run to that of the next step. */
  seconds: number
  /** In its session runs, and how many there are. */
  runs: number
  count: number
  /** The longest run of blocks. */
  block: number
}

/** Every step begins with the embedding of the picture. */
function stepsOf(all: TimedSessions['runs'], ended: number): TimedStep[] {
  const runs = all.filter(({ model }) => /transformer-(image|blocks|final)/.test(model))
  const starts = runs.flatMap(({ model }, index) => (model.includes('transformer-image') ? [index] : []))
  return starts.map((from, step) => {
    const own = runs.slice(from, starts[step + 1])
    const until = runs[starts[step + 1]]?.started ?? ended
    return {
      seconds: (until - runs[from].started) / 1000,
      runs: own.reduce((sum, { seconds }) => sum + seconds, 0),
      count: own.length,
      block: Math.max(...own.map(({ model, seconds }) => (model.includes('blocks') ? seconds : 0))),
    }
  })
}

/** Of a graph that gives back what it is given; the middle one of many. */
async function timeWay(pool: SessionPool, folder: string, { dims, data }: Floats): Promise<number> {
  const graph = new GraphBuilder()
  const shape = dims.map((_, index) => `n${index}`)
  graph.output('same', graph.input('hidden', shape), shape)
  const path = join(folder, 'way.onnx')
  await writeFile(path, graph.build('way'))
  const seconds: number[] = []
  for (let run = 0; run < 32; run++) {
    const hidden = { type: 'float32', dims, data: data.slice() } as const
    const started = performance.now()
    await pool.run(graphFile(path), { hidden })
    seconds.push((performance.now() - started) / 1000)
  }
  await pool.release(graphFile(path))
  // The first one loads it.
  return seconds.slice(1).sort((a, b) => a - b)[15]
}

function hiddenOf(job: LoopJob, { transformer }: CheckpointConfigs): Floats {
  return waves([1, (job.layers + 2) * job.side ** 2, transformer.width])
}

function timePreview(job: LoopJob, { vae }: CheckpointConfigs): number {
  const dims = [job.layers + 1, vae.latentChannels, job.side * 2, job.side * 2]
  const size = job.side * 2 * vae.scale
  const white = { width: size, height: size, data: new Uint8Array(size * size * 4).fill(255) }
  const by = fitPreview(waves([1, ...dims.slice(1)]), white)
  const tokens = waves([1, (job.layers + 1) * job.side ** 2, vae.latentChannels * 4])
  // The first one is slower, for its code is not compiled yet.
  previewFrames(tokens, dims, by)
  const started = performance.now()
  previewFrames(tokens, dims, by)
  return (performance.now() - started) / 1000
}

/** Sessions that note how long each run took. They stay loaded, so that a second loop loads nothing, unless `releasing`. */
class TimedSessions implements Sessions {
  readonly runs: { model: string; started: number; seconds: number }[] = []
  readonly #sessions: Sessions
  readonly #releasing: boolean
  readonly #pause: number | undefined

  constructor(sessions: Sessions, { releasing = false, pause }: { releasing?: boolean; pause?: number } = {}) {
    this.#sessions = sessions
    this.#releasing = releasing
    this.#pause = pause
  }

  async run(...[model, inputs, signal]: Parameters<Sessions['run']>): ReturnType<Sessions['run']> {
    const started = performance.now()
    const outputs = await (this.#pause !== undefined && model.includes('transformer-blocks')
      ? this.#paused(model, inputs, this.#pause)
      : this.#sessions.run(model, inputs, signal))
    this.runs.push({ model, started, seconds: (performance.now() - started) / 1000 })
    return outputs
  }

  async #paused(model: string, { hidden, encoder }: Tensors, seconds: number): Promise<Tensors> {
    await this.#sessions.prepare?.(model)
    await setTimeout(seconds * 1000)
    return { hidden_out: hidden, encoder_out: encoder }
  }

  file(model: string, name: string): Promise<string> {
    return this.#sessions.file(model, name)
  }

  async prepare(model: string, signal?: AbortSignal): Promise<void> {
    await this.#sessions.prepare?.(model, signal)
  }

  async release(model: string): Promise<void> {
    if (this.#releasing) await this.#sessions.release?.(model)
  }
}

function inputsOf(job: LoopJob, { transformer }: CheckpointConfigs) {
  const frame = job.side ** 2
  const channels = transformer.latentChannels
  const text = () => waves([1, job.textTokens, transformer.textWidth])
  return {
    noise: waves([1, (job.layers + 1) * frame, channels]),
    condition: waves([1, frame, channels]),
    prompt: text(),
    negative: job.guidance ? text() : undefined,
    guidance: { scale: 4, normalise: true },
    steps: job.steps,
    grid: { frames: job.layers + 2, height: job.side, width: job.side },
  }
}

/** A slow wave: no two rows alike, nothing too large. */
function waves(dims: readonly number[]): Floats {
  const count = dims.reduce((product, dim) => product * dim, 1)
  return { dims, data: Float32Array.from({ length: count }, (_, i) => Math.sin(i * 0.37)) }
}

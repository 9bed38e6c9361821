/**
 * `npm run -s bench:qwen-layered [-- int4|int8|float32]`: one block of the real transformer and the real VAE decoder, with
 * random weights, at 640² and 4 layers, on this machine's CPU: packing speed, times, memory, and how much of the loop's time
 * is its own; the same of a tiny checkpoint; what loading blocks ahead saves where they take turns; and a table of whole runs on paper. Takes some minutes and 2 GB of disk.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfigs } from '../src/main/engines/qwen-layered/checkpoint/configs.ts'
import { PackedGraphs } from '../src/main/engines/qwen-layered/graphs/packed-graphs.ts'
import { partIds } from '../src/main/engines/qwen-layered/graphs/parts.ts'
import {
  CONFIG_FOLDER,
  precisions,
  type PackedModel,
  type Precision,
} from '../src/main/engines/qwen-layered/pack/manifest.ts'
import { packCheckpoint } from '../src/main/engines/qwen-layered/pack/pack.ts'
import { planMemory, type Machine } from '../src/main/engines/qwen-layered/plan/plan.ts'
import { realModel } from '../src/main/engines/qwen-layered/plan/real-model.ts'
import { createSessionPool, type SessionPool } from '../src/main/onnx/pool.ts'
import { timeLoop, timeStreaming, type LoopJob, type LoopTimes } from './qwen-layered/loop.ts'
import { randomModel, withBlocks } from './qwen-layered/random-model.ts'

const GIB = 1024 ** 3
const tiny = fileURLToPath(new URL('../test/golden/model', import.meta.url))
/** The real transformer with one block of its sixty. */
const oneBlock = { ...realModel, transformer: { ...realModel.transformer, blocks: 1 } }
/**
 * What providers are assumed to do, in 32-bit matrix products with packed weights, on a card of so much memory; a third to a
 * half of what such cards have on paper. None of this was measured.
 */
const machines: readonly (readonly [string, Precision, Machine])[] = [
  ['cuda', 'int8', { memory: 24 * GIB, gpu: true, speed: 3e13, disk: 2e9 }],
  ['cuda', 'int4', { memory: 12 * GIB, gpu: true, speed: 1.5e13, disk: 2e9 }],
  ['cuda', 'int4', { memory: 8 * GIB, gpu: true, speed: 8e12, disk: 2e9 }],
  ['dml', 'int4', { memory: 12 * GIB, gpu: true, speed: 1e13, disk: 2e9 }],
  ['webgpu', 'int4', { memory: 12 * GIB, gpu: true, speed: 6e12, disk: 2e9 }],
]
const STREAMED_BLOCKS = 4
const job = { layers: 4, area: 640 * 640, guidance: true, caption: false }

const precision = (process.argv[2] ?? 'int4') as Precision
if (!precisions.includes(precision)) throw new Error(`Give one of ${precisions.join(', ')}.`)
const folder = await mkdtemp(join(tmpdir(), 'lamina-bench-'))
const resolveModel = () => Promise.reject(new Error('Only packed graphs are run.'))
const pool = createSessionPool({ resolveModel, providers: ['cpu'] })
try {
  await benchTiny(pool)
  const parts = [partIds.ends, partIds.modulation(0), partIds.block(0), partIds.decoder]
  const model = await randomModel(oneBlock, parts, precision, folder)
  const real: LoopJob = { layers: job.layers, side: 40, textTokens: 100, steps: 1, guidance: false }
  const times = await timeLoop(model, oneBlock, pool, real)
  console.log(`block of ${(job.layers + 2) * real.side ** 2} + ${real.textTokens} tokens: ${times.block.toFixed(1)} s`)
  printLoop('one real block, 1 step', times, times.block * realModel.transformer.blocks)
  await benchStreaming(pool, withBlocks(model, STREAMED_BLOCKS))
  const decode = await timeDecoder(pool, await new PackedGraphs(model, oneBlock).decoder())
  console.log(`peak memory so far ${((process.resourceUsage().maxRSS * 1024) / GIB).toFixed(2)} GiB`)
  printTable(times.block, decode)
} finally {
  await pool.close()
  await rm(folder, { recursive: true, force: true })
}

/** The loop of the checkpoint of the tests, with few tokens and with as many as at 640². */
async function benchTiny(sessions: SessionPool): Promise<void> {
  const packed = join(folder, 'tiny')
  const model = await packCheckpoint(tiny, packed, { precision: 'float32' })
  const configs = await readConfigs(join(packed, CONFIG_FOLDER))
  for (const [side, steps, repeats] of [
    [8, 50, 2],
    [40, 4, 3],
  ]) {
    const loop: LoopJob = { layers: 4, side, textTokens: 100, steps, guidance: true }
    const times = await timeLoop(model, configs, sessions, loop, repeats)
    printLoop(`tiny checkpoint, ${6 * side ** 2} tokens, ${steps} steps`, times, times.seconds / steps)
  }
}

/** Blocks of the real size that take turns, with few tokens, so that the loading shows. */
async function benchStreaming(sessions: SessionPool, model: PackedModel): Promise<void> {
  const configs = { ...realModel, transformer: { ...realModel.transformer, blocks: STREAMED_BLOCKS } }
  const loop: LoopJob = { layers: job.layers, side: 1, textTokens: 20, steps: 2, guidance: false }
  for (const [pause, computing] of [
    [undefined, 'computed on the CPU'],
    [0.5, 'with a pause of 0.5 s in place of computing, as a GPU leaves the CPU free'],
  ] as const) {
    const { wanted, ahead } = await timeStreaming(model, configs, sessions, loop, pause)
    const seconds = `${wanted.toFixed(2)} s a step, ${ahead.toFixed(2)} s with the next one loaded ahead`
    console.log(`${STREAMED_BLOCKS} real blocks that take turns, ${computing}: ${seconds}`)
  }
}

/** `step`: seconds that a whole step takes, with which a preview is compared. */
function printLoop(what: string, times: LoopTimes, step: number): void {
  const share = (part: number) => `${(100 * part).toFixed(2)} %`
  const milliseconds = (seconds: number) => `${(1000 * seconds).toFixed(1)} ms`
  const own = times.seconds - times.runs
  console.log(
    `${what}: the loop's own time is ${share(times.ownShare)} of its session runs in the middle one of all steps, ` +
      `${share(own / times.runs)} in their sum (${milliseconds(own)} of ${times.seconds.toFixed(2)} s)`,
  )
  console.log(
    `  a run's way to its thread and back takes ${milliseconds(times.way)}; a step has ${times.runsOfStep} runs`,
  )
  console.log(`  a preview takes ${milliseconds(times.preview)}, ${share(times.preview / step)} of a step`)
}

async function timeDecoder(sessions: SessionPool, graph: string): Promise<number> {
  const dims = [1, realModel.vae.latentChannels, 80, 80]
  const data = Float32Array.from({ length: dims.reduce((all, dim) => all * dim, 1) }, (_, i) => Math.sin(i * 0.37))
  const started = performance.now()
  await sessions.run(graph, { latents: { type: 'float32', dims, data } })
  const seconds = (performance.now() - started) / 1000
  console.log(`decoder at 640 x 640: ${seconds.toFixed(1)} s with loading`)
  return seconds
}

/** Whole runs on paper: on this CPU from the block above, on GPUs from what they are assumed to do in a second. */
function printTable(block: number, decode: number): void {
  const { blocks } = realModel.transformer
  console.log(`\n60 blocks on paper, ${job.layers} layers at 640², without and with guidance (twice the work):`)
  const row = (name: string, ...cells: string[]) =>
    console.log(name.padEnd(44) + cells.map((cell) => cell.padStart(16)).join(''))
  row('', '4 steps', '20 steps', '50 steps')
  const cell = (seconds: (steps: number, guidance: boolean) => number, steps: number) =>
    [false, true].map((guidance) => duration(seconds(steps, guidance))).join(' / ')
  const cpu = (steps: number, guidance: boolean) => steps * (guidance ? 2 : 1) * blocks * block + job.layers * decode
  row(`cpu, ${precision}, measured block`, ...[4, 20, 50].map((steps) => cell(cpu, steps)))
  for (const [name, bits, machine] of machines) {
    const seconds = (steps: number, guidance: boolean) =>
      planMemory(realModel, bits, { ...job, steps, guidance }, machine).seconds
    const described = `${name}, ${bits}, ${machine.memory / GIB} GB, ${machine.speed / 1e12} TFLOP/s assumed`
    row(described, ...[4, 20, 50].map((steps) => cell(seconds, steps)))
  }
}

function duration(seconds: number): string {
  if (seconds >= 2 * 3600) return `${(seconds / 3600).toFixed(0)} h`
  return seconds >= 120 ? `${(seconds / 60).toFixed(0)} min` : `${seconds.toFixed(0)} s`
}

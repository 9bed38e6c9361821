/**
 * `npm run -s bench:qwen-layered [-- int4|int8|float32]`: one block of the real transformer and the real VAE decoder, with
 * random weights, at 640² and 4 layers, on this machine's CPU: packing speed, time and memory, and from that a table of
 * whole runs on paper. Takes some minutes and 2 GB of disk.
 */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openComponent } from '../src/main/engines/qwen-layered/checkpoint/safetensors.ts'
import { PackedGraphs } from '../src/main/engines/qwen-layered/graphs/packed-graphs.ts'
import { partIds, partsOf } from '../src/main/engines/qwen-layered/graphs/parts.ts'
import {
  precisions,
  type PackedModel,
  type PackedPart,
  type Precision,
} from '../src/main/engines/qwen-layered/pack/manifest.ts'
import { PartWriter } from '../src/main/engines/qwen-layered/pack/part-writer.ts'
import { FileReader } from '../src/main/engines/qwen-layered/pack/tensor-reader.ts'
import { imageTokens } from '../src/main/engines/qwen-layered/plan/plan.ts'
import { realModel } from '../src/main/engines/qwen-layered/plan/real-model.ts'
import { imageRope, textRope } from '../src/main/engines/qwen-layered/stages/rope.ts'
import { createSessionPool, type SessionPool } from '../src/main/onnx/pool.ts'
import type { Tensor } from '../src/main/onnx/sessions.ts'

const MB = 1e6
const GIB = 1024 ** 3
const TEXT_TOKENS = 100
const job = { layers: 4, area: 640 * 640, steps: 50, guidance: true, caption: false }

const precision = (process.argv[2] ?? 'int4') as Precision
if (!precisions.includes(precision)) throw new Error(`Give one of ${precisions.join(', ')}.`)
const folder = await mkdtemp(join(tmpdir(), 'lamina-bench-'))
const resolveModel = () => Promise.reject(new Error('Only packed graphs are run.'))
const pool = createSessionPool({ resolveModel, providers: ['cpu'] })
try {
  const parts = [await pack(partIds.block(0)), await pack(partIds.decoder)]
  const graphs = new PackedGraphs(modelOf(parts), realModel)
  const block = await runBlock(pool, await graphs.blocks({ from: 0, to: 1 }, true))
  const decode = await runDecoder(pool, await graphs.decoder())
  printTable(block, decode)
} finally {
  await pool.close()
  await rm(folder, { recursive: true, force: true })
}

/** Random weights of one part, as a checkpoint has them, packed. */
async function pack(id: string): Promise<PackedPart> {
  const part = partsOf(realModel).find((each) => each.id === id)
  if (!part) throw new Error(`There is no part ${id}.`)
  await writeRandom(join(folder, `${id}.safetensors`), part.needs)
  const { tensors: sources } = await openComponent(folder, id)
  const started = performance.now()
  const file = await open(join(folder, `${id}.data`), 'w')
  const reader = new FileReader()
  const writer = new PartWriter(file, { precision, reader })
  const tensors: PackedPart['tensors'] = {}
  let bytes = 0
  for (const need of part.needs) {
    const source = sources.get(need.name)
    if (!source) throw new Error(`There is no weight ${need.name}.`)
    tensors[need.name] = await writer.add(need, source)
    bytes += source.length
  }
  await file.truncate(writer.bytes)
  await reader.close()
  await file.close()
  const seconds = (performance.now() - started) / 1000
  console.log(`packed ${id}: ${(bytes / MB).toFixed(0)} MB at ${(bytes / MB / seconds).toFixed(0)} MB/s, ${memory()}`)
  return { id, file: `${id}.data`, bytes: writer.bytes, sha256: '', tensors }
}

async function writeRandom(path: string, needs: readonly { name: string; dims: readonly number[] }[]): Promise<void> {
  let offset = 0
  const entries = needs.map(({ name, dims }) => {
    const length = dims.reduce((product, dim) => product * dim, 2)
    const entry = { dtype: 'BF16', shape: dims, data_offsets: [offset, (offset += length)] }
    return [name, entry] as const
  })
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)))
  const start = Buffer.alloc(8)
  start.writeBigUInt64LE(BigInt(header.length))
  const file = await open(path, 'w')
  await file.write(Buffer.concat([start, header]))
  const values = randomHalves(1 << 20)
  for (let done = 0; done < offset; done += values.byteLength) {
    await file.write(new Uint8Array(values.buffer, 0, Math.min(values.byteLength, offset - done)))
  }
  await file.close()
}

/** bfloat16 of about ±0.03. */
function randomHalves(count: number): Uint16Array {
  let state = 1
  return Uint16Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (((state >>> 31) & 1) << 15) | (0x3c00 + ((state >>> 16) & 0xff))
  })
}

function modelOf(parts: readonly PackedPart[]): PackedModel {
  return {
    folder,
    manifest: { format: 1, precision, source: [], configs: [], parts: [...parts] },
    part: (id) => parts.find((part) => part.id === id) ?? { id, file: '', bytes: 0, sha256: '', tensors: {} },
  }
}

async function runBlock(sessions: SessionPool, graph: string): Promise<number> {
  const { width } = realModel.transformer
  const side = 40
  const grid = { frames: job.layers + 2, height: side, width: side }
  const image = imageRope(grid, realModel.transformer)
  const text = textRope(TEXT_TOKENS, grid, realModel.transformer)
  const tokens = imageTokens(job, realModel)
  const inputs = () => ({
    hidden: filled([1, tokens, width]),
    encoder: filled([1, TEXT_TOKENS, width]),
    modulation: filled([1, 2, 6 * width]),
    image_cos: tensor(image.cos.dims, image.cos.data.slice()),
    image_sin: tensor(image.sin.dims, image.sin.data.slice()),
    text_cos: tensor(text.cos.dims, text.cos.data.slice()),
    text_sin: tensor(text.sin.dims, text.sin.data.slice()),
  })
  return timed(`block of ${tokens} + ${TEXT_TOKENS} tokens`, () => sessions.run(graph, inputs()))
}

function runDecoder(sessions: SessionPool, graph: string): Promise<number> {
  const latents = () => ({ latents: filled([1, realModel.vae.latentChannels, 80, 80]) })
  return timed('decoder at 640 x 640', () => sessions.run(graph, latents()))
}

async function timed(what: string, run: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await run()
  const seconds = (performance.now() - started) / 1000
  console.log(`${what}: ${seconds.toFixed(1)} s with loading, ${memory()}`)
  return seconds
}

/** Whole runs from one block: 60 of them, both predictions. */
function printTable(block: number, decode: number): void {
  const blocks = realModel.transformer.blocks
  console.log(`\non this CPU, ${precision}, ${job.layers} layers, all blocks streamed:`)
  for (const steps of [4, 20, 50]) {
    for (const branches of [1, 2]) {
      const hours = (steps * branches * blocks * block + job.layers * decode) / 3600
      console.log(
        `${String(steps).padStart(3)} steps ${branches === 2 ? 'with   ' : 'without'} guidance: ${hours.toFixed(1)} h`,
      )
    }
  }
}

function memory(): string {
  return `peak memory so far ${((process.resourceUsage().maxRSS * 1024) / GIB).toFixed(2)} GiB`
}

/** A slow wave: no two rows alike, nothing too large. */
function filled(dims: readonly number[]): Tensor {
  const count = dims.reduce((product, dim) => product * dim, 1)
  return tensor(
    dims,
    Float32Array.from({ length: count }, (_, i) => Math.sin(i * 0.37)),
  )
}

function tensor(dims: readonly number[], data: Float32Array): Tensor {
  return { type: 'float32', dims, data }
}

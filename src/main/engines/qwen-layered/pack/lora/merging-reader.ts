/** Weights with a LoRA added to them while they are read. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LaminaError } from '../../../../../shared/contract/errors.ts'
import { graphFile } from '../../../../onnx/graph-file.ts'
import { GraphBuilder } from '../../../../onnx/graph/graph-builder.ts'
import { createSessionPool, type SessionPool } from '../../../../onnx/pool.ts'
import type { SourceTensor } from '../../checkpoint/source.ts'
import type { TensorReader } from '../tensor-reader.ts'
import type { LoraFile, LowRank } from './lora-file.ts'

/**
 * W + scale · factor · up · down for the matrices that the LoRA changes, some rows at a time. The products are ONNX
 * Runtime's: for the real model they are 2.6 · 10¹² operations at rank 64, a minute of its kernels and half an hour of
 * JavaScript.
 */
export class MergingReader implements TensorReader {
  readonly #base: TensorReader
  readonly #lora: LoraFile
  readonly #scale: number
  readonly #graph: string
  readonly #pool: SessionPool
  /** The matrix at work: its `down`, scaled. */
  #current: { change: LowRank; down: Float32Array } | undefined

  private constructor(base: TensorReader, lora: LoraFile, scale: number, graph: string) {
    this.#base = base
    this.#lora = lora
    this.#scale = scale
    this.#graph = graph
    const resolveModel = () => Promise.reject(new LaminaError('MODEL_MISSING', 'Only the merging graph is run.'))
    this.#pool = createSessionPool({ resolveModel, providers: ['cpu'] })
  }

  /** Keeps a small graph in `folder` until it is closed. */
  static async open(base: TensorReader, lora: LoraFile, scale: number, folder: string): Promise<MergingReader> {
    const path = join(folder, 'merge.partial')
    await writeFile(path, mergingGraph())
    return new MergingReader(base, lora, scale, path)
  }

  async read(source: SourceTensor, first: number, count: number, rowLength: number): Promise<Float32Array> {
    const values = await this.#base.read(source, first, count, rowLength)
    const change = this.#lora.changes.get(source.name)
    if (!change) return values
    const rank = change.down.dims[0]
    const down = await this.#down(change)
    const up = await this.#base.read(change.up, first, count, rank)
    const { merged } = await this.#pool.run(graphFile(this.#graph), {
      up: { type: 'float32', dims: [count, rank], data: up },
      down: { type: 'float32', dims: [rank, rowLength], data: down.slice() },
      weight: { type: 'float32', dims: [count, rowLength], data: values },
    })
    return merged.data as Float32Array
  }

  async close(): Promise<void> {
    await this.#base.close()
    await this.#pool.close()
    await rm(this.#graph, { force: true })
  }

  async #down(change: LowRank): Promise<Float32Array> {
    if (this.#current?.change === change) return this.#current.down
    const [rank, inputs] = change.down.dims
    const values = await this.#base.read(change.down, 0, rank, inputs)
    const factor = this.#scale * change.factor
    const down = values.map((value) => value * factor)
    this.#current = { change, down }
    return down
  }
}

/** weight [rows, inputs] + up [rows, rank] · down [rank, inputs]. */
function mergingGraph(): Uint8Array {
  const g = new GraphBuilder()
  const up = g.input('up', ['rows', 'rank'])
  const down = g.input('down', ['rank', 'inputs'])
  const weight = g.input('weight', ['rows', 'inputs'])
  g.output('merged', g.node('Gemm', [up, down, weight]), ['rows', 'inputs'])
  return g.build('merge')
}

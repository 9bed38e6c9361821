/** Writes the weights of one part into a file, each tensor as its use and the precision want it. */
import type { FileHandle } from 'node:fs/promises'
import { LaminaError, throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { bytesOf, sourceBlocks, type SourceTensor } from '../checkpoint/source.ts'
import type { WeightNeed } from '../graphs/weights.ts'
import { toFloat16 } from './float16.ts'
import type { PackedTensor, Precision } from './manifest.ts'
import { asymmetricIsBetter, quantisedLayout, quantiseRows } from './quantise.ts'
import type { TensorReader } from './tensor-reader.ts'

/** Tensors begin at multiples of this. */
const ALIGNMENT = 64
/** Values read at once, about: few enough to stay in the cache while they are packed. */
const CHUNK_VALUES = 512 * 1024
/** Runs of rows by which it is decided whether zero points help. */
const SAMPLE_RUNS = 8
const SAMPLE_LENGTH = 16

export interface PartWriterOptions {
  precision: Precision
  /** Of the source's values. */
  reader: TensorReader
  signal?: AbortSignal
  /** Called with the source's bytes that have been packed. */
  onBytes?: (bytes: number) => void
}

export class PartWriter {
  readonly #file: FileHandle
  readonly #options: PartWriterOptions
  #end = 0

  constructor(file: FileHandle, options: PartWriterOptions) {
    this.#file = file
    this.#options = options
  }

  get bytes(): number {
    return this.#end
  }

  /** Throws MODEL_DAMAGED for NaN or infinity. */
  async add(need: WeightNeed, source: SourceTensor): Promise<PackedTensor> {
    const { precision } = this.#options
    const type = precision === 'float32' ? 'float32' : 'float16'
    switch (need.use) {
      case 'plain':
        return this.#rows(source, 'plain', 'float32', need.dims)
      case 'kernel':
        return this.#kernel(source, need.dims)
      case 'table':
        return this.#rows(source, 'rows', type, need.dims)
      case 'rows':
        if (type === 'float32' || precision === 'float16') return this.#rows(source, 'rows', type, need.dims)
        // What chooses the words keeps 8 bits.
        return this.#quantised(source, 8, need.dims)
      case 'linear':
        if (need.precise || type === 'float32' || precision === 'float16')
          return this.#transposed(source, type, need.dims)
        return this.#quantised(source, precision === 'int4' ? 4 : 8, need.dims)
    }
  }

  async #rows(
    source: SourceTensor,
    layout: 'plain' | 'rows',
    type: 'float32' | 'float16',
    dims: readonly number[],
  ): Promise<PackedTensor> {
    const count = product(dims)
    const data = this.#reserve(count * elementBytes(type))
    let at = data.offset
    for await (const values of this.#values(source, sourceBlocks[source.type].values)) {
      at += await this.#write(encode(values, type, source.name), at)
    }
    return { layout, type, dims: [...dims], data }
  }

  /** [outputs, inputs, ...] becomes [inputs · ..., outputs]. */
  async #transposed(source: SourceTensor, type: 'float32' | 'float16', dims: readonly number[]): Promise<PackedTensor> {
    const [outputs] = dims
    const inputs = product(dims) / outputs
    const turned = type === 'float32' ? new Float32Array(product(dims)) : new Uint16Array(product(dims))
    let row = 0
    for await (const values of this.#values(source, inputs)) {
      const encoded = encode(values, type, source.name)
      transposeInto(turned, encoded, outputs, inputs, row)
      row += values.length / inputs
    }
    const data = this.#reserve(turned.byteLength)
    await this.#write(turned, data.offset)
    return { layout: 'transposed', type, dims: [inputs, outputs], data }
  }

  /** A kernel over time, rows and columns keeps its last tap in time. */
  async #kernel(source: SourceTensor, dims: readonly number[]): Promise<PackedTensor> {
    if (dims.length === 4) return this.#rows(source, 'plain', 'float32', dims)
    const [outputs, inputs, taps, rows, columns] = dims
    const values = await this.#all(source)
    const size = rows * columns
    const last = new Float32Array(outputs * inputs * size)
    for (let i = 0; i < outputs * inputs; i++) {
      const from = (i * taps + taps - 1) * size
      last.set(values.subarray(from, from + size), i * size)
    }
    const data = this.#reserve(last.byteLength)
    await this.#write(last, data.offset)
    return { layout: 'plain', type: 'float32', dims: [outputs, inputs, rows, columns], data }
  }

  async #quantised(source: SourceTensor, bits: 4 | 8, dims: readonly number[]): Promise<PackedTensor> {
    const [outputs] = dims
    const inputs = product(dims) / outputs
    const asymmetric = bits === 4 && asymmetricIsBetter(await this.#sample(source, outputs, inputs), inputs)
    const layout = quantisedLayout(bits, outputs, inputs, asymmetric)
    const data = this.#reserve(outputs * layout.dataBytes)
    const scales = this.#reserve(outputs * layout.blocks * 2)
    const zeros = this.#reserve(outputs * layout.zeroBytes)
    let row = 0
    let squaredError = 0
    let squares = 0
    for await (const values of this.#values(source, inputs)) {
      const quantised = quantiseRows(values, layout)
      await this.#write(quantised.data, data.offset + row * layout.dataBytes)
      await this.#write(quantised.scales, scales.offset + row * layout.blocks * 2)
      if (asymmetric) await this.#write(quantised.zeros, zeros.offset + row * layout.zeroBytes)
      row += values.length / inputs
      squaredError += quantised.squaredError
      squares += quantised.squares
    }
    return {
      layout: bits === 4 ? 'int4' : 'int8',
      type: 'uint8',
      dims: [outputs, layout.blocks, layout.dataBytes / layout.blocks],
      data,
      scales,
      ...(asymmetric ? { zeros } : {}),
      error: squares === 0 ? 0 : Math.sqrt(squaredError / squares),
    }
  }

  /** Some runs of rows, evenly spread. */
  async #sample(source: SourceTensor, rows: number, inputs: number): Promise<Float32Array> {
    const length = Math.min(rows, SAMPLE_LENGTH)
    const runs = Math.min(SAMPLE_RUNS, Math.floor(rows / length))
    const sample = new Float32Array(runs * length * inputs)
    for (let i = 0; i < runs; i++) {
      const first = Math.floor((i * (rows - length)) / Math.max(1, runs - 1))
      sample.set(await this.#options.reader.read(source, first, length, inputs), i * length * inputs)
    }
    return sample
  }

  async #all(source: SourceTensor): Promise<Float32Array> {
    const chunks: Float32Array[] = []
    for await (const values of this.#values(source, 1)) chunks.push(values)
    if (chunks.length === 1) return chunks[0]
    const all = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    let at = 0
    for (const chunk of chunks) {
      all.set(chunk, at)
      at += chunk.length
    }
    return all
  }

  /** The tensor's values in order, some whole rows at a time. */
  async *#values(source: SourceTensor, rowLength: number): AsyncGenerator<Float32Array> {
    const { reader, signal, onBytes = () => {} } = this.#options
    const rows = product(source.dims) / rowLength
    const chunk = Math.max(1, Math.floor(CHUNK_VALUES / rowLength))
    for (let row = 0; row < rows; row += chunk) {
      throwIfCancelled(signal)
      const count = Math.min(chunk, rows - row)
      yield await reader.read(source, row, count, rowLength)
      onBytes(bytesOf(source.type, count * rowLength))
    }
  }

  #reserve(length: number): { offset: number; length: number } {
    const offset = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT
    this.#end = offset + length
    return { offset, length }
  }

  async #write(data: Uint8Array | Uint16Array | Float32Array, position: number): Promise<number> {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, position + done)
      done += bytesWritten
    }
    return bytes.length
  }
}

function elementBytes(type: 'float32' | 'float16'): number {
  return type === 'float32' ? 4 : 2
}

function product(dims: readonly number[]): number {
  return dims.reduce((all, dim) => all * dim, 1)
}

function encode(values: Float32Array, type: 'float32' | 'float16', what: string): Float32Array | Uint16Array {
  if (type === 'float32') return values
  const halves = new Uint16Array(values.length)
  let tooLarge = false
  for (let i = 0; i < values.length; i++) {
    const half = toFloat16(values[i])
    halves[i] = half
    if ((half & 0x7c00) === 0x7c00) tooLarge = true
  }
  if (tooLarge) {
    const hint = 'Pack the model as float32, or as int8.'
    throw new LaminaError('MODEL_UNSUPPORTED', `${what} has values that are too large for float16.`, hint)
  }
  return halves
}

/** Puts rows [n, inputs] as columns into [inputs, outputs], in squares that stay in the cache. */
function transposeInto(
  target: Float32Array | Uint16Array,
  rows: Float32Array | Uint16Array,
  outputs: number,
  inputs: number,
  firstRow: number,
): void {
  const count = rows.length / inputs
  const side = 32
  for (let r0 = 0; r0 < count; r0 += side) {
    const r1 = Math.min(count, r0 + side)
    for (let c0 = 0; c0 < inputs; c0 += side) {
      const c1 = Math.min(inputs, c0 + side)
      for (let c = c0; c < c1; c++) {
        for (let r = r0; r < r1; r++) target[c * outputs + firstRow + r] = rows[r * inputs + c]
      }
    }
  }
}

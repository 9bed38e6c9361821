/** Reads the values of tensors, some rows at a time. */
import { open, type FileHandle } from 'node:fs/promises'
import { bytesOf, readTensor, type SourceTensor, type SourceType } from '../checkpoint/source.ts'
import { decodeValues } from './decode.ts'

export interface TensorReader {
  /** Values of `count` rows of `rowLength` from row `first` on. Throws MODEL_DAMAGED for NaN or infinity. */
  read(source: SourceTensor, first: number, count: number, rowLength: number): Promise<Float32Array>
  close(): Promise<void>
}

/** Reads from the checkpoint's files, which it opens when they are first wanted. One read at a time. */
export class FileReader implements TensorReader {
  readonly #files = new Map<string, FileHandle>()
  /** Used again and again: new memory for each read would cost more than the reading. */
  #scratch = new Uint8Array(0)

  async read(source: SourceTensor, first: number, count: number, rowLength: number): Promise<Float32Array> {
    const handle = this.#files.get(source.file) ?? (await open(source.file))
    this.#files.set(source.file, handle)
    const bytes = this.#bytes(bytesOf(source.type, count * rowLength), source.type)
    await readTensor(handle, source, bytesOf(source.type, first * rowLength), bytes)
    return decodeValues(bytes, source.type, `${source.name} in ${source.file}`)
  }

  #bytes(length: number, type: SourceType): Uint8Array {
    // 32-bit floats are given as they were read.
    if (type === 'F32') return new Uint8Array(length)
    if (this.#scratch.length < length) this.#scratch = new Uint8Array(length)
    return this.#scratch.subarray(0, length)
  }

  async close(): Promise<void> {
    for (const handle of this.#files.values()) await handle.close()
    this.#files.clear()
  }
}

/** Reads the values of tensors, some rows at a time. */
import { open, type FileHandle } from 'node:fs/promises'
import { bytesOf, readTensor, type SourceTensor } from '../checkpoint/source.ts'
import { decodeValues } from './decode.ts'

export interface TensorReader {
  /** Values of `count` rows of `rowLength` from row `first` on. Throws MODEL_DAMAGED for NaN or infinity. */
  read(source: SourceTensor, first: number, count: number, rowLength: number): Promise<Float32Array>
  close(): Promise<void>
}

/** Reads from the checkpoint's files, which it opens when they are first wanted. */
export class FileReader implements TensorReader {
  readonly #files = new Map<string, FileHandle>()

  async read(source: SourceTensor, first: number, count: number, rowLength: number): Promise<Float32Array> {
    const handle = this.#files.get(source.file) ?? (await open(source.file))
    this.#files.set(source.file, handle)
    const bytes = new Uint8Array(bytesOf(source.type, count * rowLength))
    await readTensor(handle, source, bytesOf(source.type, first * rowLength), bytes)
    return decodeValues(bytes, source.type, `${source.name} in ${source.file}`)
  }

  async close(): Promise<void> {
    for (const handle of this.#files.values()) await handle.close()
    this.#files.clear()
  }
}

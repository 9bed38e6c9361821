/** Where the weights of a checkpoint are, in whatever format its files have. */
import type { FileHandle } from 'node:fs/promises'
import { LaminaError } from '../../../../shared/contract/errors.ts'

/** Plain floats, and blocks of whole numbers with scales (GGUF). */
export type SourceType = 'F32' | 'F16' | 'BF16' | 'Q8_0' | 'Q4_K' | 'Q5_K' | 'Q6_K'

/** Values are stored in blocks of so many, in so many bytes. */
export const sourceBlocks: Readonly<Record<SourceType, { values: number; bytes: number }>> = {
  F32: { values: 1, bytes: 4 },
  F16: { values: 1, bytes: 2 },
  BF16: { values: 1, bytes: 2 },
  Q8_0: { values: 32, bytes: 34 },
  Q4_K: { values: 256, bytes: 144 },
  Q5_K: { values: 256, bytes: 176 },
  Q6_K: { values: 256, bytes: 210 },
}

/** A tensor in a file. */
export interface SourceTensor {
  name: string
  /** Path of the file. */
  file: string
  type: SourceType
  dims: readonly number[]
  /** Of the first byte in the file. */
  start: number
  length: number
}

export interface SourceComponent {
  /** Paths of the files. */
  files: readonly string[]
  tensors: ReadonlyMap<string, SourceTensor>
}

/** Bytes of so many values, which must be whole blocks. */
export function bytesOf(type: SourceType, values: number): number {
  const block = sourceBlocks[type]
  return (values / block.values) * block.bytes
}

/** Reads bytes of a tensor into `target`, `offset` from the tensor's first. Throws MODEL_DAMAGED if they are not there. */
export async function readTensor(
  handle: FileHandle,
  tensor: SourceTensor,
  offset: number,
  target: Uint8Array,
): Promise<void> {
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await handle.read(target, done, target.length - done, tensor.start + offset + done)
    if (bytesRead === 0) throw damagedSource(tensor.file, `it ends within ${tensor.name}`)
    done += bytesRead
  }
}

export function damagedSource(path: string, why: string): LaminaError {
  const hint = 'Download the file again, or verify the checkpoint.'
  return new LaminaError('MODEL_DAMAGED', `${path} cannot be used: ${why}.`, hint)
}

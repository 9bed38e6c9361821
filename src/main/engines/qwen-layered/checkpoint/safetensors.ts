/** Reads the weights of a checkpoint's component: one safetensors file, or shards with an index. */
import { open, readFile, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { LaminaError } from '../../../../shared/contract/errors.ts'

export type SourceType = 'F32' | 'F16' | 'BF16'

export const sourceBytes: Readonly<Record<SourceType, number>> = { F32: 4, F16: 2, BF16: 2 }

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

/** Headers of real shards are below 1 MB; more is not one. */
const LARGEST_HEADER = 100 * 1024 * 1024
const AGAIN = 'Download the file again, or verify the checkpoint.'

/**
 * Reads the headers of the weights in `folder` (`stem`.safetensors, or the shards of `stem`.safetensors.index.json).
 * Throws MODEL_MISSING for a shard that is not there, MODEL_DAMAGED for one that is cut off or malformed.
 */
export async function openComponent(folder: string, stem: string): Promise<SourceComponent> {
  const index = join(folder, `${stem}.safetensors.index.json`)
  const text = await readFile(index, 'utf8').catch(() => undefined)
  const files = text === undefined ? [`${stem}.safetensors`] : shardsOf(index, text)
  const tensors = new Map<string, SourceTensor>()
  const paths = files.map((file) => join(folder, file))
  for (const path of paths) {
    for (const tensor of await readHeader(path)) tensors.set(tensor.name, tensor)
  }
  return { files: paths, tensors }
}

/** Reads bytes of a tensor into `target`, `offset` from the tensor's first. */
export async function readTensor(
  handle: FileHandle,
  tensor: SourceTensor,
  offset: number,
  target: Uint8Array,
): Promise<void> {
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await handle.read(target, done, target.length - done, tensor.start + offset + done)
    if (bytesRead === 0) throw damaged(tensor.file, `it ends within ${tensor.name}`)
    done += bytesRead
  }
}

function shardsOf(index: string, text: string): string[] {
  try {
    const { weight_map: map } = JSON.parse(text) as { weight_map: Record<string, string> }
    const names = [...new Set(Object.values(map))].sort()
    if (names.length > 0 && names.every((name) => /^[\w.-]+$/.test(name))) return names
  } catch {
    // Said below.
  }
  throw damaged(index, 'it is not an index of shards')
}

async function readHeader(path: string): Promise<SourceTensor[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found)
    throw new LaminaError('MODEL_MISSING', `The checkpoint has no file ${path}.`, 'Download the missing file.')
  const handle = await open(path)
  try {
    const start = Buffer.alloc(8)
    const { bytesRead } = await handle.read(start, 0, 8, 0)
    const length = bytesRead === 8 ? Number(start.readBigUInt64LE(0)) : 0
    if (length < 2 || length > LARGEST_HEADER) throw damaged(path, 'it has no header')
    if (8 + length > found.size) throw damaged(path, 'it ends within its header')
    const header = Buffer.alloc(length)
    await handle.read(header, 0, length, 8)
    return tensorsOf(path, header.toString('utf8'), 8 + length, found.size)
  } finally {
    await handle.close()
  }
}

interface HeaderEntry {
  dtype: string
  shape: number[]
  data_offsets: [number, number]
}

function tensorsOf(path: string, header: string, dataStart: number, size: number): SourceTensor[] {
  let entries: [string, HeaderEntry][]
  try {
    entries = Object.entries(JSON.parse(header) as Record<string, HeaderEntry>).filter(
      ([name]) => name !== '__metadata__',
    )
  } catch {
    throw damaged(path, 'its header is not JSON')
  }
  return entries.map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      if (!(dtype in sourceBytes)) {
        const hint = 'Use the checkpoint in bf16, fp16 or fp32.'
        throw new LaminaError('MODEL_UNSUPPORTED', `${path}: ${name} has the type ${dtype}.`, hint)
      }
      const type = dtype as SourceType
      const length = shape.reduce((product, dim) => product * dim, sourceBytes[type])
      if (to - from !== length || from < 0) throw damaged(path, `${name} has not the bytes that its shape says`)
      if (dataStart + to > size) throw damaged(path, `it is cut off: ${name} ends after the end of the file`)
      return { name, file: path, type, dims: shape, start: dataStart + from, length }
    },
  )
}

function damaged(path: string, why: string): LaminaError {
  return new LaminaError('MODEL_DAMAGED', `${path} cannot be used: ${why}.`, AGAIN)
}

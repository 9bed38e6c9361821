/** Reads the weights of a checkpoint's component: one safetensors file, or shards with an index. */
import { open, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LaminaError } from '../../../../shared/contract/errors.ts'
import { bytesOf, damagedSource, type SourceComponent, type SourceTensor, type SourceType } from './source.ts'

/** Headers of real shards are below 1 MB; more is not one. */
const LARGEST_HEADER = 100 * 1024 * 1024
const types: readonly string[] = ['F32', 'F16', 'BF16'] satisfies SourceType[]

export interface SafetensorsFile {
  tensors: SourceTensor[]
  /** What whoever wrote it had to say. */
  metadata: Readonly<Record<string, string>>
}

const headerSchema = z.record(
  z.string(),
  z.object({
    dtype: z.string(),
    shape: z.array(z.int().nonnegative()),
    data_offsets: z.tuple([z.int().nonnegative(), z.int()]),
  }),
)

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
    for (const tensor of (await openSafetensors(path)).tensors) tensors.set(tensor.name, tensor)
  }
  return { files: paths, tensors }
}

function shardsOf(index: string, text: string): string[] {
  try {
    const { weight_map: map } = JSON.parse(text) as { weight_map: Record<string, string> }
    const names = [...new Set(Object.values(map))].sort()
    if (names.length > 0 && names.every((name) => /^[\w.-]+$/.test(name))) return names
  } catch {
    // Said below.
  }
  throw damagedSource(index, 'it is not an index of shards')
}

/** Reads the header of one file. Throws MODEL_MISSING, MODEL_DAMAGED, and MODEL_UNSUPPORTED for other types. */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new LaminaError('MODEL_MISSING', `There is no file ${path}.`, 'Download the missing file.')
  const handle = await open(path)
  try {
    const start = Buffer.alloc(8)
    const { bytesRead } = await handle.read(start, 0, 8, 0)
    const length = bytesRead === 8 ? Number(start.readBigUInt64LE(0)) : 0
    if (length < 2 || length > LARGEST_HEADER) throw damagedSource(path, 'it has no header')
    if (8 + length > found.size) throw damagedSource(path, 'it ends within its header')
    const header = Buffer.alloc(length)
    await handle.read(header, 0, length, 8)
    return tensorsOf(path, header.toString('utf8'), 8 + length, found.size)
  } finally {
    await handle.close()
  }
}

function tensorsOf(path: string, header: string, dataStart: number, size: number): SafetensorsFile {
  let entries: z.output<typeof headerSchema>
  let metadata: Record<string, string>
  try {
    const { __metadata__: said = {}, ...others } = JSON.parse(header) as Record<string, unknown>
    entries = headerSchema.parse(others)
    metadata = z.record(z.string(), z.string()).parse(said)
  } catch {
    throw damagedSource(path, 'its header is not one of safetensors')
  }
  const tensors = Object.entries(entries).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      if (!types.includes(dtype)) {
        const hint = 'Use weights in bf16, fp16 or fp32.'
        throw new LaminaError('MODEL_UNSUPPORTED', `${path}: ${name} has the type ${dtype}.`, hint)
      }
      const type = dtype as SourceType
      const length = bytesOf(
        type,
        shape.reduce((product, dim) => product * dim, 1),
      )
      if (to - from !== length) throw damagedSource(path, `${name} has not the bytes that its shape says`)
      if (dataStart + to > size) throw damagedSource(path, `it is cut off: ${name} ends after the end of the file`)
      return { name, file: path, type, dims: shape, start: dataStart + from, length }
    },
  )
  return { tensors, metadata }
}

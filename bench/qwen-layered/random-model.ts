/** Some parts of a model with random weights: written as a checkpoint has them, then packed. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointConfigs } from '../../src/main/engines/qwen-layered/checkpoint/configs.ts'
import { openComponent } from '../../src/main/engines/qwen-layered/checkpoint/safetensors.ts'
import { partIds, partsOf } from '../../src/main/engines/qwen-layered/graphs/parts.ts'
import type { PackedModel, PackedPart, Precision } from '../../src/main/engines/qwen-layered/pack/manifest.ts'
import { PartWriter } from '../../src/main/engines/qwen-layered/pack/part-writer.ts'
import { FileReader } from '../../src/main/engines/qwen-layered/pack/tensor-reader.ts'

const MB = 1e6

/** Packs parts of a model into `folder`, says how fast, and gives what a run needs of a packed model. */
export async function randomModel(
  configs: CheckpointConfigs,
  ids: readonly string[],
  precision: Precision,
  folder: string,
): Promise<PackedModel> {
  const parts: PackedPart[] = []
  for (const id of ids) parts.push(await pack(configs, id, precision, folder))
  return {
    folder,
    manifest: { format: 1, precision, source: [], configs: [], parts },
    part: (id) => parts.find((part) => part.id === id) ?? { id, file: '', bytes: 0, sha256: '', tensors: {} },
  }
}

/** The model with as many blocks as it is told, all of them with the weights of the one that it has. */
export function withBlocks(model: PackedModel, count: number): PackedModel {
  const again = (part: PackedPart, index: number): PackedPart => {
    const renamed = ([name, tensor]: [string, PackedPart['tensors'][string]]) =>
      [name.replace('transformer_blocks.0.', `transformer_blocks.${index}.`), tensor] as const
    return { ...part, tensors: Object.fromEntries(Object.entries(part.tensors).map(renamed)) }
  }
  const copies = Array.from({ length: count }, (_, index) => [
    [partIds.block(index), again(model.part(partIds.block(0)), index)] as const,
    [partIds.modulation(index), again(model.part(partIds.modulation(0)), index)] as const,
  ])
  const blocks = new Map(copies.flat())
  return { ...model, part: (id) => blocks.get(id) ?? model.part(id) }
}

async function pack(configs: CheckpointConfigs, id: string, precision: Precision, folder: string): Promise<PackedPart> {
  const part = partsOf(configs).find((each) => each.id === id)
  if (!part) throw new Error(`There is no part ${id}.`)
  await writeRandom(join(folder, `${id}.safetensors`), part.needs)
  const { tensors: sources } = await openComponent(folder, id)
  const before = process.cpuUsage()
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
  const { user, system } = process.cpuUsage(before)
  const seconds = (user + system) / 1e6
  console.log(
    `packed ${id}: ${(bytes / MB).toFixed(0)} MB at ${(bytes / MB / seconds).toFixed(0)} MB a second of CPU time`,
  )
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

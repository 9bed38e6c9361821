/** Writes small files of weights for tests. */
import { writeFile } from 'node:fs/promises'

export interface FloatTensor {
  dims: readonly number[]
  data: Float32Array
}

export function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, FloatTensor>>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  let offset = 0
  const entries = Object.entries(tensors).map(([name, { dims, data }]) => {
    const entry = { dtype: 'F32', shape: dims, data_offsets: [offset, (offset += data.byteLength)] }
    return [name, entry] as const
  })
  const header = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  const bodies = Object.values(tensors).map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))
  return writeFile(path, Buffer.concat([length, header, ...bodies]))
}

export interface GgufTensor {
  /** As a matrix has them: rows first. */
  dims: readonly number[]
  /** ggml's number. */
  type: number
  bytes: Uint8Array
}

export interface GgufOptions {
  architecture?: string
  alignment?: number
  version?: number
  /** A list of so many texts among the facts, as vocabularies are. */
  texts?: number
}

export function writeGguf(
  path: string,
  tensors: Readonly<Record<string, GgufTensor>>,
  { architecture = 'qwen_image', alignment = 32, version = 3, texts = 3 }: GgufOptions = {},
): Promise<void> {
  const facts = [
    fact('general.architecture', 8, text(architecture)),
    fact('general.alignment', 4, u32(alignment)),
    fact('some.number', 6, u32(0)),
    fact('some.list', 9, u32(8), u64(texts), ...Array.from({ length: texts }, (_, i) => text(`text ${i}`))),
    fact('some.shape', 9, u32(5), u64(2), u32(1), u32(2)),
  ]
  const padded = (bytes: Uint8Array) =>
    Buffer.concat([bytes, Buffer.alloc((alignment - (bytes.length % alignment)) % alignment)])
  let offset = 0
  const infos = Object.entries(tensors).map(([name, { dims, type, bytes }]) => {
    const info = [text(name), u32(dims.length), ...dims.toReversed().map(u64), u32(type), u64(offset)]
    offset += padded(bytes).length
    return Buffer.concat(info)
  })
  const counts = [u32(version), u64(infos.length), u64(facts.length)]
  const header = Buffer.concat([Buffer.from('GGUF'), ...counts, ...facts, ...infos])
  return writeFile(path, Buffer.concat([padded(header), ...Object.values(tensors).map(({ bytes }) => padded(bytes))]))
}

function fact(key: string, type: number, ...value: Buffer[]): Buffer {
  return Buffer.concat([text(key), u32(type), ...value])
}

function text(value: string): Buffer {
  return Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)])
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

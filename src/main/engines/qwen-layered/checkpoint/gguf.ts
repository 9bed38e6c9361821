/** Reads the header of a GGUF file that holds a diffusion transformer under the checkpoint's own names. */
import { open, stat, type FileHandle } from 'node:fs/promises'
import { LaminaError } from '../../../../shared/contract/errors.ts'
import { bytesOf, damagedSource, sourceBlocks } from './source.ts'
import type { SourceComponent, SourceTensor, SourceType } from './source.ts'

const MAGIC = 'GGUF'
const VERSIONS = [2, 3]
const ARCHITECTURE = 'qwen_image'
/** Read at first; headers of diffusion models are below it. */
const FIRST_BYTES = 1024 * 1024
const LARGEST_HEADER = 256 * 1024 * 1024
const DEFAULT_ALIGNMENT = 32

/** By ggml's numbers. */
const types: Readonly<Record<number, SourceType>> = {
  0: 'F32',
  1: 'F16',
  8: 'Q8_0',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  30: 'BF16',
}

/** Put before the names by some who made the files. */
const PREFIX = /^(model\.)?diffusion_model\./

/**
 * The tensors of the file. Throws MODEL_MISSING when it is not there, MODEL_DAMAGED when it is cut off or no GGUF, and
 * MODEL_UNSUPPORTED for another model or a type of blocks that is not read.
 */
export async function openGguf(path: string): Promise<SourceComponent> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) {
    throw new LaminaError('MODEL_MISSING', `There is no file ${path}.`, 'Give the path of a GGUF file.')
  }
  const handle = await open(path)
  try {
    const { entries, alignment, end } = await readHeader(handle, path, found.size)
    const dataStart = Math.ceil(end / alignment) * alignment
    const tensors = entries.map((entry) => tensorOf(entry, path, dataStart, found.size))
    return { files: [path], tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) }
  } finally {
    await handle.close()
  }
}

interface Entry {
  name: string
  /** The fastest one first. */
  sizes: number[]
  type: number
  offset: number
}

interface Header {
  entries: Entry[]
  alignment: number
  /** Bytes of the header. */
  end: number
}

async function readHeader(handle: FileHandle, path: string, size: number): Promise<Header> {
  for (let length = FIRST_BYTES; ; length *= 4) {
    const bytes = Buffer.alloc(Math.min(length, size))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
    try {
      return parseHeader(new Cursor(bytes.subarray(0, bytesRead)), path)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      if (bytes.length >= size) throw damagedSource(path, 'it ends within its header')
      if (length >= LARGEST_HEADER) throw damagedSource(path, 'its header has no end')
    }
  }
}

/** Throws RangeError where the bytes end too early. */
function parseHeader(cursor: Cursor, path: string): Header {
  if (cursor.text(4) !== MAGIC) throw damagedSource(path, 'it is no GGUF file')
  const version = cursor.u32()
  if (!VERSIONS.includes(version)) throw unsupported(path, `is GGUF of version ${version}`)
  const tensors = cursor.u64()
  const facts = cursor.u64()
  let alignment = DEFAULT_ALIGNMENT
  for (let i = 0; i < facts; i++) {
    const key = cursor.string()
    const value = readValue(cursor, cursor.u32(), path)
    if (key === 'general.alignment' && typeof value === 'number' && value > 0) alignment = value
    if (key === 'general.architecture' && value !== ARCHITECTURE) {
      throw unsupported(path, `holds the model ${String(value)}, not ${ARCHITECTURE}`)
    }
  }
  const entries = Array.from({ length: tensors }, (): Entry => {
    const name = cursor.string()
    const sizes = Array.from({ length: cursor.u32() }, () => cursor.u64())
    return { name, sizes, type: cursor.u32(), offset: cursor.u64() }
  })
  return { entries, alignment, end: cursor.position }
}

function tensorOf({ name, sizes, type: number, offset }: Entry, path: string, dataStart: number, size: number) {
  const type = types[number]
  if (!type) throw unsupported(path, `has ${name} in a type that is not read (${number})`)
  const values = sizes.reduce((product, dim) => product * dim, 1)
  if (sizes.length > 0 && sizes[0] % sourceBlocks[type].values !== 0) {
    throw damagedSource(path, `${name} has rows of ${sizes[0]} values in ${type}`)
  }
  const length = bytesOf(type, values)
  const start = dataStart + offset
  if (start + length > size) throw damagedSource(path, `it is cut off: ${name} ends after the end of the file`)
  const tensor: SourceTensor = {
    name: name.replace(PREFIX, ''),
    file: path,
    type,
    dims: sizes.toReversed(),
    start,
    length,
  }
  return tensor
}

/** Bytes of the types of values that have a fixed size, by GGUF's numbers. */
const valueBytes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
}
const U32 = 4
const STRING = 8
const ARRAY = 9

/** Texts and 32-bit numbers are read, the others skipped. */
function readValue(cursor: Cursor, type: number, path: string): unknown {
  if (type === STRING) return cursor.string()
  if (type === U32) return cursor.u32()
  if (type === ARRAY) {
    const inner = cursor.u32()
    const count = cursor.u64()
    if (valueBytes[inner] !== undefined) cursor.skip(count * valueBytes[inner])
    else for (let i = 0; i < count; i++) readValue(cursor, inner, path)
    return undefined
  }
  if (valueBytes[type] === undefined) throw damagedSource(path, `its header has a value of the type ${type}`)
  cursor.skip(valueBytes[type])
  return undefined
}

/** Little-endian numbers and texts, one after the other. */
class Cursor {
  readonly #bytes: Buffer
  position = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  u32(): number {
    return this.#bytes.readUInt32LE(this.skip(4))
  }

  u64(): number {
    return Number(this.#bytes.readBigUInt64LE(this.skip(8)))
  }

  string(): string {
    return this.text(this.u64())
  }

  text(length: number): string {
    const from = this.skip(length)
    return this.#bytes.toString('utf8', from, from + length)
  }

  /** Gives the position before. Throws RangeError at the end. */
  skip(length: number): number {
    const from = this.position
    if (from + length > this.#bytes.length) throw new RangeError('The header goes on.')
    this.position += length
    return from
  }
}

function unsupported(path: string, what: string): LaminaError {
  const hint = 'Files of Qwen-Image-Layered in F32, F16, BF16, Q8_0, Q4_K, Q5_K and Q6_K are read.'
  return new LaminaError('MODEL_UNSUPPORTED', `${path} ${what}.`, hint)
}

/** Reads numpy's .npy files (version 1 to 3, little endian, C order) of the types the golden data has. */
import { readFile } from 'node:fs/promises'

export interface NpyArray {
  dims: number[]
  type: 'float32' | 'uint8' | 'int32' | 'int64'
  /** int64 as numbers: indexes and tokens are far below 2⁵³. */
  data: Float32Array | Uint8Array | Int32Array | Float64Array
}

const types: Readonly<Record<string, NpyArray['type']>> = {
  '<f4': 'float32',
  '|u1': 'uint8',
  '<i4': 'int32',
  '<i8': 'int64',
}

export async function readNpy(path: string): Promise<NpyArray> {
  const file = await readFile(path)
  if (file.toString('latin1', 0, 6) !== '\x93NUMPY') throw new Error(`${path} is no .npy file.`)
  const wide = file[6] > 1
  const start = wide ? 12 : 10
  const end = start + (wide ? file.readUInt32LE(8) : file.readUInt16LE(8))
  const header = file.toString('latin1', start, end)
  const descriptor = /'descr': '([^']*)'/.exec(header)?.[1] ?? ''
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1] ?? ''
  const type = types[descriptor]
  if (!type || header.includes("'fortran_order': True"))
    throw new Error(`${path} is of a kind that is not read: ${header}`)
  const dims = shape
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number)
  const bytes = file.buffer.slice(file.byteOffset + end, file.byteOffset + file.byteLength)
  return { dims, type, data: dataOf(bytes, type) }
}

function dataOf(bytes: ArrayBuffer, type: NpyArray['type']): NpyArray['data'] {
  if (type === 'float32') return new Float32Array(bytes)
  if (type === 'uint8') return new Uint8Array(bytes)
  if (type === 'int32') return new Int32Array(bytes)
  return Float64Array.from(new BigInt64Array(bytes), Number)
}

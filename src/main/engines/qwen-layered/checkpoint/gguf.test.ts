import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileReader } from '../pack/tensor-reader.ts'
import { openGguf } from './gguf.ts'
import { writeGguf, type GgufOptions } from './weights.fixture.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-gguf-'))
  path = join(folder, 'model.gguf')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer)
const halves = (...bits: number[]) => new Uint8Array(Uint16Array.from(bits).buffer)
const write = (options?: GgufOptions) =>
  writeGguf(
    path,
    {
      'model.diffusion_model.a.weight': { dims: [2, 3], type: 0, bytes: floats(1, 2, 3, 4, 5, 6) },
      'a.bias': { dims: [3], type: 1, bytes: halves(0x3c00, 0xc000, 0x3800) },
      'b.bias': { dims: [2], type: 30, bytes: halves(0x3f80, 0xc040) },
    },
    options,
  )

async function valuesOf(name: string): Promise<number[]> {
  const tensor = (await openGguf(path)).tensors.get(name)
  if (!tensor) throw new Error(`There is no ${name}.`)
  const reader = new FileReader()
  try {
    return [
      ...(await reader.read(
        tensor,
        0,
        1,
        tensor.dims.reduce((all, dim) => all * dim, 1),
      )),
    ]
  } finally {
    await reader.close()
  }
}

describe('a GGUF file', () => {
  it.each([{}, { alignment: 64, version: 2 }, { texts: 120_000 }])('gives its tensors (%o)', async (options) => {
    await write(options)
    const { tensors } = await openGguf(path)
    expect([...tensors.keys()]).toEqual(['a.weight', 'a.bias', 'b.bias'])
    expect(tensors.get('a.weight')).toMatchObject({ dims: [2, 3], type: 'F32', length: 24 })
    expect(await valuesOf('a.weight')).toEqual([1, 2, 3, 4, 5, 6])
    expect(await valuesOf('a.bias')).toEqual([1, -2, 0.5])
    expect(await valuesOf('b.bias')).toEqual([1, -3])
  })

  it.each([
    ['is not there', () => rm(path), 'MODEL_MISSING', /no file/],
    ['is something else', () => writeFile(path, 'PK some archive'), 'MODEL_DAMAGED', /no GGUF file/],
    ['ends within its header', () => truncate(path, 100), 'MODEL_DAMAGED', /within its header/],
    ['ends within a tensor', () => truncate(path, 460), 'MODEL_DAMAGED', /cut off/],
    ['is of another model', () => write({ architecture: 'flux' }), 'MODEL_UNSUPPORTED', /flux/],
    ['is of another version', () => write({ version: 1 }), 'MODEL_UNSUPPORTED', /version 1/],
    [
      'has blocks of another kind',
      () => writeGguf(path, { 'c.weight': { dims: [1, 256], type: 10, bytes: new Uint8Array(84) } }),
      'MODEL_UNSUPPORTED',
      /c\.weight/,
    ],
    [
      'has rows that are no whole blocks',
      () => writeGguf(path, { 'c.weight': { dims: [2, 48], type: 8, bytes: new Uint8Array(102) } }),
      'MODEL_DAMAGED',
      /rows of 48/,
    ],
  ])('is refused when it %s', async (_, spoil, code, message) => {
    await write()
    await spoil()
    await expect(openGguf(path)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
    })
  })
})

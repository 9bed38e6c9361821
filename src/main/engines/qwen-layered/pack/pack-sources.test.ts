/** Weights that are not the checkpoint's alone: a GGUF file in their place, a LoRA added to them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSafetensors } from '../checkpoint/safetensors.ts'
import { writeGguf, writeSafetensors, type GgufTensor } from '../checkpoint/weights.fixture.ts'
import { pipelineDefaults } from '../pipeline.ts'
import { pipelineOptions } from '../qwen-layered.ts'
import type { PackedModel, PackManifest } from './manifest.ts'
import { packCheckpoint, type PackOptions } from './pack.ts'

const checkpoint = fileURLToPath(new URL('../../../../../test/golden/model', import.meta.url))
const MATRIX = 'transformer_blocks.2.img_mlp.net.2.weight'
const PART = 'transformer-block-02'
let folder: string
let plain: PackedModel

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-pack-sources-'))
  plain = await pack('plain', {})
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function pack(name: string, options: Partial<PackOptions>): Promise<PackedModel> {
  return packCheckpoint(checkpoint, join(folder, name), { precision: 'float32', ...options })
}

/** A packed matrix as rows again. */
async function rowsOf(model: PackedModel, name: string): Promise<{ rows: number[]; inputs: number }> {
  const { file, tensors } = model.part(PART)
  const { data, dims } = tensors[name]
  const [inputs, outputs] = dims
  const bytes = await readFile(join(model.folder, file))
  const values = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + data.offset, bytes.byteOffset + data.offset + data.length),
  )
  return {
    inputs,
    rows: Array.from({ length: inputs * outputs }, (_, i) => values[(i % inputs) * outputs + Math.floor(i / inputs)]),
  }
}

const hashes = ({ parts }: PackManifest) => Object.fromEntries(parts.map(({ id, sha256 }) => [id, sha256]))

describe('a transformer from GGUF', () => {
  /** The checkpoint's transformer; one matrix in blocks of 8 bits, whose values are given back. */
  async function write(path: string): Promise<number[]> {
    const source = join(checkpoint, 'transformer/diffusion_pytorch_model.safetensors')
    const { tensors } = await openSafetensors(source)
    const bytes = await readFile(source)
    const entries = tensors.map(({ name, dims, start, length }) => {
      return [name, { dims, type: 1, bytes: bytes.subarray(start, start + length) }] as [string, GgufTensor]
    })
    const all = Object.fromEntries(entries)
    const count = all[MATRIX].dims.reduce((product, dim) => product * dim, 1)
    const q = Int8Array.from({ length: count }, (_, i) => ((i * 37) % 255) - 127)
    const blocks = new Uint8Array((count / 32) * 34)
    for (let block = 0; block < count / 32; block++) {
      // 2⁻⁹ as binary16.
      blocks.set([0, (15 - 9) << 2], block * 34)
      blocks.set(new Uint8Array(q.buffer, block * 32, 32), block * 34 + 2)
    }
    await writeGguf(path, { ...all, [MATRIX]: { dims: all[MATRIX].dims, type: 8, bytes: blocks } })
    return Array.from(q, (value) => value * 2 ** -9)
  }

  it("takes the place of the checkpoint's", async () => {
    const gguf = join(folder, 'model-Q8_0.gguf')
    const expected = await write(gguf)
    const model = await pack('gguf', { gguf })
    expect((await rowsOf(model, MATRIX)).rows).toEqual(expected)
    expect(model.manifest.source.map(({ path }) => path)).toContain('model-Q8_0.gguf')
    expect(model.manifest.source.map(({ path }) => path).some((path) => path.startsWith('transformer'))).toBe(false)
    const { [PART]: changed, ...others } = hashes(model.manifest)
    expect(hashes(plain.manifest)).toMatchObject(others)
    expect(changed).not.toBe(hashes(plain.manifest)[PART])
  })
})

describe('a LoRA', () => {
  const RANK = 3
  const names = ['lora_A', 'lora_B'].map((name) => `transformer.${MATRIX.replace('.weight', '')}.${name}.weight`)
  const waves = (count: number, seed: number) =>
    Float32Array.from({ length: count }, (_, i) => Math.sin(i * 0.7 + seed))

  it('is merged into what it is for, recorded, and gives the engine its steps', async () => {
    const { rows, inputs } = await rowsOf(plain, MATRIX)
    const outputs = rows.length / inputs
    const [down, up] = [waves(RANK * inputs, 1), waves(outputs * RANK, 2)]
    const path = join(folder, 'layered-4steps.safetensors')
    await writeSafetensors(path, {
      [names[0]]: { dims: [RANK, inputs], data: down },
      [names[1]]: { dims: [outputs, RANK], data: up },
    })
    const model = await pack('lora', { lora: { path, scale: 0.5 } })
    const merged = (await rowsOf(model, MATRIX)).rows
    rows.forEach((value, i) => {
      let product = 0
      for (let k = 0; k < RANK; k++) product += up[Math.floor(i / inputs) * RANK + k] * down[k * inputs + (i % inputs)]
      expect(merged[i]).toBeCloseTo(value + 0.5 * product, 5)
    })
    const { [PART]: changed, ...others } = hashes(model.manifest)
    expect(hashes(plain.manifest)).toMatchObject(others)
    expect(changed).not.toBe(hashes(plain.manifest)[PART])

    const { lora } = model.manifest
    expect(lora).toMatchObject({ path: 'layered-4steps.safetensors', scale: 0.5, steps: 4, matrices: 1 })
    expect(lora?.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(pipelineOptions({ layers: 'auto' }, lora?.steps)).toMatchObject({ steps: 4, guidanceScale: 1 })
    const asked = { layers: 'auto', diffusion: { steps: 9, guidance: 2 } } as const
    expect(pipelineOptions(asked, lora?.steps)).toMatchObject({ steps: 9, guidanceScale: 2 })

    // Another scale is another packing; other steps are only said otherwise.
    const again = await pack('lora', { lora: { path, scale: 0.5, steps: 6 } })
    expect(hashes(again.manifest)).toEqual(hashes(model.manifest))
    expect(again.manifest.lora?.steps).toBe(6)
    const less = await pack('lora', { lora: { path, scale: 0.25 } })
    expect(hashes(less.manifest)[PART]).not.toBe(changed)
  })

  it('changes nothing of the steps of a model without one', () => {
    const { steps, guidanceScale } = pipelineDefaults
    expect(pipelineOptions({ layers: 'auto' }, plain.manifest.lora?.steps)).toMatchObject({ steps, guidanceScale })
  })
})

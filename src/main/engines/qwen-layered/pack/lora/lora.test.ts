import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSafetensors } from '../../checkpoint/safetensors.ts'
import { writeSafetensors, type FloatTensor } from '../../checkpoint/weights.fixture.ts'
import type { WeightNeed } from '../../graphs/weights.ts'
import { FileReader } from '../tensor-reader.ts'
import { openLora, stepsInName } from './lora-file.ts'
import { MergingReader } from './merging-reader.ts'

const OUTPUTS = 7
const INPUTS = 5
const RANK = 2
const MODULE = 'transformer_blocks.1.attn.to_out.0'
const FLAT = 'transformer_blocks_1_attn_to_out_0'
const matrix = (name: string): WeightNeed => ({ name, dims: [OUTPUTS, INPUTS], use: 'linear', precise: false })
const needs: WeightNeed[] = [
  matrix(`${MODULE}.weight`),
  matrix('proj_out.weight'),
  { name: `${MODULE}.bias`, dims: [OUTPUTS], use: 'plain', precise: true },
]

const waves = (dims: number[], seed: number): FloatTensor => ({
  dims,
  data: Float32Array.from({ length: dims.reduce((all, dim) => all * dim, 1) }, (_, i) => Math.sin(i * 1.7 + seed)),
})
const weight = waves([OUTPUTS, INPUTS], 1)
const up = waves([OUTPUTS, RANK], 2)
const down = waves([RANK, INPUTS], 3)
const number = (value: number): FloatTensor => ({ dims: [], data: Float32Array.of(value) })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-lora-'))
  await writeSafetensors(join(folder, 'base.safetensors'), {
    [`${MODULE}.weight`]: weight,
    'proj_out.weight': weight,
  })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The matrix with so much of up · down, exactly. */
function added(factor: number): number[] {
  return Array.from(weight.data, (value, i) => {
    const row = Math.floor(i / INPUTS)
    let product = 0
    for (let k = 0; k < RANK; k++) product += up.data[row * RANK + k] * down.data[k * INPUTS + (i % INPUTS)]
    return value + factor * product
  })
}

async function merged(tensors: Record<string, FloatTensor>, scale = 1, metadata?: Record<string, string>) {
  const path = join(folder, 'lora.safetensors')
  await writeSafetensors(path, tensors, metadata)
  return mergedFrom(path, scale)
}

/** Both matrices, the first one read in two pieces. */
async function mergedFrom(path: string, scale: number): Promise<{ changed: number[]; other: number[] }> {
  const lora = await openLora(path, needs)
  const base = await openSafetensors(join(folder, 'base.safetensors'))
  const reader = await MergingReader.open(new FileReader(), lora, scale, folder)
  try {
    const [first, second] = base.tensors
    const changed = [...(await reader.read(first, 0, 4, INPUTS)), ...(await reader.read(first, 4, 3, INPUTS))]
    return { changed, other: [...(await reader.read(second, 0, OUTPUTS, INPUTS))] }
  } finally {
    await reader.close()
  }
}

function expectClose(values: readonly number[], expected: readonly number[]): void {
  expect(values).toHaveLength(expected.length)
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6))
}

describe('a LoRA', () => {
  it.each([
    ['PEFT', `${MODULE}.lora_A.weight`, `${MODULE}.lora_B.weight`],
    [
      'PEFT, an adapter',
      `base_model.model.${MODULE}.lora_A.default.weight`,
      `base_model.model.${MODULE}.lora_B.default.weight`,
    ],
    ['diffusers', `transformer.${MODULE}.lora_A.weight`, `transformer.${MODULE}.lora_B.weight`],
    ['older diffusers', `transformer.${MODULE}.lora.down.weight`, `transformer.${MODULE}.lora.up.weight`],
    ['ComfyUI', `diffusion_model.${MODULE}.lora_down.weight`, `diffusion_model.${MODULE}.lora_up.weight`],
    ['kohya', `lora_unet_${FLAT}.lora_down.weight`, `lora_unet_${FLAT}.lora_up.weight`],
  ])('as %s names it is added to its matrix, and to no other', async (_, downName, upName) => {
    const { changed, other } = await merged({ [downName]: down, [upName]: up }, 0.75)
    expectClose(changed, added(0.75))
    expect(other).toEqual([...weight.data])
    expect((await readdir(folder)).sort()).toEqual(['base.safetensors', 'lora.safetensors'])
  })

  it('is scaled by alpha over its rank', async () => {
    const names = { [`lora_unet_${FLAT}.lora_down.weight`]: down, [`lora_unet_${FLAT}.lora_up.weight`]: up }
    const { changed } = await merged({ ...names, [`lora_unet_${FLAT}.alpha`]: number(0.5) }, 2)
    expectClose(changed, added((2 * 0.5) / RANK))
  })

  it('is scaled by what its file says of itself', async () => {
    const names = { [`transformer.${MODULE}.lora_A.weight`]: down, [`transformer.${MODULE}.lora_B.weight`]: up }
    const config = {
      'transformer.r': RANK,
      'transformer.lora_alpha': 9,
      'transformer.alpha_pattern': { 'to_out.0': 3 },
    }
    const { changed } = await merged(names, 1, { lora_adapter_metadata: JSON.stringify(config) })
    expectClose(changed, added(3 / RANK))
  })

  it('is scaled by the configuration beside it', async () => {
    const path = join(folder, 'adapter_model.safetensors')
    const start = `base_model.model.${MODULE}`
    await writeSafetensors(path, { [`${start}.lora_A.weight`]: down, [`${start}.lora_B.weight`]: up })
    await writeFile(join(folder, 'adapter_config.json'), JSON.stringify({ r: RANK, lora_alpha: 6, use_rslora: true }))
    expectClose((await mergedFrom(path, 1)).changed, added(6 / Math.sqrt(RANK)))
  })

  const pair = { [`${MODULE}.lora_A.weight`]: down, [`${MODULE}.lora_B.weight`]: up }
  it.each([
    ['is for something else', { 'text_encoder.layers.0.lora_A.weight': down }, /text_encoder\.layers\.0/],
    ['is no LoRA', { [`${MODULE}.weight`]: weight }, /which is no LoRA/],
    ['is a DoRA', { ...pair, [`${MODULE}.lora_magnitude_vector.weight`]: down }, /magnitude/],
    ['has biases', { ...pair, [`${MODULE}.lora_B.bias`]: number(1) }, /bias/],
    ['has one matrix of two', { [`${MODULE}.lora_A.weight`]: down }, /only one of the two/],
    ['says the same twice', { ...pair, [`transformer.${MODULE}.lora_A.weight`]: down }, /twice/],
    ['has other sizes', { ...pair, [`${MODULE}.lora_B.weight`]: waves([OUTPUTS, 3], 1) }, /which is 7 x 5/],
    ['is empty', {}, /changes nothing/],
  ])('is refused when it %s', async (_, tensors, message) => {
    await expect(merged(tensors)).rejects.toMatchObject({
      code: 'MODEL_UNSUPPORTED',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/LoRA/),
    })
  })

  it('is refused when its values are no numbers', async () => {
    const broken = { dims: down.dims, data: down.data.map(() => NaN) }
    await expect(merged({ ...pair, [`${MODULE}.lora_A.weight`]: broken })).rejects.toMatchObject({
      code: 'MODEL_DAMAGED',
      message: expect.stringMatching(/lora_A/),
    })
  })

  it('says in its name for how many steps it is', () => {
    expect(stepsInName('/models/Qwen-Image-Lightning-8steps-V1.0.safetensors')).toBe(8)
    expect(stepsInName('layered_4-step.safetensors')).toBe(4)
    expect(stepsInName('style-step2000.safetensors')).toBeUndefined()
    expect(stepsInName('style-2012steps.safetensors')).toBeUndefined()
    expect(stepsInName('epoch_10_step_200.safetensors')).toBeUndefined()
  })
})

import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packFailure } from './failure.ts'
import { openPackedModel } from './manifest.ts'
import { packCheckpoint, type PackProgress } from './pack.ts'
import { checkSpace } from './space.ts'

const golden = fileURLToPath(new URL('../../../../../test/golden/model', import.meta.url))
let folder: string
let checkpoint: string
let target: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-pack-'))
  checkpoint = join(folder, 'checkpoint')
  target = join(folder, 'packed')
  await cp(golden, checkpoint, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const pack = () => packCheckpoint(checkpoint, target, { precision: 'int4' })
const shard = () => join(checkpoint, 'text_encoder', 'model-00002-of-00007.safetensors')
const transformer = () => join(checkpoint, 'transformer', 'diffusion_pytorch_model.safetensors')

const tokenizers = () => ['tokenizer', 'processor'].map((folder) => join(checkpoint, folder, 'tokenizer.json'))

/** Changes JSON in place. */
async function edit(path: string, change: (value: Record<string, unknown>) => void): Promise<void> {
  const value = JSON.parse(await readFile(join(checkpoint, path), 'utf8')) as Record<string, unknown>
  change(value)
  await writeFile(join(checkpoint, path), JSON.stringify(value))
}

/** Overwrites the first value of a tensor of 16-bit floats with these bits. */
async function poison(path: string, name: string, bits: number): Promise<void> {
  const bytes = await readFile(path)
  const length = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, { data_offsets: number[] }>
  bytes.writeUInt16LE(bits, 8 + length + header[name].data_offsets[0])
  await writeFile(path, bytes)
}

describe('packing', () => {
  it('gives a model with the hashes of its source, all parts and the configuration', async () => {
    const seen: PackProgress[] = []
    const onProgress = (progress: PackProgress) => void seen.push(progress)
    const { manifest } = await packCheckpoint(checkpoint, target, { precision: 'int4', onProgress })
    expect(manifest.source.map(({ path }) => path)).toContain('transformer/diffusion_pytorch_model.safetensors')
    expect(manifest.source.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true)
    expect(manifest.parts).toHaveLength(17)
    expect(seen.at(-1)).toMatchObject({ bytes: seen[0].total })
    const linear = manifest.parts.find(({ id }) => id === 'transformer-block-00')?.tensors[
      'transformer_blocks.0.attn.to_q.weight'
    ]
    expect(linear).toMatchObject({ layout: 'int4', type: 'uint8' })
    expect(linear?.error).toBeGreaterThan(0.01)
    expect(linear?.error).toBeLessThan(0.2)
  })

  it('goes on with the part it was at', async () => {
    const controller = new AbortController()
    const onProgress = ({ detail }: PackProgress) => detail === 'transformer-block-01' && controller.abort()
    const options = { precision: 'int4', signal: controller.signal, onProgress } as const
    await expect(packCheckpoint(checkpoint, target, options)).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(openPackedModel(target)).rejects.toMatchObject({ code: 'MODEL_MISSING' })
    expect((await readdir(target)).some((name) => name.endsWith('.partial'))).toBe(false)

    const first = join(target, 'transformer-block-00.data')
    await utimes(first, 1, 1)
    await pack()
    expect((await stat(first)).mtimeMs).toBe(1000)
    await expect(openPackedModel(target)).resolves.toMatchObject({ folder: target })
  })

  it('begins anew when the checkpoint has changed', async () => {
    await pack()
    const file = join(target, 'transformer-block-00.data')
    await utimes(file, 1, 1)
    await utimes(transformer(), 2, 2)
    await pack()
    expect((await stat(file)).mtimeMs).not.toBe(1000)
  })
})

describe('a bad checkpoint', () => {
  it.each([
    ['a shard is missing', () => rm(shard()), 'MODEL_MISSING', /model-00002-of-00007/],
    ['a shard is cut off', () => truncate(shard(), 50_000), 'MODEL_DAMAGED', /cut off/],
    ['a weight is NaN', () => poison(transformer(), 'img_in.weight', 0x7e00), 'MODEL_DAMAGED', /img_in\.weight.*NaN/],
    ['a weight is infinite', () => poison(transformer(), 'proj_out.bias', 0x7c00), 'MODEL_DAMAGED', /proj_out\.bias/],
    [
      'a shape is wrong',
      () => edit('transformer/config.json', (config) => (config.num_attention_heads = 3)),
      'MODEL_DAMAGED',
      /has the shape 40 x 256 in place of 30 x 256/,
    ],
    [
      'a weight is not there',
      () => edit('transformer/config.json', (config) => (config.num_layers = 5)),
      'MODEL_DAMAGED',
      /no weight transformer_blocks\.4/,
    ],
    [
      'a value is not known',
      () => edit('scheduler/scheduler_config.json', (config) => (config.time_shift_type = 'cubic')),
      'MODEL_UNSUPPORTED',
      /time_shift_type/,
    ],
    [
      'something is not implemented',
      () => edit('transformer/config.json', (config) => (config.guidance_embeds = true)),
      'MODEL_UNSUPPORTED',
      /guidance_embeds/,
    ],
    [
      'a field is missing',
      () => edit('vae/config.json', (config) => delete config.z_dim),
      'MODEL_UNSUPPORTED',
      /vae\/config\.json, z_dim/,
    ],
    ['a file is missing', () => rm(join(checkpoint, 'vae/config.json')), 'MODEL_MISSING', /vae\/config\.json/],
    [
      'it is of another pipeline',
      () => edit('model_index.json', (config) => (config._class_name = 'QwenImageEditPipeline')),
      'MODEL_UNSUPPORTED',
      /model_index\.json, _class_name/,
    ],
    [
      'captions are not greedy',
      () => edit('text_encoder/generation_config.json', (config) => (config.no_repeat_ngram_size = 3)),
      'MODEL_UNSUPPORTED',
      /no_repeat_ngram_size/,
    ],
    [
      'parts do not fit',
      () =>
        edit('vae/config.json', (config) => Object.assign(config, { z_dim: 1, latents_mean: [0], latents_std: [1] })),
      'MODEL_UNSUPPORTED',
      /z_dim of the VAE/,
    ],
    [
      'the tokenizer is of another model',
      () => edit('text_encoder/config.json', (config) => (config.image_token_id = 1)),
      'MODEL_UNSUPPORTED',
      /tokenizer/,
    ],
    ['there is no tokenizer', () => Promise.all(tokenizers().map((path) => rm(path))), 'MODEL_MISSING', /no tokenizer/],
    [
      'a file is no JSON',
      () => writeFile(join(checkpoint, 'vae/config.json'), '{'),
      'MODEL_DAMAGED',
      /vae\/config\.json/,
    ],
  ])('is refused when %s', async (_, spoil, code, message) => {
    await spoil()
    await expect(pack()).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
    })
  })
})

describe('a bad place', () => {
  it('is refused when there is not room enough, before anything is written', async () => {
    await expect(checkSpace(folder, Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringMatching(/Packing needs .* GiB in .* are free/),
      hint: expect.stringMatching(/fewer bits/),
    })
  })

  it('is refused when it is no folder', async () => {
    await writeFile(target, 'A file.')
    await expect(pack()).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE', hint: expect.stringMatching(/folder/) })
  })

  it.each([
    ['ENOSPC', 'DISK_FULL', /goes on/],
    ['EROFS', 'OUTPUT_NOT_WRITABLE', /folder/],
    ['EIO', 'ENGINE_FAILED', /once more/],
  ])('is known by the error of the system: %s', (code, expected, hint) => {
    const error = Object.assign(new Error('The system said no.'), { code })
    expect(packFailure(error, target)).toMatchObject({ code: expected, hint: expect.stringMatching(hint) })
  })

  it('is known when memory ends', () => {
    const error = new RangeError('Array buffer allocation failed')
    expect(packFailure(error, target)).toMatchObject({ code: 'OUT_OF_MEMORY', hint: expect.stringMatching(/goes on/) })
  })
})

describe('a packed model', () => {
  it('is refused when a part is cut off or gone', async () => {
    await pack()
    await truncate(join(target, 'vision.data'), 1000)
    await expect(openPackedModel(target)).rejects.toMatchObject({
      code: 'MODEL_DAMAGED',
      message: expect.stringMatching(/vision\.data/),
    })
    await rm(join(target, 'vision.data'))
    await expect(openPackedModel(target)).rejects.toMatchObject({
      code: 'MODEL_DAMAGED',
      message: expect.stringMatching(/not there/),
    })
    // Packing again repairs it.
    await pack()
    await expect(openPackedModel(target)).resolves.toMatchObject({ folder: target })
  })
})

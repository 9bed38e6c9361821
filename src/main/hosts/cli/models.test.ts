import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { etagOf, noise, stallAfter } from '../../../../test/support/file-server.ts'
import { sha256Of, startHub, type TestHub } from '../../../../test/support/hub.ts'
import { openServices, type Services } from '../../services/services.ts'
import { eventsOf, runCli, type RunOptions } from './cli.fixture.ts'

const weights = noise(150_000)

let folder: string
let hub: TestHub
let services: Services
const run = (args: string[], options: RunOptions = {}) =>
  runCli(['models', ...args], { services: () => ({ ...services, close: async () => {} }), ...options })

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-cli-models-'))
  hub = await startHub('owner/model', { 'model.onnx': weights })
  const model = {
    id: 'tiny',
    title: 'Tiny',
    purpose: 'Tests.',
    embedded: false,
    licence: { code: 'MIT', weights: 'MIT', commercialUse: 'unclear' as const, sentence: 'Ask.' },
    link: 'https://example.org/',
    source: {
      kind: 'hub' as const,
      repository: 'owner/model',
      revision: 'main',
      files: { 'tiny.onnx': 'model.onnx' },
    },
    graph: 'tiny.onnx',
    files: [{ name: 'tiny.onnx', size: weights.length, sha256: sha256Of(weights) }],
    needs: { memoryBytes: 1000, providers: ['cpu' as const] },
  }
  services = openServices({
    modelsFolder: path.join(folder, 'models'),
    modelStore: { catalogue: { models: [model] }, environment: { HOME: folder } },
  })
})
afterEach(async () => {
  await services.close()
  await hub.close()
  await rm(folder, { recursive: true, force: true })
})

describe('lamina models', () => {
  it('adds, verifies and removes', async () => {
    const added = await run(['add', 'tiny', '--mirror', hub.url])
    expect(added).toMatchObject({ code: 0, stderr: 'tiny: weights MIT; commercial use: unclear. Ask.\n' })
    expect(added.stdout).toBe(`tiny: ready, 150 kB in ${path.join(folder, 'models', 'tiny')}\n`)
    expect(await run(['verify'])).toMatchObject({ code: 0, stdout: 'tiny  ready  150 kB\n' })

    await writeFile(path.join(folder, 'models', 'tiny', 'tiny.onnx'), noise(150_000, 2))
    expect(await run(['verify', 'tiny'])).toMatchObject({ code: 3, stdout: 'tiny  damaged  150 kB\n' })
    expect(await run(['remove', 'tiny'])).toMatchObject({ code: 0, stdout: 'tiny: deleted\n' })
    expect(await run(['remove', 'tiny'])).toMatchObject({ code: 0, stdout: 'tiny: was not there\n' })
    expect((await run(['verify'])).code).toBe(0)
    expect((await run(['verify', 'tiny'])).code).toBe(3)
  })

  it('tells in JSON how the bytes come', async () => {
    const events = eventsOf(await run(['add', 'tiny', '--mirror', hub.url, '--json']))
    expect(events[0]).toEqual({ event: 'started', model: 'tiny' })
    const transfers = events.filter(({ event }) => event === 'transfer')
    expect(transfers.at(-1)).toMatchObject({ model: 'tiny', bytes: 150_000, total: 150_000, secondsLeft: 0 })
    expect(events.at(-1)).toMatchObject({ event: 'done', model: 'tiny', state: 'ready', bytes: 150_000 })
  })

  it('keeps what came when Ctrl-C is pressed', async () => {
    hub.misbehaviours.push(stallAfter(weights, 100_000, etagOf(weights)))
    const stopped = await run(['add', 'tiny', '--mirror', hub.url, '--json'], {
      onOutput: (text, interrupt) => text.includes('"bytes":100000') && interrupt(),
    })
    expect(stopped.code).toBe(130)
    expect(stopped.stderr).toMatch(/cancelled: tiny is kept as far as it came/)
    expect((await run(['add', 'tiny', '--mirror', hub.url])).code).toBe(0)
    expect(hub.requests.at(-1)?.range).toBe('bytes=100000-')
  })

  it('moves all of them', async () => {
    await run(['add', 'tiny', '--mirror', hub.url])
    const to = path.join(folder, 'elsewhere')
    const moved = await run(['move', to])
    expect(moved).toMatchObject({ code: 0, stdout: `The models are in ${to}\n` })
    expect(await run(['verify', 'tiny'])).toMatchObject({ code: 0, stdout: 'tiny  ready  150 kB\n' })
    expect((await run(['move', to])).stderr).toMatch(/^error OUTPUT_NOT_WRITABLE/)
  })

  it('packs only what has to be packed', async () => {
    const packed = await runCli(['pack', 'tiny'], { services: () => ({ ...services, close: async () => {} }) })
    expect(packed).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^error USAGE: Model tiny runs as it comes/),
    })
    const unknown = await runCli(['pack', 'other'], { services: () => ({ ...services, close: async () => {} }) })
    expect(unknown.stderr).toMatch(/^error MODEL_MISSING/)
    expect((await run(['add', 'tiny', '--keep-packed'])).code).toBe(2)
  })

  it('imports files', async () => {
    await writeFile(path.join(folder, 'copy.bin'), weights)
    expect((await run(['import', 'tiny', path.join(folder, 'copy.bin')])).code).toBe(0)
    expect((await services.modelManager.list())[0].state).toBe('ready')
  })

  it.each([
    ['a model that is not in the catalogue', ['add', 'other'], 'MODEL_MISSING'],
    ['a mirror that is none', ['add', 'tiny', '--mirror', 'ftp://a'], 'MODEL_DOWNLOAD_FAILED'],
    ['a file that is not there', ['import', 'tiny', '/nowhere'], 'FILE_NOT_FOUND'],
  ])('refuses %s', async (_what, args, code) => {
    const result = await run(args)
    expect(result.code).toBe(3)
    expect(result.stderr).toContain(`error ${code}: `)
  })
})

it('a job that adds a model can be paused and resumed', async () => {
  hub.misbehaviours.push(stallAfter(weights, 60_000, etagOf(weights)))
  let bytes = 0
  let pauses = 0
  const job = services.modelManager.add('tiny', {
    mirror: hub.url,
    onTransfer: (progress) => {
      bytes = progress.bytes
      if (bytes === 60_000 && pauses++ === 0) job.pause()
    },
  })
  await expect.poll(() => pauses).toBe(1)
  job.resume()
  expect(await job.outcome).toMatchObject({ status: 'done', result: { state: 'ready' } })
  expect(hub.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=60000-'])

  const cancelled = services.modelManager.add('tiny', { mirror: hub.url })
  cancelled.pause()
  cancelled.cancel()
  expect(await cancelled.outcome).toEqual({ status: 'cancelled' })
})

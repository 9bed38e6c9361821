/** Work on models over the contract, with a hub on loopback. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerWith, etagOf, noise, stallAfter, startFileServer } from '../../../../test/support/file-server.ts'
import { sha256Of, startHub, type TestHub } from '../../../../test/support/hub.ts'
import type { EventData, ModelSummary } from '../../../shared/contract/api.ts'
import { fakeEngines } from '../fake-engines.fixture.ts'
import { openTestEditor, type TestEditor, type TestWindow } from './editor.fixture.ts'
import { shownPath } from './shown-path.ts'

const weights = noise(150_000)

let top: string
let hub: TestHub
let test: TestEditor
let window: TestWindow

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), 'lamina-desk-'))
  hub = await startHub('owner/model', { 'model.onnx': weights })
  const model = {
    id: 'tiny',
    title: 'Tiny',
    purpose: 'Tests.',
    embedded: false,
    licence: { code: 'MIT', weights: 'MIT', commercialUse: 'unclear' as const, sentence: 'Ask.' },
    link: 'https://example.org/',
    source: { kind: 'hub' as const, repository: 'owner/model', revision: 'main', files: { 'tiny.onnx': 'model.onnx' } },
    graph: 'tiny.onnx',
    files: [{ name: 'tiny.onnx', size: weights.length, sha256: sha256Of(weights) }],
    needs: { memoryBytes: 1000, providers: ['cpu' as const] },
  }
  test = await openTestEditor(path.join(top, 'editor'), {
    engines: fakeEngines,
    modelsFolder: path.join(top, 'models'),
    modelStore: {
      catalogue: { models: [model] },
      environment: { HOME: top },
      downloads: { retry: { tries: 1, firstWaitMilliseconds: 1, longestWaitMilliseconds: 100 } },
    },
  })
  window = test.open()
  await window.client.call('preferences.set', { patch: { downloads: { mirror: hub.url, proxy: '' } } })
})
afterEach(async () => {
  await test.close()
  await hub.close()
  await rm(top, { recursive: true, force: true })
})

const tiny = async (of = window): Promise<ModelSummary> => (await of.client.call('models.list', {}))[0]
const activities = async () => (await window.client.call('models.activity', {})).activities
const settled = () => expect.poll(activities).toEqual([])
const download = () => window.client.call('models.download', { model: 'tiny' })

describe('a download', () => {
  it('is told to every window, pauses, and goes on where it was', async () => {
    const other = test.open()
    hub.misbehaviours.push(stallAfter(weights, 60_000, etagOf(weights)))
    await download()
    await expect
      .poll(activities)
      .toMatchObject([{ model: 'tiny', kind: 'download', paused: false, bytes: 60_000, total: 150_000 }])
    await expect(download()).rejects.toMatchObject({ code: 'MODEL_BUSY' })
    await expect(window.client.call('models.remove', { model: 'tiny' })).rejects.toMatchObject({ code: 'MODEL_BUSY' })
    expect(await window.client.call('models.pause', { model: 'tiny' })).toEqual({ found: true })
    expect(await activities()).toMatchObject([{ paused: true, bytes: 60_000 }])
    // The window that began it is gone; the others see it.
    await window.session.close()
    window = other
    await download()
    await settled()
    expect(await tiny()).toMatchObject({ state: 'ready', begun: 0, problem: null })
    expect(hub.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=60000-'])
    const told = other.told.filter(({ event }) => event === 'models.activity')
    expect(told.some(({ data }) => (data as EventData<'models.activity'>).activities[0]?.paused)).toBe(true)
    expect(other.told.some(({ event }) => event === 'models.changed')).toBe(true)
  })

  it('that is cancelled keeps what came, and says how much', async () => {
    hub.misbehaviours.push(stallAfter(weights, 60_000, etagOf(weights)))
    await download()
    await expect.poll(activities).toMatchObject([{ bytes: 60_000 }])
    expect(await window.client.call('models.cancel', { model: 'tiny' })).toEqual({ found: true })
    await settled()
    expect(await tiny()).toMatchObject({ state: 'missing', begun: 60_000, problem: null })
    expect(await window.client.call('models.pause', { model: 'tiny' })).toEqual({ found: false })
    await window.client.call('models.remove', { model: 'tiny' })
    expect(await tiny()).toMatchObject({ begun: 0 })
  })

  it('that failed leaves its error with the model until the next try', async () => {
    hub.misbehaviours.push(answerWith(401))
    await download()
    await settled()
    expect((await tiny(test.open())).problem).toMatchObject({
      code: 'MODEL_ACCESS_DENIED',
      hint: expect.stringMatching(/token/),
    })
    await window.client.call('models.setToken', { token: ' hf_secret ' })
    expect(await window.client.call('models.storage', {})).toMatchObject({ token: 'session', keepsToken: false })
    await download()
    await settled()
    expect(await tiny()).toMatchObject({ state: 'ready', problem: null })
    expect(hub.requests.at(-1)?.authorization).toBe('Bearer hf_secret')
    await window.client.call('models.setToken', { token: null })
    expect(await window.client.call('models.storage', {})).toMatchObject({ token: 'none' })
  })

  it('goes through the proxy of the preferences', async () => {
    const proxy = await startFileServer()
    proxy.misbehaviours.push((request, response) => {
      expect(request.url).toBe('http://hub.example/owner/model/resolve/main/model.onnx')
      response.end(weights)
      return true
    })
    const downloads = { mirror: 'http://hub.example', proxy: proxy.url }
    await window.client.call('preferences.set', { patch: { downloads } })
    await download()
    await settled()
    expect(await tiny()).toMatchObject({ state: 'ready' })
    await proxy.close()
  })

  it('of a model that nobody knows is refused', async () => {
    const asked = window.client.call('models.download', { model: 'other' })
    await expect(asked).rejects.toMatchObject({ code: 'MODEL_MISSING', hint: expect.stringContaining('tiny') })
  })
})

describe('copies', () => {
  const upload = (content: Buffer) =>
    test.editor.transfers.receive(
      'copy.bin',
      (async function* () {
        yield new Uint8Array(content)
      })(),
      2 ** 30,
    )

  it('are imported from uploads, verified, and removed', async () => {
    const uploads = [await upload(weights)]
    const from = { kind: 'uploads' as const, uploads }
    expect(await window.client.call('models.import', { model: 'tiny', from })).toEqual({ begun: true })
    await settled()
    expect(await tiny()).toMatchObject({ state: 'ready' })
    expect(() => test.editor.transfers.upload(uploads[0])).toThrow('no longer there')

    const file = path.join(top, 'models', 'tiny', 'tiny.onnx')
    const bytes = await readFile(file)
    bytes[5] ^= 1
    await writeFile(file, bytes)
    await window.client.call('models.verify', { model: 'tiny' })
    await settled()
    expect(await tiny()).toMatchObject({ state: 'damaged' })
    await window.client.call('models.remove', { model: 'tiny' })
    expect(await tiny()).toMatchObject({ state: 'missing', folder: null })
  })

  it('that are another file are refused; dialogs are the desktop’s', async () => {
    const from = { kind: 'uploads' as const, uploads: [await upload(noise(150_000, 4))] }
    await window.client.call('models.import', { model: 'tiny', from })
    await settled()
    expect(await tiny()).toMatchObject({ state: 'missing', problem: { code: 'MODEL_DAMAGED' } })
    await expect(
      window.client.call('models.import', { model: 'tiny', from: { kind: 'dialog' } }),
    ).rejects.toMatchObject({ code: 'NOT_AVAILABLE', hint: expect.stringContaining('lamina models import tiny') })
    await expect(window.client.call('models.move', {})).rejects.toMatchObject({ code: 'NOT_AVAILABLE' })
  })
})

it('all models are moved to a folder that the person chooses, and nothing else goes on meanwhile', async () => {
  await download()
  await settled()
  const to = path.join(top, 'elsewhere')
  const desktop = test.open({ kind: 'electron', window: { chooseFolder: async () => to, notify() {} } as never })
  expect(await desktop.client.call('models.move', {})).toEqual({ begun: true })
  await settled()
  expect(await desktop.client.call('models.storage', {})).toMatchObject({
    folder: shownPath(to),
    problem: null,
    dialogs: true,
  })
  expect(await tiny()).toMatchObject({ state: 'ready', folder: shownPath(path.join(to, 'tiny')) })
  await desktop.client.call('models.move', {})
  await settled()
  expect((await desktop.client.call('models.storage', {})).problem).toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' })
})

it('stops at the end of the program and keeps what came', async () => {
  hub.misbehaviours.push(stallAfter(weights, 60_000, etagOf(weights)))
  await download()
  await expect.poll(activities).toMatchObject([{ bytes: 60_000 }])
  await test.services.close()
  expect((await readFile(path.join(top, 'models', 'tiny', 'tiny.onnx.part'))).length).toBe(60_000)
})

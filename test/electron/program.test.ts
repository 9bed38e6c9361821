/** Smoke tests of the built main and preload over a fake Electron. That the real one runs them is for test:electron to say. */
import { fork, type ChildProcess } from 'node:child_process'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ensureBuilt } from '../../scripts/building.ts'
import type { DocumentState, ModelSummary } from '../../src/shared/contract/api.ts'
import { renameLayer } from '../../src/shared/document/commands/properties.ts'
import type { Steps } from './program.ts'

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** The program in a process of its own. */
class Program {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  #count = 0

  constructor(home: string) {
    this.#child = fork(at('./program.ts'), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, LAMINA_HOME: home, LAMINA_MODELS: path.join(home, 'models'), HF_TOKEN: '' },
    })
    this.#child.on('message', ({ id, value, error }: { id: number; value: unknown; error?: string }) => {
      const entry = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) entry?.resolve(value)
      else entry?.reject(new Error(error))
    })
  }

  step<S extends keyof Steps>(step: S, given?: Parameters<Steps[S]>[0]): Promise<Awaited<ReturnType<Steps[S]>>> {
    const id = ++this.#count
    this.#child.send({ id, step, given })
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve: resolve as never, reject }))
  }

  async call(method: string, params: object = {}, window = 0): Promise<unknown> {
    const outcome = (await this.step('call', { method, params, window })) as { status: string; result: unknown }
    if (outcome.status !== 'done') throw new Error(JSON.stringify(outcome))
    return outcome.result
  }

  /** As a crash does. */
  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

let folder: string
let program: Program
const inFolder = (...names: string[]) => path.join(folder, ...names)

beforeAll(() => ensureBuilt('everything', () => {}))
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-electron-'))
  await cp(at('../../examples/summer-sale.png'), inFolder('poster.png'))
  program = new Program(inFolder('home'))
})
afterEach(async () => {
  program.kill()
  await rm(folder, { recursive: true, force: true })
})

async function windows() {
  return (await program.step('system')).windows
}

/** The program with the picture in its window. */
async function startWithPicture(): Promise<DocumentState> {
  await program.step('start', { args: [inFolder('poster.png')] })
  await expect.poll(async () => (await windows()).length).toBe(1)
  return (await program.call('document.open', { from: { kind: 'startup' } })) as DocumentState
}

async function rename({ document, records, revision }: DocumentState): Promise<void> {
  const diff = renameLayer(records, { id: 'layer-1', name: 'Sky' })
  await program.call('document.commit', { document, baseRevision: revision, diff })
}

describe('the built program', () => {
  it('opens one confined window with one frozen bridge, and the file it was started with', async () => {
    const state = await startWithPicture()
    expect(state).toMatchObject({ name: 'poster', revision: 0 })
    const facts = await program.step('system')
    expect(facts.schemes).toMatchObject([{ scheme: 'lamina', privileges: { standard: true, secure: true } }])
    expect(facts.recent).toEqual([inFolder('poster.png')])
    const [{ options, url, world, bridge, frozen, required }] = facts.windows
    expect(url).toBe('lamina://app/')
    expect(options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false })
    expect(world).toEqual(['lamina'])
    expect(bridge.sort()).toEqual(['adoptFile', 'onMessage', 'origin', 'send'])
    expect(frozen).toBe(true)
    expect(required).toEqual(['electron'])
    expect(await program.call('app.info')).toMatchObject({ host: 'electron', startup: null })
  })

  it('serves the page, pixels and nothing else under its own protocol', async () => {
    const { records } = await startWithPicture()
    const page = await program.step('fetch', { url: 'lamina://app/' })
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.body).toContain('<div id="root">')
    const layer = records['layer-1']
    const hash = layer.type === 'pixels' ? layer.asset : ''
    const pixels = await program.step('fetch', { url: `lamina://app/assets/${hash}` })
    expect(pixels).toMatchObject({ status: 200, headers: { 'x-lamina-width': '1080', 'x-lamina-type': 'rgba' } })
    expect(pixels.headers['content-encoding']).toBeUndefined()
    const sent = await program.step('fetch', { url: 'lamina://app/uploads?name=a.txt', method: 'POST', body: 'text' })
    expect(JSON.parse(sent.body)).toHaveProperty('upload')
    for (const url of ['lamina://other/', 'lamina://app/..%2f..%2fpackage.json', 'lamina://app/nothing.js']) {
      expect((await program.step('fetch', { url })).status).toBe(404)
    }
    const foreign = { origin: 'https://evil.example' }
    expect((await program.step('fetch', { url: `lamina://app/assets/${hash}`, headers: foreign })).status).toBe(403)
  })

  it('draws its title bar in the theme that the person chose, the next time too', async () => {
    await startWithPicture()
    await program.call('preferences.set', { patch: { theme: 'light' } })
    await expect.poll(async () => (await program.step('system')).theme).toBe('light')
    expect((await windows())[0].overlay).toMatchObject({ color: '#EDEDF0' })
    program.kill()
    program = new Program(inFolder('home'))
    await startWithPicture()
    expect((await program.step('system')).theme).toBe('light')
  })

  it('listens to its own page alone, and lets it go nowhere', async () => {
    await startWithPicture()
    for (const sender of [
      { url: 'https://evil.example/' },
      { url: 'lamina://application/' },
      { url: 'lamina://app/', parent: {} },
      { url: 'lamina://app/', foreign: true },
    ]) {
      expect(await program.step('forge', sender)).toEqual({ answered: false, refused: true })
    }
    expect(await program.step('navigate', { event: 'will-navigate', url: 'https://evil.example/' })).toBe(true)
    expect(await program.step('navigate', { event: 'will-navigate', url: 'lamina://app/' })).toBe(false)
    expect(await program.step('navigate', { event: 'will-attach-webview', url: '' })).toBe(true)
    expect(await program.step('openFromPage', { url: 'https://evil.example/' })).toEqual({ action: 'deny' })
    expect(await program.step('permission', { name: 'geolocation' })).toEqual({ granted: false, checked: false })
    expect(await program.step('permission', { name: 'clipboard-sanitized-write' })).toEqual({
      granted: true,
      checked: true,
    })
  })

  it('asks about unsaved changes; saves where it is told to, and stays when it is not', async () => {
    await rename(await startWithPicture())
    await program.step('answer', { messageBox: [2, 0, 0], save: [null, inFolder('saved.lproj')] })
    for (const messages of [1, 2]) {
      await program.step('close', {})
      await expect.poll(async () => (await program.step('system')).messages.length).toBe(messages)
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect((await windows()).length).toBe(1)
    }
    await program.step('close', {})
    await expect.poll(async () => (await windows()).length).toBe(0)
    expect((await program.step('system')).messages[0]).toEqual({
      message: 'Save changes to poster?',
      buttons: ['Save', "Don't save", 'Cancel'],
    })
    expect((await readFile(inFolder('saved.lproj'))).subarray(0, 15).toString()).toBe('SQLite format 3')
    await expect.poll(async () => (await program.step('system')).exitCode).toBe(0)
  })

  it('opens files that the system asks for: in the empty window, in a new one, or where they are', async () => {
    await program.step('start', { args: [] })
    await expect.poll(async () => (await windows()).length).toBe(1)
    await program.call('app.info')
    const asked = program.step('event', { name: 'app.openRequested' })
    expect(await program.step('emit', { event: 'open-file', args: [inFolder('poster.png')] })).toBe(true)
    expect(await asked).toEqual({ name: 'poster.png' })
    await program.call('document.open', { from: { kind: 'startup' } })
    const argv = ['electron', '.', '--allow-file-access', 'saved.lproj']
    await program.step('emit', { event: 'second-instance', args: [argv, folder] })
    await expect.poll(async () => (await windows()).length).toBe(2)
    await program.call('app.info', {}, 1)
    expect(await program.call('app.info', {}, 1)).toMatchObject({ startup: { name: 'saved.lproj' } })
  })

  it('gives its place to the instance that is running', async () => {
    await program.step('start', { args: [], secondInstance: true })
    expect((await windows()).length).toBe(0)
    expect((await program.step('system')).quitting).toBe(true)
  })

  it('takes dropped files by their place, and chosen ones from dialogs', async () => {
    await program.step('start', { args: [] })
    await expect.poll(async () => (await windows()).length).toBe(1)
    await program.call('app.info')
    const upload = await program.step('adopt', { path: inFolder('poster.png') })
    expect(upload).toEqual(expect.any(String))
    expect(await program.step('adopt', { path: '' })).toBeNull()
    expect(await program.call('document.open', { from: { kind: 'upload', upload } })).toMatchObject({ name: 'poster' })
    await program.step('answer', { open: [inFolder('poster.png')] })
    expect(await program.call('document.open', { from: { kind: 'dialog' } })).toMatchObject({ name: 'poster' })
    expect(await program.call('document.open', { from: { kind: 'dialog' } })).toBeNull()
  })

  it('keeps an access token encrypted, and tells it to no page', async () => {
    await program.step('start', { args: [] })
    await expect.poll(async () => (await windows()).length).toBe(1)
    expect(await program.call('models.storage')).toMatchObject({ token: 'none', keepsToken: true, dialogs: true })
    await program.call('models.setToken', { token: 'hf_secret' })
    expect(JSON.stringify(await program.call('models.storage'))).not.toContain('hf_secret')
    expect(await readFile(inFolder('home', 'secrets.json'), 'utf8')).not.toContain('hf_secret')
    program.kill()
    program = new Program(inFolder('home'))
    await program.step('start', { args: [] })
    await expect.poll(async () => (await windows()).length).toBe(1)
    expect(await program.call('models.storage')).toMatchObject({ token: 'kept' })
    await program.call('models.setToken', { token: null })
    expect(await program.call('models.storage')).toMatchObject({ token: 'none' })
  })

  it('asks for models to import, and for a folder to move them to', async () => {
    await program.step('start', { args: [] })
    await expect.poll(async () => (await windows()).length).toBe(1)
    for (const [method, params] of [
      ['models.import', { model: 'migan', from: { kind: 'dialog' } }],
      ['models.move', {}],
    ] as const) {
      expect(await program.call(method, params)).toEqual({ begun: false })
    }
    await program.step('answer', { open: [inFolder('nothing.onnx')] })
    expect(await program.call('models.import', { model: 'migan', from: { kind: 'dialog' } })).toEqual({ begun: true })
    await expect.poll(() => program.call('models.activity'), { timeout: 10_000 }).toEqual({ activities: [] })
    const models = (await program.call('models.list')) as ModelSummary[]
    expect(models.find(({ id }) => id === 'migan')?.problem).toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  it('keeps unsaved work over a reload and over a crash', async () => {
    const { document, ...state } = await startWithPicture()
    await rename({ document, ...state })
    await program.step('reload')
    await expect.poll(() => program.call('app.info')).toMatchObject({ recovery: [{ id: document }] })
    program.kill()
    program = new Program(inFolder('home'))
    await program.step('start', { args: [] })
    await expect.poll(async () => (await windows()).length).toBe(1)
    expect(await program.call('app.info')).toMatchObject({ recovery: [{ id: document, name: 'poster' }] })
    const recovered = await program.call('document.open', { from: { kind: 'recovery', id: document } })
    expect(recovered).toMatchObject({ records: { 'layer-1': { name: 'Sky' } } })
  })
})

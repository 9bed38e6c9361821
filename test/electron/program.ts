/** Runs in a process of its own: the built program over the fake Electron, and steps that a test asks for. */
import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createClient, type Client } from '../../src/shared/contract/rpc.ts'
import { bridgeTransport } from '../../src/shared/contract/transports/bridge.ts'
import { app, ipcMain, nativeTheme, permissions, system, type BrowserWindow } from './fake/electron.ts'
import type { FakeFile } from './fake/pages.ts'

const fake = new URL('./fake/electron.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fake, shortCircuit: true } : next(specifier, context),
})

const clients = new Map<BrowserWindow, Client>()

function clientOf(window: BrowserWindow): Client {
  const bridge = window.webContents.page?.bridge
  if (!bridge) throw new Error('The window has no page.')
  const client = clients.get(window) ?? createClient(bridgeTransport(bridge))
  clients.set(window, client)
  return client
}

/** Each is called with what the test sent, and its result goes back. */
const steps = {
  async start({ args, secondInstance = false }: { args: string[]; secondInstance?: boolean }) {
    system.secondInstance = secondInstance
    process.argv = ['electron', '.', ...args]
    await import(pathToFileURL(fileURLToPath(new URL('../../out/main/index.js', import.meta.url))).href)
  },
  async system() {
    const { schemes, recent, revealed, notifications, messages, exitCode, quitting, windows } = system
    return {
      schemes,
      recent,
      revealed,
      notifications,
      messages,
      exitCode,
      quitting,
      theme: nativeTheme.themeSource,
      windows: windows.map(({ options, title, edited, progress, overlay, url, webContents }) => ({
        options,
        title,
        edited,
        progress,
        overlay,
        url,
        world: Object.keys(webContents.page?.world ?? {}),
        bridge: Object.keys(webContents.page?.bridge ?? {}),
        frozen: Object.isFrozen(webContents.page?.bridge),
        required: webContents.page?.required,
      })),
    }
  },
  async call({ window = 0, method, params = {} }: { window?: number; method: string; params?: object }) {
    return clientOf(system.windows[window]).request(method as 'app.info', params as never)
  },
  /** The next event of that name. */
  async event({ window = 0, name }: { window?: number; name: string }) {
    return new Promise((resolve) => clientOf(system.windows[window]).on(name as 'menu.command', resolve))
  },
  async adopt({ path }: FakeFile) {
    return system.windows[0].webContents.page?.bridge.adoptFile({ path } as unknown as File)
  },
  async fetch({
    url,
    method = 'GET',
    headers = {},
    body,
  }: {
    url: string
    method?: string
    headers?: Record<string, string>
    body?: string
  }) {
    const response = await system.handlers.get('lamina')?.(new Request(url, { method, headers, body }))
    if (!response) throw new Error('There is no such protocol.')
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
  },
  /** IPC from a page that is not the window's own. */
  async forge({ url, parent = null, foreign = false }: { url: string; parent?: unknown; foreign?: boolean }) {
    const { webContents } = system.windows[0]
    let answered = false
    const send = webContents.send.bind(webContents)
    webContents.send = (channel, message) => {
      answered = true
      send(channel, message)
    }
    const event = { sender: foreign ? {} : webContents, senderFrame: { url, parent } }
    ipcMain.emit('lamina:message', event, { type: 'request', id: 1, method: 'app.info', params: {} })
    const adopting = async () => ipcMain.invoked.get('lamina:adopt')?.(event, '/etc/passwd')
    const refused = await adopting().then(
      () => false,
      () => true,
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    webContents.send = send
    return { answered, refused }
  },
  async emit({ event, args }: { event: string; args: unknown[] }) {
    let prevented = false
    app.emit(event, { preventDefault: () => (prevented = true) }, ...args)
    return prevented
  },
  async navigate({ event, url }: { event: string; url: string }) {
    let prevented = false
    system.windows[0].webContents.emit(event, { url, preventDefault: () => (prevented = true) })
    return prevented
  },
  async openFromPage({ url }: { url: string }) {
    return system.windows[0].webContents.openHandler?.({ url })
  },
  async permission({ name }: { name: string }) {
    let granted: boolean | undefined
    permissions.request?.({}, name, (given) => (granted = given))
    return { granted, checked: permissions.check?.({}, name) }
  },
  async answer(answers: Partial<typeof system.answers>) {
    Object.assign(system.answers, answers)
  },
  async close({ window = 0 }: { window?: number }) {
    system.windows[window].close()
  },
  async reload() {
    clients.delete(system.windows[0])
    system.windows[0].load()
  },
  async quit() {
    app.quit()
  },
}
export type Steps = typeof steps

process.on('message', ({ id, step, given }: { id: number; step: keyof Steps; given: never }) => {
  Promise.resolve()
    .then(() => steps[step](given))
    .then(
      (value) => process.send?.({ id, value }),
      (error: unknown) =>
        process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
})

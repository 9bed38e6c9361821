/** An editor over temporary folders and quick engines, with windows that talk to it through the contract. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { events, type DocumentState, type EventData, type EventName } from '../../../shared/contract/api.ts'
import { createClient, serve, type Client } from '../../../shared/contract/rpc.ts'
import { memoryPair } from '../../../shared/contract/transports/memory.ts'
import { fakeEngines } from '../fake-engines.fixture.ts'
import { openServices, type Services, type ServicesOptions } from '../services.ts'
import type { Editor } from './editor.ts'
import type { EditorSession } from './editor-session.ts'
import type { SessionHost } from './session-host.ts'

export interface TestWindow {
  client: Client
  session: EditorSession
  /** Events in the order in which they came. */
  told: { event: EventName; data: unknown }[]
  /** Resolves when the job has ended. */
  ended(job: string): Promise<EventData<'job.ended'>['outcome']>
}

export interface TestEditor {
  folder: string
  services: Services
  editor: Editor
  at(...names: string[]): string
  open(host?: Partial<SessionHost>): TestWindow
  close(): Promise<void>
}

/** In a new folder, or in one that an earlier editor left: the same as starting the program again. */
export async function openTestEditor(
  existing?: string,
  options: ServicesOptions = {
    engines: fakeEngines,
    pickModule: new URL('../fake-picks.fixture.ts', import.meta.url),
  },
): Promise<TestEditor> {
  const folder = existing ?? (await mkdtemp(path.join(tmpdir(), 'lamina-editor-')))
  const services = openServices(options)
  const folders = { settings: path.join(folder, 'settings'), recovery: path.join(folder, 'recovery') }
  const editor = await services.editor({ folders })
  return {
    folder,
    services,
    editor,
    at: (...names) => path.join(folder, ...names),
    open: (host) => openWindow(editor, host),
    async close() {
      await services.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function openWindow(editor: Editor, host: Partial<SessionHost> = {}): TestWindow {
  const session = editor.connect({
    kind: 'browser',
    window: null,
    startup: () => null,
    takeStartup: () => null,
    ...host,
  })
  const [page, main] = memoryPair()
  const server = serve(main, session.handlers)
  session.onEvent((event, data) => server.emit(event, data))
  const client = createClient(page)
  const told: TestWindow['told'] = []
  for (const event of Object.keys(events) as EventName[]) client.on(event, (data) => told.push({ event, data }))
  const ended = (job: string) => {
    const isEnd = (entry: { event: EventName; data: unknown }) =>
      entry.event === 'job.ended' && (entry.data as EventData<'job.ended'>).job === job
    const there = told.find(isEnd)
    if (there) return Promise.resolve((there.data as EventData<'job.ended'>).outcome)
    return new Promise<EventData<'job.ended'>['outcome']>((resolve) => {
      client.on('job.ended', (data) => data.job === job && resolve(data.outcome))
    })
  }
  return { client, session, told, ended }
}

/** Uploads a file of the disk as a page would, and gives the token. */
export async function uploadFile(editor: Editor, file: string, name = path.basename(file)): Promise<string> {
  const bytes = await readFile(file)
  return editor.transfers.receive(
    name,
    (async function* () {
      yield new Uint8Array(bytes)
    })(),
    2 ** 30,
  )
}

/** Opens a file at its place, as a dialog or a drop does. */
export async function openFile(editor: Editor, { client }: TestWindow, file: string): Promise<DocumentState> {
  const upload = editor.transfers.adopt(file)
  const state = await client.call('document.open', { from: { kind: 'upload', upload } })
  if (!state) throw new Error('Nothing was opened.')
  return state
}

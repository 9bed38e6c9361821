/** Pages of the fake Electron: the built preload, run as a sandboxed one, and what it puts into the page. */
import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import type { EventEmitter } from 'node:events'
import type { LaminaBridge } from '../../../src/shared/contract/transports/bridge.ts'

export interface FakePage {
  /** What the preload put into the page, by name. */
  world: Record<string, unknown>
  bridge: LaminaBridge
  /** Modules that the preload asked for. */
  required: string[]
  receive(channel: string, message: unknown): void
}

interface Contents {
  mainFrame: { url: string; parent: null }
}

/** A file as the system hands it to a page: it has a place, which only the preload can ask for. */
export interface FakeFile {
  path: string
}

export function openPage(
  preload: string,
  contents: Contents,
  ipcMain: EventEmitter & { invoked: Map<string, (event: unknown, ...given: unknown[]) => unknown> },
): FakePage {
  const event = { sender: contents, senderFrame: contents.mainFrame }
  const listeners = new Map<string, (event: unknown, message: unknown) => void>()
  const page: FakePage = {
    world: {},
    bridge: {} as LaminaBridge,
    required: [],
    receive: (channel, message) => listeners.get(channel)?.({ sender: 'not for pages' }, message),
  }
  const electron = {
    contextBridge: {
      exposeInMainWorld(name: string, value: LaminaBridge) {
        page.world[name] = value
        page.bridge = value
      },
    },
    ipcRenderer: {
      on: (channel: string, listener: (event: unknown, message: unknown) => void) => listeners.set(channel, listener),
      send(channel: string, message: unknown) {
        const copy: unknown = structuredClone(message)
        setImmediate(() => ipcMain.emit(channel, event, copy))
      },
      invoke: async (channel: string, ...given: unknown[]) => ipcMain.invoked.get(channel)?.(event, ...given),
    },
    webUtils: { getPathForFile: (file: FakeFile) => file.path },
  }
  const require = (name: string) => {
    page.required.push(name)
    if (name !== 'electron') throw new Error(`A sandboxed preload cannot require ${name}.`)
    return electron
  }
  const wrapped = new Script(`(function (require, module, exports) {${readFileSync(preload, 'utf8')}\n})`, {
    filename: preload,
  })
  const module = { exports: {} }
  wrapped.runInThisContext()(require, module, module.exports)
  return page
}

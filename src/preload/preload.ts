/** The one thing of Electron that a page can reach: a frozen bridge for messages of the contract. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { bridgeChannels, bridgeOrigin, type LaminaBridge } from '../shared/contract/transports/bridge.ts'

let listener: ((message: unknown) => void) | undefined
const kept: unknown[] = []

// The event, which has the sender in it, does not go to the page.
ipcRenderer.on(bridgeChannels.message, (_event, message: unknown) => {
  if (listener) listener(message)
  else kept.push(message)
})

const bridge: LaminaBridge = {
  send: (message) => ipcRenderer.send(bridgeChannels.message, message),
  onMessage(given) {
    listener = given
    for (const message of kept.splice(0)) given(message)
  },
  async adoptFile(file) {
    const path = webUtils.getPathForFile(file)
    return path === '' ? null : ((await ipcRenderer.invoke(bridgeChannels.adopt, path)) as string)
  },
  origin: bridgeOrigin,
}

contextBridge.exposeInMainWorld('lamina', Object.freeze(bridge))
ipcRenderer.send(bridgeChannels.begin)

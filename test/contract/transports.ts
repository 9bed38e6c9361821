/** The three ways from a window to the main side, each as a pair of ends. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, WebSocket as Socket } from 'ws'
import { ipcTransport } from '../../src/main/hosts/electron/ipc-transport.ts'
import type { Transport } from '../../src/shared/contract/transport.ts'
import { bridgeTransport } from '../../src/shared/contract/transports/bridge.ts'
import { memoryPair } from '../../src/shared/contract/transports/memory.ts'
import { webSocketTransport } from '../../src/shared/contract/transports/web-socket.ts'

export interface Pair {
  client: Transport
  server: Transport
  /** Whether closing one end is seen at the other. */
  tellsOfClosing: boolean
  close(): Promise<void>
}

export const transports: Record<string, () => Promise<Pair>> = {
  memory: async () => {
    const [client, server] = memoryPair()
    return { client, server, tellsOfClosing: true, close: async () => client.close() }
  },
  webSocket: async () => {
    const http = createServer()
    const sockets = new WebSocketServer({ server: http })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    const accepted = new Promise<Socket>((resolve) => sockets.once('connection', resolve))
    const client = webSocketTransport(new Socket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`))
    const server = webSocketTransport(await accepted)
    const close = async () => {
      for (const socket of sockets.clients) socket.terminate()
      await new Promise((resolve) => http.close(resolve))
    }
    return { client, server, tellsOfClosing: true, close }
  },
  /** Structured clones in later turns, as Electron's IPC has them; closing is the window's, not the page's. */
  bridge: async () => {
    let toPage: (message: unknown) => void = () => {}
    const later = (deliver: (message: unknown) => void) => (message: unknown) => {
      const copy: unknown = structuredClone(message)
      setImmediate(() => deliver(copy))
    }
    const server = ipcTransport(later((message) => toPage(message)))
    const client = bridgeTransport({
      send: later((message) => server.receive(message)),
      onMessage: (listener) => (toPage = listener),
    })
    return { client, server, tellsOfClosing: false, close: async () => server.close() }
  },
}

/** The way to the main side: Electron's bridge where there is one, else a WebSocket to the host of the page. */
import { bridgeTransport, type LaminaBridge } from '../../shared/contract/transports/bridge.ts'
import { webSocketTransport } from '../../shared/contract/transports/web-socket.ts'
import { createClient, type Client } from '../../shared/contract/rpc.ts'
import type { Assets } from './assets.ts'
import { browserPlatform } from './browser-platform.ts'
import { httpAssets } from './http-assets.ts'
import { reconnectingClient, type ReconnectingClient } from './reconnecting-client.ts'

declare global {
  interface Window {
    readonly lamina?: LaminaBridge
  }
}

export interface Connection {
  client: Client
  assets: Assets
  platform: ReturnType<typeof browserPlatform>
  onConnection: ReconnectingClient['onConnection']
}

/** Requests may be made at once: they wait for the connection. */
export function connect(): Connection {
  const bridge = window.lamina
  if (bridge) {
    const { origin, adoptFile } = bridge
    // The bridge lives as long as the window.
    return {
      client: createClient(bridgeTransport(bridge)),
      assets: httpAssets({ origin, adoptFile }),
      platform: browserPlatform(origin),
      onConnection: () => () => {},
    }
  }
  const { protocol, host } = window.location
  const url = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`
  return {
    ...reconnectingClient(() => webSocketTransport(new WebSocket(url))),
    assets: httpAssets({ origin: '' }),
    platform: browserPlatform(''),
  }
}

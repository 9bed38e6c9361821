/** Over the bridge that the preload puts into an Electron page. */
import { TransportEnd, type Transport } from '../transport.ts'

/** `window.lamina` under Electron, frozen; nothing else of Electron is in reach of the page. */
export interface LaminaBridge {
  /** A message of the contract to the main process. */
  send(message: unknown): void
  /** Messages of the main process, from now on. One listener. */
  onMessage(listener: (message: unknown) => void): void
  /**
   * A file that the person dropped or chose, by where it lies, so that Save writes it. The page learns a token for
   * `{kind: 'upload'}`; null where the file is none of the disk's (a picture from another page): upload its bytes then.
   */
  adoptFile(file: File): Promise<string | null>
  /** Where pixels, uploads and downloads are. */
  readonly origin: string
}

/** Of the page and its resources. */
export const bridgeOrigin = 'lamina://app'

/** IPC channels: messages both ways, a page that begins, and files by their path, which the preload alone knows. */
export const bridgeChannels = { message: 'lamina:message', begin: 'lamina:begin', adopt: 'lamina:adopt' } as const

/** The page's end. */
export function bridgeTransport(bridge: Pick<LaminaBridge, 'send' | 'onMessage'>): Transport {
  const end = new TransportEnd()
  bridge.onMessage((message) => end.receive(message))
  return {
    send(message) {
      if (!end.closed) bridge.send(message)
    },
    onMessage: (listener) => end.listen(listener),
    onClose: (listener) => end.onClose(listener),
    close: () => void end.close(),
  }
}

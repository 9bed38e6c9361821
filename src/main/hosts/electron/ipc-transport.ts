/** The main process's end of the bridge: a connection for each page that begins in a window. */
import { bridgeOrigin } from '../../../shared/contract/transports/bridge.ts'
import { TransportEnd, type Transport } from '../../../shared/contract/transport.ts'

/** What is looked at of an IPC event. */
export interface IpcSender {
  sender: unknown
  senderFrame: { url: string; parent: unknown } | null
}

/** Whether a message is from the window's own page: its contents, its main frame, our origin. */
export function isFromPage({ sender, senderFrame }: IpcSender, contents: unknown): boolean {
  return sender === contents && senderFrame !== null && senderFrame.parent === null && isPageUrl(senderFrame.url)
}

export function isPageUrl(url: string): boolean {
  return url === bridgeOrigin || url.startsWith(`${bridgeOrigin}/`)
}

export interface IpcTransport extends Transport {
  /** A message that came for it. */
  receive(message: unknown): void
}

/** `post` sends to the page. */
export function ipcTransport(post: (message: unknown) => void): IpcTransport {
  const end = new TransportEnd()
  return {
    send(message) {
      if (!end.closed) post(message)
    },
    receive: (message) => end.receive(message),
    onMessage: (listener) => end.listen(listener),
    onClose: (listener) => end.onClose(listener),
    close: () => void end.close(),
  }
}

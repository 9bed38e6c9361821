/** Over a WebSocket, at either end: JSON text, one message a frame. */
import { TransportEnd, type Transport } from '../transport.ts'

/** What a browser's WebSocket and that of the package ws have in common. */
export interface SocketLike {
  readonly readyState: number
  send(text: string): void
  close(): void
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
}

const CONNECTING = 0
const OPEN = 1

/** Messages that are sent before the socket is open wait for it. A message that is no JSON text closes it. */
export function webSocketTransport(socket: SocketLike): Transport {
  const end = new TransportEnd()
  const waiting: string[] = []
  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) socket.send(text)
  })
  socket.addEventListener('message', ({ data }) => {
    let message: unknown
    try {
      if (typeof data !== 'string') throw new TypeError('not text')
      message = JSON.parse(data)
    } catch {
      return socket.close()
    }
    end.receive(message)
  })
  socket.addEventListener('close', () => end.close())
  socket.addEventListener('error', () => end.close())
  return {
    send(message) {
      const text = JSON.stringify(message)
      if (socket.readyState === CONNECTING) waiting.push(text)
      else if (socket.readyState === OPEN) socket.send(text)
    },
    onMessage: (listener) => end.listen(listener),
    onClose: (listener) => end.onClose(listener),
    close() {
      socket.close()
      end.close()
    },
  }
}

/** Two ends in one process, for tests and for a window beside its services. */
import { TransportEnd, type Transport } from '../transport.ts'

/** What one end sends arrives at the other in a later turn, as a copy. */
export function memoryPair(): [Transport, Transport] {
  const ends = [new TransportEnd(), new TransportEnd()]
  const close = () => ends.forEach((end) => end.close())
  const transport = (own: TransportEnd, other: TransportEnd): Transport => ({
    send(message) {
      if (own.closed) return
      const copy: unknown = structuredClone(message)
      queueMicrotask(() => other.receive(copy))
    },
    onMessage: (listener) => own.listen(listener),
    onClose: (listener) => own.onClose(listener),
    close,
  })
  return [transport(ends[0], ends[1]), transport(ends[1], ends[0])]
}

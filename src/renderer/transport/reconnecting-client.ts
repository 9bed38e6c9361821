/** A client that goes on over another connection when one breaks. */
import type { EventData, EventName } from '../../shared/contract/api.ts'
import { createClient, type Client } from '../../shared/contract/rpc.ts'
import type { Transport } from '../../shared/contract/transport.ts'

/** Pauses between attempts, in milliseconds; the last one is repeated. */
const PAUSES = [250, 500, 1000, 2000, 4000]

export type ConnectionState = 'open' | 'lost'

export interface ReconnectingClient {
  client: Client
  /** Told when the connection breaks, and when there is another one. Gives what removes the listener. */
  onConnection(listener: (state: ConnectionState) => void): () => void
}

/**
 * `open` makes a transport; whether it works shows when a request is answered. Requests under way when a connection
 * breaks end with CONNECTION_LOST; listeners stay.
 */
export function reconnectingClient(open: () => Transport, pauses: readonly number[] = PAUSES): ReconnectingClient {
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  const states = new Set<(state: ConnectionState) => void>()
  const closings: (() => void)[] = []
  let closed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let state: ConnectionState = 'open'
  let attempts = 0
  let current = connect()
  watch(current)

  function connect(): Client {
    const client = createClient(open())
    for (const event of listeners.keys()) forward(client, event)
    return client
  }
  function forward(client: Client, event: EventName): void {
    client.on(event, (data) => {
      for (const listener of listeners.get(event) ?? []) listener(data as never)
    })
  }
  /** Called once the client is the current one: its transport may be closed already. */
  function watch(client: Client): void {
    client.onClose(() => {
      if (!closed && client === current) again(client)
    })
  }
  /** The connection is gone: another try after a pause that grows as long as none works. */
  function again(client: Client): void {
    if (state === 'open') tell('lost')
    timer = setTimeout(
      () => {
        if (client !== current) return
        current = connect()
        void prove(current)
        watch(current)
      },
      pauses[Math.min(attempts++, pauses.length - 1)],
    )
  }
  async function prove(client: Client): Promise<void> {
    const { status } = await client.request('preferences.get', {})
    if (closed || client !== current || status !== 'done') return
    attempts = 0
    tell('open')
  }
  function tell(now: ConnectionState): void {
    state = now
    for (const listener of [...states]) listener(now)
  }

  const client: Client = {
    request: (method, params, options) => current.request(method, params, options),
    call: (method, params, options) => current.call(method, params, options),
    on<E extends EventName>(event: E, listener: (data: EventData<E>) => void) {
      const known = listeners.get(event)
      const all = known ?? new Set<(data: never) => void>()
      all.add(listener as (data: never) => void)
      if (!known) {
        listeners.set(event, all)
        forward(current, event)
      }
      return () => void all.delete(listener as (data: never) => void)
    },
    onClose: (listener) => void closings.push(listener),
    close() {
      closed = true
      clearTimeout(timer)
      current.close()
      for (const listener of closings) listener()
    },
  }
  return {
    client,
    onConnection(listener) {
      states.add(listener)
      return () => void states.delete(listener)
    },
  }
}

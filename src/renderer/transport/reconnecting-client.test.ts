import { expect, it } from 'vitest'
import { defaultPreferences } from '../../shared/contract/preferences.ts'
import { serve, type Handlers, type Server } from '../../shared/contract/rpc.ts'
import type { Transport } from '../../shared/contract/transport.ts'
import { memoryPair } from '../../shared/contract/transports/memory.ts'
import { reconnectingClient } from './reconnecting-client.ts'

const handlers: Partial<Handlers> = { 'preferences.get': async () => defaultPreferences() }

it('goes on over another connection, with the listeners it had', async () => {
  const servers: Server[] = []
  let refusals = 0
  const open = (): Transport => {
    const [ours, theirs] = memoryPair()
    if (refusals-- > 0) theirs.close()
    else servers.push(serve(theirs, handlers as Handlers))
    return ours
  }
  const { client, onConnection } = reconnectingClient(open, [1, 2])
  const states: string[] = []
  const opened = new Promise<void>((resolve) => {
    onConnection((state) => {
      states.push(state)
      if (state === 'open') resolve()
    })
  })
  const heard: string[] = []
  client.on('menu.command', ({ command }) => heard.push(command))
  servers[0].emit('menu.command', { command: 'before' })
  expect(await client.call('preferences.get', {})).toEqual(defaultPreferences())

  refusals = 2
  servers[0].close()
  expect(await client.request('preferences.get', {})).toMatchObject({
    status: 'failed',
    error: { code: 'CONNECTION_LOST' },
  })
  await opened
  servers[1].emit('menu.command', { command: 'after' })
  expect(await client.call('preferences.get', {})).toEqual(defaultPreferences())
  expect(states).toEqual(['lost', 'open'])
  expect(heard).toEqual(['before', 'after'])
  client.close()
})

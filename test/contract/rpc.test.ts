/** The contract over every transport: requests, errors, cancellation, events. */
import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { LaminaError } from '../../src/shared/contract/errors.ts'
import { ProgressMeter } from '../../src/shared/contract/jobs.ts'
import { defaultPreferences } from '../../src/shared/contract/preferences.ts'
import { createClient, serve, type Client, type Handlers, type Server } from '../../src/shared/contract/rpc.ts'
import { transports, type Pair } from './transports.ts'

let pair: Pair
let client: Client
let server: Server

/** Only the methods that a test answers; others throw. */
function answering(handlers: Partial<Handlers>): Handlers {
  return new Proxy(handlers, {
    get: (target, name: string) =>
      target[name as keyof Handlers] ??
      (async () => {
        throw new LaminaError('NOT_AVAILABLE', `${name} is not part of this test.`)
      }),
  }) as Handlers
}

async function open(name: string, handlers: Partial<Handlers>) {
  pair = await transports[name]()
  server = serve(pair.server, answering(handlers))
  client = createClient(pair.client)
}

/** The next event of that name. */
function next(event: 'preferences.changed' | 'job.progress' | 'app.openRequested'): Promise<unknown> {
  return new Promise((resolve) => client.on(event, resolve))
}

afterEach(() => pair.close())

describe.each(Object.keys(transports))('the contract over %s', (name) => {
  it('answers each request with its own result, in whatever order they are ready', async () => {
    await open(name, {
      'jobs.cancel': async ({ job }) => {
        await setTimeout(job === 'slow' ? 40 : 0)
        return { found: job === 'slow' }
      },
    })
    const order: string[] = []
    const call = async (job: string) => {
      const result = await client.call('jobs.cancel', { job })
      order.push(job)
      return result
    }
    expect(await Promise.all([call('slow'), call('quick')])).toEqual([{ found: true }, { found: false }])
    expect(order).toEqual(['quick', 'slow'])
  })

  it('fills in defaults, and refuses parameters that do not fit by naming the field', async () => {
    const seen: unknown[] = []
    await open(name, {
      'document.save': async (params) => {
        seen.push(params)
        return null
      },
    })
    expect(await client.call('document.save', { document: 'a' })).toBeNull()
    expect(seen).toEqual([{ document: 'a', overwrite: false }])
    const outcome = await client.request('document.save', { document: 7, path: '/etc' } as never)
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'USAGE', message: expect.stringContaining('document') },
    })
  })

  it('knows no other methods', async () => {
    await open(name, {})
    for (const method of ['files.read', 'constructor', '__proto__']) {
      expect(await client.request(method as 'app.info', {})).toMatchObject({
        status: 'failed',
        error: { code: 'USAGE' },
      })
    }
  })

  it('carries coded errors, and others as INTERNAL', async () => {
    await open(name, {
      'recent.clear': async () => {
        throw new LaminaError('DISK_FULL', 'No room.', 'Make some.')
      },
      'recent.list': async () => {
        throw new TypeError('odd')
      },
    })
    await expect(client.call('recent.clear', {})).rejects.toMatchObject({ code: 'DISK_FULL', hint: 'Make some.' })
    await expect(client.call('recent.list', {})).rejects.toMatchObject({ code: 'INTERNAL', message: 'odd' })
  })

  it('cancels as an outcome of its own', async () => {
    let aborted = false
    await open(name, {
      'export.estimate': (_params, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true
            reject(new LaminaError('CANCELLED', 'Stopped.'))
          })
        }),
    })
    const controller = new AbortController()
    const asked = client.request('export.estimate', { document: 'a', format: 'psd' }, { signal: controller.signal })
    await setTimeout(20)
    controller.abort()
    expect(await asked).toEqual({ status: 'cancelled' })
    expect(aborted).toBe(true)
    expect(await client.request('recent.list', {}, { signal: controller.signal })).toEqual({ status: 'cancelled' })
  })

  it('gives the result where the answer was faster than the cancellation', async () => {
    await open(name, { 'recent.list': async () => [] })
    const controller = new AbortController()
    const asked = client.request('recent.list', {}, { signal: controller.signal })
    const outcome = await asked
    controller.abort()
    expect(outcome).toEqual({ status: 'done', result: [] })
  })

  it('refuses a result that is not as agreed', async () => {
    await open(name, { 'jobs.cancel': async () => ({ found: 'perhaps' }) as never })
    await expect(client.call('jobs.cancel', { job: 'a' })).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  it('tells of events in order, with a progress that never falls', async () => {
    await open(name, {})
    const shown: number[] = []
    client.on('job.progress', ({ progress }) => shown.push(progress.done))
    const meter = new ProgressMeter(() => 0)
    for (const done of [0.1, 0.5, 0.3, 0.9, 2]) {
      const progress = meter.update({ stage: 'find', done })
      server.emit('job.progress', { job: 'job-1', kind: 'split', document: 'a', progress })
    }
    const last = next('preferences.changed')
    server.emit('preferences.changed', defaultPreferences())
    expect(await last).toEqual(defaultPreferences())
    expect(shown).toEqual([0.1, 0.5, 0.5, 0.9, 1])
  })

  it('drops events that do not fit, and listeners that were removed', async () => {
    await open(name, {})
    const removed: unknown[] = []
    client.on('app.openRequested', (data) => removed.push(data))()
    const told = next('app.openRequested')
    server.emit('app.openRequested', { file: '/etc/passwd' } as never)
    server.emit('app.openRequested', { name: 'poster.png' })
    expect(await told).toEqual({ name: 'poster.png' })
    expect(removed).toEqual([])
  })

  it('fails what is under way when the connection goes, and stops it at the other side', async () => {
    let stopped: (() => void) | undefined
    const stop = new Promise<void>((resolve) => (stopped = resolve))
    await open(name, {
      'recent.list': (_params, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            stopped?.()
            reject(new LaminaError('CANCELLED', 'Gone.'))
          }),
        ),
    })
    const asked = client.request('recent.list', {})
    await setTimeout(20)
    client.close()
    expect(await asked).toMatchObject({ status: 'failed', error: { code: 'CONNECTION_LOST' } })
    await expect(client.call('recent.list', {})).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    if (!pair.tellsOfClosing) server.close()
    await stop
  })

  it('ends the connection with a client that sends what is no message', async () => {
    await open(name, {})
    const closed = new Promise<void>((resolve) => server.onClose(resolve))
    pair.client.send({ type: 'request', id: 'x' })
    await closed
  })
})

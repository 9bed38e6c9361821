import { MessageChannel, Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { LaminaError } from '../../shared/contract/errors.ts'
import { connectSessions, serveSessions } from './remote-sessions.ts'
import type { Sessions, Tensors } from './sessions.ts'

const inputs = (): Tensors => ({ x: { type: 'float32', dims: [2], data: Float32Array.of(1, 2) } })

function connect(served: Partial<Sessions>) {
  const { port1, port2 } = new MessageChannel()
  serveSessions({ run: async () => ({}), file: async () => '', ...served }, port1)
  return { sessions: connectSessions(port2), owner: port1, client: port2 }
}

/** A run that ends only when it is cancelled; `seen` settles when it has started, `stopped` when it was. */
function endless() {
  const seen = Promise.withResolvers<void>()
  const stopped = Promise.withResolvers<void>()
  const run = async (_model: string, _inputs: Tensors, signal?: AbortSignal): Promise<Tensors> => {
    seen.resolve()
    await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
    stopped.resolve()
    throw new LaminaError('CANCELLED', 'The job was cancelled.')
  }
  return { run, seen: seen.promise, stopped: stopped.promise }
}

describe('sessions in another thread', () => {
  it('carries model, tensors and results, and moves the buffers', async () => {
    const prepared: string[] = []
    const { sessions } = connect({
      async run(model, { x }) {
        const data = (x.data as Float32Array).map((value) => value * 10)
        return { [model]: { type: 'float32', dims: x.dims, data } }
      },
      file: async (model, name) => `/models/${model}/${name}`,
      has: async (model) => model === 'm',
      prepare: async (model) => void prepared.push(model),
      choice: async (model) => (model === 'm' ? { provider: 'cpu', reasons: ['cuda: no NVIDIA device'] } : undefined),
    })
    const given = inputs()
    expect(await sessions.run('m', given)).toEqual({ m: { type: 'float32', dims: [2], data: Float32Array.of(10, 20) } })
    expect(given.x.data.byteLength).toBe(0)
    expect(await sessions.file('m', 'words.txt')).toBe('/models/m/words.txt')
    expect([await sessions.has?.('m'), await sessions.has?.('n')]).toEqual([true, false])
    expect(await sessions.choice?.('m')).toEqual({ provider: 'cpu', reasons: ['cuda: no NVIDIA device'] })
    expect(await sessions.choice?.('n')).toBeUndefined()
    await sessions.prepare?.('m')
    expect(prepared).toEqual(['m'])
  })

  it('carries errors with code and hint', async () => {
    const { sessions } = connect({
      run: async () => Promise.reject(new LaminaError('MODEL_MISSING', 'It is not there.', 'Fetch it.')),
    })
    await expect(sessions.run('m', inputs())).rejects.toMatchObject({
      name: 'LaminaError',
      code: 'MODEL_MISSING',
      hint: 'Fetch it.',
    })
  })

  it('cancels on both sides', async () => {
    const { run, seen, stopped } = endless()
    const { sessions } = connect({ run })
    const controller = new AbortController()
    const result = expect(sessions.run('m', inputs(), controller.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    await seen
    controller.abort()
    await result
    await stopped
  })

  it('cancels the runs of a client that goes away', async () => {
    const { run, seen, stopped } = endless()
    const { sessions, client } = connect({ run })
    const result = expect(sessions.run('m', inputs())).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
    await seen
    client.close()
    await stopped
    await result
  })

  it('fails the runs when the owner goes away', async () => {
    const { run, seen } = endless()
    const { sessions, owner } = connect({ run })
    const result = expect(sessions.run('m', inputs())).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
    await seen
    owner.close()
    await result
    await expect(sessions.run('m', inputs())).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
  })

  it('works from a worker thread', async () => {
    const { port1, port2 } = new MessageChannel()
    serveSessions(
      {
        run: async (_, { x }) => ({ y: { type: 'float32', dims: [1], data: Float32Array.of(x.data.length) } }),
        file: async () => '',
      },
      port1,
    )
    const code = `
      const { parentPort, workerData } = require('node:worker_threads')
      import(workerData.module).then(async ({ connectSessions }) => {
        const x = { type: 'float32', dims: [3], data: new Float32Array(3) }
        const { y } = await connectSessions(workerData.port).run('m', { x })
        parentPort.postMessage(y.data[0])
      })`
    const module = new URL('./remote-sessions.ts', import.meta.url).href
    const worker = new Worker(code, { eval: true, workerData: { module, port: port2 }, transferList: [port2] })
    try {
      expect(await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))).toBe(3)
    } finally {
      await worker.terminate()
    }
  })
})

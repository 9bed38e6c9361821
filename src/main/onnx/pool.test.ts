import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { doublingModel, onnxModel, slowModel } from '../../../test/support/onnx-graph.ts'
import { LaminaError } from '../../shared/contract/errors.ts'
import { createSessionPool, type SessionPool, type SessionPoolOptions } from './pool.ts'
import { examineBackends, providers } from './providers.ts'
import type { Tensor } from './sessions.ts'

let folder: string
let pool: SessionPool
let resolved: string[]

const files: Record<string, Uint8Array> = {
  double: doublingModel(),
  half: doublingModel('float16'),
  integer: doublingModel('int64'),
  pair: onnxModel({
    inputs: [{ name: 'x', type: 'float32', dims: ['n'] }],
    outputs: [
      { name: 'double', type: 'float32', dims: ['n'] },
      { name: 'negative', type: 'float32', dims: ['n'] },
    ],
    nodes: [
      { operator: 'Add', inputs: ['x', 'x'], outputs: ['double'] },
      { operator: 'Neg', inputs: ['x'], outputs: ['negative'] },
    ],
  }),
  /** As many values as it is told. */
  large: onnxModel({
    inputs: [{ name: 'x', type: 'int64', dims: [1] }],
    outputs: [{ name: 'y', type: 'float32', dims: ['n'] }],
    nodes: [{ operator: 'ConstantOfShape', inputs: ['x'], outputs: ['y'] }],
  }),
  slow: slowModel(60),
  damaged: Uint8Array.from([8, 8, 58, 200, 1, 1, 2, 3]),
}

function open(options: Partial<SessionPoolOptions> = {}): SessionPool {
  resolved = []
  pool = createSessionPool({
    async resolveModel(model) {
      resolved.push(model)
      const path = join(folder, `${model.replace(/-\d$/, '')}.onnx`)
      const files = [basename(path), 'words.txt']
      return { path, folder: dirname(path), files, sha256: '', memoryBytes: 100, providers: ['cpu'] }
    },
    ...options,
  })
  return pool
}

const floats = (...values: number[]): { x: Tensor } => ({
  x: { type: 'float32', dims: [values.length], data: Float32Array.from(values) },
})

/** Takes seconds; of zeros, so that no number grows. */
const slowInput = (): { x: Tensor } => ({ x: { type: 'float32', dims: [900, 900], data: new Float32Array(810_000) } })

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-onnx-'))
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, `${name}.onnx`), bytes)
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => pool.close())

describe('session pool', () => {
  it('runs a model', async () => {
    const { y } = await open().run('double', floats(1, 2.5, -3))
    expect(y).toEqual({ type: 'float32', dims: [3], data: Float32Array.from([2, 5, -6]) })
  })

  it('gives only the outputs that are wanted', async () => {
    open({
      resolveModel: async () => ({
        path: join(folder, 'pair.onnx'),
        folder,
        files: [],
        sha256: '',
        outputs: ['negative'],
        memoryBytes: 100,
        providers: ['cpu'],
      }),
    })
    expect(await pool.run('pair', floats(1, 2))).toEqual({
      negative: { type: 'float32', dims: [2], data: Float32Array.from([-1, -2]) },
    })
  })

  it('carries float16 as bits and int64 as big integers', async () => {
    open()
    const bits = Uint16Array.from([0x3c00, 0xc100]) // 1, -2.5
    const { y } = await pool.run('half', { x: { type: 'float16', dims: [2], data: bits } })
    expect(y).toEqual({ type: 'float16', dims: [2], data: Uint16Array.from([0x4000, 0xc500]) }) // 2, -5
    const wide = await pool.run('integer', { x: { type: 'int64', dims: [1], data: BigInt64Array.from([2n ** 40n]) } })
    expect(wide.y.data).toEqual(BigInt64Array.from([2n ** 41n]))
  })

  it('loads a model once for callers that come together, and answers each with its own result', async () => {
    open()
    const results = await Promise.all([1, 2, 3, 4].map((value) => pool.run('double', floats(value))))
    expect(results.map(({ y }) => y.data[0])).toEqual([2, 4, 6, 8])
    expect(resolved).toEqual(['double'])
  })

  it('moves the inputs and leaves the rest of a shared buffer alone', async () => {
    open()
    const whole = floats(1)
    await pool.run('double', whole)
    expect(whole.x.data.byteLength).toBe(0)
    const pages = Float32Array.from([1, 2, 3, 4])
    const { y } = await pool.run('double', { x: { type: 'float32', dims: [2], data: pages.subarray(1, 3) } })
    expect(y.data).toEqual(Float32Array.from([4, 6]))
    expect(pages).toEqual(Float32Array.from([1, 2, 3, 4]))
  })

  it('rejects a cancelled run while the native run goes on, and works afterwards', async () => {
    open()
    const controller = new AbortController()
    const run = pool.run('slow', slowInput(), controller.signal)
    await until(() => pool.status().sessions[0].state === 'running')
    const cancelled = expect(run).rejects.toMatchObject({ code: 'CANCELLED' })
    controller.abort()
    await cancelled
    expect(pool.status().sessions[0].state).toBe('running')
    const small: Tensor = { type: 'float32', dims: [1, 1], data: Float32Array.of(1) }
    expect((await pool.run('slow', { x: small })).y.data[0]).toBe(1)
  })

  it('drops a queued run at once', async () => {
    open()
    const first = new AbortController()
    const second = new AbortController()
    const running = pool.run('slow', slowInput(), first.signal).catch((error: LaminaError) => error.code)
    await until(() => pool.status().sessions[0].state === 'running')
    const queued = pool.run('slow', slowInput(), second.signal).catch((error: LaminaError) => error.code)
    await until(() => pool.status().sessions[0].queued === 1)
    second.abort()
    expect(await queued).toBe('CANCELLED')
    expect(pool.status().sessions[0]).toMatchObject({ state: 'running', queued: 0 })
    first.abort()
    expect(await running).toBe('CANCELLED')
  })

  it('does not load for a signal that is already aborted', async () => {
    await expect(open().run('double', floats(1), AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(resolved).toEqual([])
  })

  it('loads a model before it is run, once', async () => {
    open()
    await pool.prepare?.('double')
    expect(pool.status().sessions).toMatchObject([{ model: 'double', state: 'idle', provider: 'cpu' }])
    await Promise.all([pool.prepare?.('double'), pool.run('double', floats(1))])
    expect(resolved).toEqual(['double'])
    await expect(pool.prepare?.('damaged')).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
    await expect(pool.prepare?.('half', AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
    // What is let go of while it is loaded goes when it is.
    const loading = pool.prepare?.('half')
    await pool.release('half')
    await loading
    await until(() => pool.status().sessions.length === 1)
    expect(pool.status().sessions[0].model).toBe('double')
  })

  it('releases the longest unused session when memory is short', async () => {
    open({ memoryLimitBytes: 250 })
    await pool.run('double-1', floats(1))
    await pool.run('double-2', floats(1))
    await pool.run('double-1', floats(1))
    await pool.run('double-3', floats(1))
    expect(pool.status().sessions.map((session) => session.model)).toEqual(['double-1', 'double-3'])
    expect(pool.status().memoryBytes).toBe(200)
    expect((await pool.run('double-2', floats(4))).y.data[0]).toBe(8)
  })

  it('keeps a session that is at work, whatever the limit', async () => {
    open({ memoryLimitBytes: 50 })
    const controller = new AbortController()
    const run = pool.run('slow', slowInput(), controller.signal).catch((error: LaminaError) => error.code)
    await until(() => pool.status().sessions[0].state === 'running')
    expect((await pool.run('double', floats(1))).y.data[0]).toBe(2)
    expect(pool.status().sessions.map((session) => session.model)).toContain('slow')
    controller.abort()
    expect(await run).toBe('CANCELLED')
  })

  it('releases a session that is unused for long, and on request', async () => {
    open({ idleMilliseconds: 20 })
    await pool.run('double', floats(1))
    await until(() => pool.status().sessions.length === 0)
    open()
    await pool.run('double', floats(1))
    await pool.release('double')
    expect(pool.status().sessions).toEqual([])
  })

  it('releases on request what is still at work or being loaded, as soon as it is not', async () => {
    open()
    const controller = new AbortController()
    const running = pool.run('slow', slowInput(), controller.signal).catch((error: LaminaError) => error.code)
    await until(() => pool.status().sessions[0].state === 'running')
    controller.abort()
    expect(await running).toBe('CANCELLED')
    await pool.release('slow')
    expect(pool.status().sessions).toHaveLength(1)
    await until(() => pool.status().sessions.length === 0)

    const loading = new AbortController()
    const waiting = pool.run('double', floats(1), loading.signal).catch((error: LaminaError) => error.code)
    loading.abort()
    expect(await waiting).toBe('CANCELLED')
    await pool.release('double')
    await until(() => pool.status().sessions.length === 0)
    expect((await pool.run('double', floats(1))).y.data[0]).toBe(2)
  })

  it('says when memory is not enough, and goes on', async () => {
    open()
    const values = (count: bigint) => ({ x: { type: 'int64', dims: [1], data: BigInt64Array.of(count) } }) as const
    await expect(pool.run('large', values(1n << 46n))).rejects.toMatchObject({
      code: 'OUT_OF_MEMORY',
      hint: expect.stringMatching(/Close other programs/),
    })
    expect((await pool.run('large', values(2n))).y.dims).toEqual([2])
  })

  it('says what is wrong with a model or an input', async () => {
    open()
    await expect(pool.run('damaged', floats(1))).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
    await expect(pool.run('absent', floats(1))).rejects.toMatchObject({ code: 'MODEL_MISSING' })
    await expect(pool.run('double', { z: floats(1).x })).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
    expect((await pool.run('double', floats(1))).y.data[0]).toBe(2)
    await writeFile(join(folder, 'absent.onnx'), files.double)
    expect((await pool.run('absent', floats(1))).y.data[0]).toBe(2)
  })

  it('passes on the code of a resolver that fails', async () => {
    open({
      async resolveModel() {
        throw new LaminaError('MODEL_DAMAGED', 'It has changed.')
      },
    })
    await expect(pool.run('double', floats(1))).rejects.toMatchObject({ code: 'MODEL_DAMAGED' })
    expect(pool.status().sessions).toEqual([])
  })

  it('falls back to the CPU and says why', async () => {
    const absent = process.platform === 'win32' ? 'coreml' : 'dml'
    open({ providers: [absent] })
    expect((await pool.run('double', floats(1))).y.data[0]).toBe(2)
    const [session] = pool.status().sessions
    expect(session.provider).toBe('cpu')
    expect(session.reasons).toEqual([expect.stringContaining(`${absent}: `)])
    expect(await pool.choice('double')).toEqual({ provider: 'cpu', reasons: session.reasons })
    expect(await pool.choice('half')).toBeUndefined()
  })

  it('falls back to the CPU where a provider is there but fails to load', async ({ skip }) => {
    const ort = await import('onnxruntime-node')
    // One that this build knows and this machine cannot use: tried all the same, for it is named.
    const known = examineBackends(ort.listSupportedBackends())
    const name = providers.find((each) => known.some((backend) => backend.name === each && !backend.usable))
    if (!name) return skip('Every provider of this build works here.')
    open({ providers: [name] })
    expect((await pool.run('double', floats(1))).y.data[0]).toBe(2)
    const choice = await pool.choice('double')
    expect(choice).toEqual({ provider: 'cpu', reasons: [expect.stringMatching(`^${name}: `)] })
    // What ONNX Runtime said, not that it was not tried.
    expect(choice?.reasons[0]).not.toMatch(/libraries are not installed|no GPU device|not in ONNX Runtime/)
  })

  it('gives the paths of a model’s other files', async () => {
    expect(await open().file('double', 'words.txt')).toBe(join(folder, 'words.txt'))
    await expect(pool.file('double', 'other.txt')).rejects.toMatchObject({ code: 'MODEL_MISSING' })
  })

  it('says which models are there', async () => {
    const resolveModel = async (model: string) => {
      if (model === 'broken') throw new TypeError('Broken.')
      throw new LaminaError('MODEL_MISSING', 'It is not there.')
    }
    expect(await open().has?.('double')).toBe(true)
    expect(await open({ resolveModel }).has?.('double')).toBe(false)
    await expect(pool.has?.('broken')).rejects.toThrow('Broken.')
  })

  it('ends the run under way and refuses the queued ones when it is closed', async () => {
    open()
    const running = pool.run('slow', slowInput())
    await until(() => pool.status().sessions[0].state === 'running')
    const queued = pool.run('slow', slowInput()).catch((error: LaminaError) => error.code)
    await until(() => pool.status().sessions[0].queued === 1)
    await pool.close()
    expect(await queued).toBe('ENGINE_FAILED')
    expect((await running).y.dims).toEqual([900, 900])
  })

  it('refuses runs after it was closed', async () => {
    await open().close()
    await expect(pool.run('double', floats(1))).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
  })
})

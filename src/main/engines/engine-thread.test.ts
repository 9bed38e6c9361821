import { afterAll, describe, expect, it } from 'vitest'
import type { EngineProgress, FinishedLayers } from './engine.ts'
import { EngineThread } from './engine-thread.ts'

const sessions = {
  run: async () => ({ answer: { type: 'float32' as const, dims: [1], data: Float32Array.of(0.5) } }),
  file: async (model: string, name: string) => `/models/${model}/${name}`,
}
const registry = new URL('./test-engines.fixture.ts', import.meta.url)
const thread = new EngineThread({ sessions, registry })
afterAll(() => thread.close())

const picture = (value = 7) => ({ width: 4, height: 2, data: new Uint8Array(32).fill(value) })
const options = { layers: 'auto' } as const

describe('EngineThread', () => {
  it('gives drafts, progress, the image back, and how they compare; sessions are reached from the thread', async () => {
    const seen: EngineProgress[] = []
    const image = picture()
    const result = await thread.run({ engine: 'echo', image, options, onProgress: (progress) => seen.push(progress) })
    expect(image.data.length).toBe(0)
    expect(result.image.data).toEqual(picture().data)
    expect(result.drafts[0]).toMatchObject({ name: 'echo 0.5 /models/isnet/list.txt', pixels: picture().data })
    expect(result.exactness).toEqual({ pixels: 8, differing: 0, largestDifference: 0 })
    expect(result.models).toEqual(['isnet'])
    expect(seen).toEqual([{ stage: 'find', done: 0.5, detail: 'half' }])
  })

  it('finds layers that are not the picture', async () => {
    const { exactness } = await thread.run({ engine: 'wrong', image: picture(), options })
    expect(exactness).toEqual({ pixels: 8, differing: 1, largestDifference: 2 })
  })

  it('passes coded errors on, with the stack of where they came from', async () => {
    const error = await thread.run({ engine: 'failing', image: picture(), options }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ENGINE_FAILED', message: 'Odd.', hint: 'Look.' })
    expect((error as Error).stack).toContain('test-engines.fixture')
    await expect(thread.run({ engine: 'none', image: picture(), options })).rejects.toMatchObject({
      code: 'ENGINE_UNKNOWN',
    })
  })

  it('runs one after the other, in the order asked', async () => {
    const results = await Promise.all(
      [1, 2, 3].map((value) => thread.run({ engine: 'echo', image: picture(value), options })),
    )
    expect(results.map(({ image }) => image.data[0])).toEqual([1, 2, 3])
  })

  it('is cancelled before its turn, at work, and when the engine does not listen', async () => {
    const first = new AbortController()
    const busy = thread.run({ engine: 'slow', image: picture(), options, signal: first.signal })
    const waiting = thread.run({ engine: 'echo', image: picture(), options, signal: AbortSignal.abort() })
    first.abort()
    await expect(busy).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })

    const second = new AbortController()
    const started = performance.now()
    const onProgress = () => second.abort()
    const finished: FinishedLayers[] = []
    const onFinished = (layers: FinishedLayers) => finished.push(layers)
    const stuck = thread.run({
      engine: 'stuck',
      image: picture(),
      options,
      signal: second.signal,
      onProgress,
      onFinished,
    })
    await expect(stuck).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - started).toBeLessThan(10_000)
    await expect(thread.run({ engine: 'echo', image: picture(), options })).resolves.toBeDefined()

    // What it had finished is here, and goes over the picture.
    expect(finished).toMatchObject([{ width: 4, height: 2, layers: [{ name: 'half' }] }])
    const kept = await thread.keep({ image: picture(255), finished: finished[0] })
    expect(kept.drafts.map(({ name, box }) => [name, box.width])).toEqual([
      ['Background', 4],
      ['half', 2],
    ])
    expect(kept.exactness).toEqual({ pixels: 8, differing: 0, largestDifference: 0 })
    expect(kept.image.data).toEqual(picture(255).data)
  })

  it('says so when the thread dies, and starts another', async () => {
    await expect(thread.run({ engine: 'dying', image: picture(), options })).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: "The engine's thread ended: exit code 7.",
    })
    await expect(thread.run({ engine: 'echo', image: picture(), options })).resolves.toBeDefined()
  })
})

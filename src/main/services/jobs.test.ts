import { describe, expect, it } from 'vitest'
import { LaminaError } from '../../shared/contract/errors.ts'
import type { JobProgress } from '../../shared/contract/jobs.ts'
import { Jobs } from './jobs.ts'

const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

describe('Jobs', () => {
  it('gives ids that differ, progress that never falls, and the result as data', async () => {
    const jobs = new Jobs()
    const seen: JobProgress[] = []
    const job = jobs.start(
      'decompose',
      async ({ report }) => {
        report({ stage: 'find', done: 0.5 })
        report({ stage: 'cut', done: 0.3 })
        return 7
      },
      { onProgress: (progress) => seen.push(progress) },
    )
    expect(await job.outcome).toEqual({ status: 'done', result: 7 })
    expect(seen.map(({ stage, done }) => [stage, done])).toEqual([
      ['find', 0.5],
      ['cut', 0.5],
    ])
    expect(jobs.start('export', async () => 0).id).not.toBe(job.id)
  })

  it('gives a failure as coded data and keeps its cause', async () => {
    const error = new LaminaError('IMAGE_DAMAGED', 'a.png ends too early.', 'Get the file again.')
    const job = new Jobs().start('decompose', async () => {
      throw error
    })
    expect(await job.outcome).toEqual({
      status: 'failed',
      error: { code: 'IMAGE_DAMAGED', message: 'a.png ends too early.', hint: 'Get the file again.' },
    })
    expect(job.cause()).toBe(error)
  })

  it('is cancelled by id, by its own handle and by a signal from outside', async () => {
    const jobs = new Jobs()
    const byId = jobs.start('decompose', ({ signal }) => untilAborted(signal))
    expect(jobs.cancel(byId.id)).toBe(true)
    expect(await byId.outcome).toEqual({ status: 'cancelled' })
    expect(jobs.cancel(byId.id)).toBe(false)

    const byHandle = jobs.start('decompose', ({ signal }) => untilAborted(signal))
    byHandle.cancel()
    expect(await byHandle.outcome).toEqual({ status: 'cancelled' })

    const outside = new AbortController()
    const bySignal = jobs.start('decompose', ({ signal }) => untilAborted(signal), { signal: outside.signal })
    outside.abort()
    expect(await bySignal.outcome).toEqual({ status: 'cancelled' })
  })

  it('does not begin when its signal was aborted before', async () => {
    let began = false
    const job = new Jobs().start(
      'split',
      async () => {
        began = true
      },
      { signal: AbortSignal.abort() },
    )
    expect(await job.outcome).toEqual({ status: 'cancelled' })
    expect(began).toBe(false)
  })

  it('reports nothing after its end', async () => {
    const seen: JobProgress[] = []
    let late = () => {}
    const job = new Jobs().start(
      'split',
      async ({ report }) => {
        late = () => report({ stage: 'write', done: 1 })
      },
      { onProgress: (progress) => seen.push(progress) },
    )
    await job.outcome
    late()
    expect(seen).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import type { RunningJob } from '../store/state.ts'
import { announce, viewJob } from './job-view.ts'

function job(fields: Partial<RunningJob> = {}): RunningJob {
  const progress = { stage: 'cut', done: 0.45, detail: '2 of 5', secondsLeft: 22 } as const
  return {
    id: 'job',
    kind: 'decompose',
    document: 'document',
    progress,
    layers: [],
    targets: [],
    startedAt: 1000,
    cancelling: false,
    ...fields,
  }
}
const after = (seconds: number) => 1000 + seconds * 1000

describe('viewJob', () => {
  it('shows nothing of a job that is over at once', () => {
    expect(viewJob(job(), after(0.2))).toBeNull()
  })

  it('shows a share only of jobs that take long', () => {
    const short = job({ progress: { stage: 'cut', done: 0.5, detail: '', secondsLeft: 2 } })
    expect(viewJob(short, after(2))).toMatchObject({ share: null, timeLeft: '' })
    expect(viewJob(job(), after(2))).toMatchObject({ share: 0.45, timeLeft: '' })
    expect(viewJob(short, after(12))?.share).toBe(0.5)
  })

  it('tells the time left after five seconds, rounded', () => {
    expect(viewJob(job(), after(6))).toMatchObject({
      title: 'Decomposing',
      stage: 'Cutting out 2 of 5',
      timeLeft: 'About 20 s left',
      spoken: 'Cutting out 2 of 5, 45%',
    })
  })

  it('sets words of a stage off from its name', () => {
    const reading = job({ progress: { stage: 'find', done: 0.1, detail: 'reading', secondsLeft: null } })
    expect(viewJob(reading, after(2))?.stage).toBe('Finding layers: reading')
  })

  it('says that it is being cancelled', () => {
    expect(viewJob(job({ cancelling: true }), after(6))).toMatchObject({ stage: 'Cancelling', timeLeft: '' })
  })
})

describe('announce', () => {
  it('says the start, then stages ten seconds apart', () => {
    const start = announce(null, job(), 0)
    expect(start?.text).toBe('Decomposing started')
    expect(announce(start!.said, job(), 60_000)).toBeNull()
    const filling = job({ progress: { stage: 'fill', done: 0.6, detail: '', secondsLeft: 5 } })
    expect(announce(start!.said, filling, 5_000)).toBeNull()
    const later = announce(start!.said, filling, 11_000)
    expect(later?.text).toBe('Decomposing: Filling in behind')
    expect(announce(later!.said, job(), 12_000)).toBeNull()
  })

  it('says the start of the next job at once', () => {
    const start = announce(null, job(), 0)
    expect(announce(start!.said, job({ id: 'next', kind: 'export' }), 10)?.text).toBe('Exporting started')
  })
})

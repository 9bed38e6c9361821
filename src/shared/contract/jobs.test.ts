import { describe, expect, it } from 'vitest'
import { ProgressMeter, shareOf } from './jobs.ts'

function clock() {
  let time = 1000
  return { now: () => time, pass: (seconds: number) => (time += seconds * 1000) }
}

describe('ProgressMeter', () => {
  it('never falls, and takes the stage and detail of the last report', () => {
    const meter = new ProgressMeter(clock().now)
    expect(meter.update({ stage: 'find', done: 0.4 }).done).toBe(0.4)
    expect(meter.update({ stage: 'cut', done: 0.2, detail: 'a' })).toMatchObject({
      stage: 'cut',
      done: 0.4,
      detail: 'a',
    })
    expect(meter.update({ stage: 'cut', done: NaN }).done).toBe(0.4)
    expect(meter.update({ stage: 'finish', done: 7 }).done).toBe(1)
  })

  it('gives no estimate before there is something to go by', () => {
    const time = clock()
    const meter = new ProgressMeter(time.now)
    time.pass(0.1)
    expect(meter.update({ stage: 'find', done: 0.5 }).secondsLeft).toBeNull()
    time.pass(10)
    expect(new ProgressMeter(time.now).update({ stage: 'find', done: 0.01 }).secondsLeft).toBeNull()
  })

  it('counts down evenly when the job goes evenly', () => {
    const time = clock()
    const meter = new ProgressMeter(time.now)
    for (let second = 1; second <= 10; second++) {
      time.pass(1)
      expect(meter.update({ stage: 'find', done: second / 10 }).secondsLeft).toBeCloseTo(10 - second, 6)
    }
  })

  it('does not jump when a stage goes slower than the ones before', () => {
    const time = clock()
    const meter = new ProgressMeter(time.now)
    time.pass(5)
    expect(meter.update({ stage: 'find', done: 0.5 }).secondsLeft).toBeCloseTo(5)
    time.pass(0.1)
    meter.update({ stage: 'cut', done: 0.5 })
    time.pass(3)
    const left = meter.update({ stage: 'cut', done: 0.5 }).secondsLeft!
    expect(left).toBeGreaterThan(1.9)
    expect(left).toBeLessThan(8.1)
  })
})

describe('shareOf', () => {
  it('maps a part of a job into the whole', () => {
    expect(shareOf(0.2, 0.6, 0.5)).toBeCloseTo(0.4)
    expect(shareOf(0.2, 0.6, 4)).toBeCloseTo(0.6)
  })
})

import { expect, it } from 'vitest'
import { StageClock } from './stage-clock.ts'

it('adds up the time in each stage, in the order in which they were first entered', () => {
  let time = 0
  const clock = new StageClock('open', () => time)
  for (const [stage, at] of [
    ['find', 1000],
    ['cut', 1500],
    ['find', 3500],
    ['write', 3600],
  ] as const) {
    time = at
    clock.enter(stage)
  }
  time = 4000
  expect(clock.stages()).toEqual([
    { stage: 'open', seconds: 1 },
    { stage: 'find', seconds: 0.6 },
    { stage: 'cut', seconds: 2 },
    { stage: 'write', seconds: 0.4 },
  ])
  expect(clock.total()).toBeCloseTo(4)
})

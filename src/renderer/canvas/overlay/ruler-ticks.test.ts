import { describe, expect, it } from 'vitest'
import { rulerTicks } from './ruler-ticks.ts'

const labels = (...place: Parameters<typeof rulerTicks>) =>
  rulerTicks(...place).flatMap(({ at, label }) => (label === null ? [] : [[at, label]]))

describe('the marks of a ruler', () => {
  it('have round numbers that do not run into each other', () => {
    expect(labels(20, 0.5, 300)).toEqual([
      [20, '0'],
      [120, '200'],
      [220, '400'],
    ])
    expect(labels(-30, 0.5, 200)).toEqual([
      [70, '200'],
      [170, '400'],
    ])
  })

  it('are on whole pixels, however near', () => {
    const near = rulerTicks(0, 32, 130)
    expect(near.map(({ at, label }) => [at, label])).toEqual([
      [0, '0'],
      [32, null],
      [64, '2'],
      [96, null],
      [128, '4'],
    ])
    expect(rulerTicks(0, 64, 130).map(({ label }) => label)).toEqual(['0', '1', '2'])
  })

  it('divide a step as finely as there is room', () => {
    expect(rulerTicks(0, 0.6, 61)).toHaveLength(11)
    expect(rulerTicks(0, 0.49, 97)).toHaveLength(10)
  })
})

import { describe, expect, it } from 'vitest'
import { dissimilarity, isBelievable, worth } from './score.ts'

describe('belief in readings', () => {
  it.each([
    ['SALE', 0.95, 1, true],
    ['SALE', 0.87, 1, false],
    ['SALE', 0.87, 2, true],
    ['8', 0.99, 3, false],
    ['db', 0.96, 1, false],
    ['UP', 0.96, 2, true],
    ['6@', 0.99, 3, false],
    ['(*)-x1', 0.99, 3, false],
    ['西游', 0.9, 1, true],
    ['西', 0.99, 3, false],
    ['50% OFF', 0.95, 1, true],
  ])('%s at %d, read %d times: %s', (text, score, agreements, believed) => {
    expect(isBelievable(text, score, agreements)).toBe(believed)
  })

  it('a whole line is worth more than its surer half', () => {
    expect(worth('Save the Date', 0.96)).toBeGreaterThan(worth('the Date', 0.998))
  })

  it('a character too much at a poor score is worth less', () => {
    expect(worth('色手烟', 0.83)).toBeLessThan(worth('手烟', 1))
  })
})

describe('dissimilarity', () => {
  it('does not look at case, spaces and punctuation', () => {
    expect(dissimilarity('50% off!', '50%OFF')).toBe(0)
  })

  it('is the share of edits', () => {
    expect(dissimilarity('parky', 'party')).toBeCloseTo(0.2)
    expect(dissimilarity('', 'abc')).toBe(1)
    expect(dissimilarity('', '')).toBe(0)
  })
})

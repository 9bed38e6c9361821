import { describe, expect, it } from 'vitest'
import { fitNumber, formatNumber, parseNumber } from './number-text.ts'

describe('parseNumber', () => {
  it('takes signs, commas and units', () => {
    expect(parseNumber(' 12 ')).toBe(12)
    expect(parseNumber('-3,5 px')).toBe(-3.5)
    expect(parseNumber('.5')).toBe(0.5)
    expect(parseNumber('40%')).toBe(40)
    expect(parseNumber('90°')).toBe(90)
  })

  it('refuses what is no number', () => {
    for (const text of ['', 'px', '1 2', '1.2.3', '--1', '1e9', 'NaN']) expect(parseNumber(text)).toBeNull()
  })
})

describe('fitNumber', () => {
  it('rounds and clamps', () => {
    expect(fitNumber(12.345, { min: 0, max: 100 }, 1)).toBe(12.3)
    expect(fitNumber(-4, { min: 0, max: 100 }, 0)).toBe(0)
    expect(fitNumber(120, { min: 0, max: 100 }, 0)).toBe(100)
  })
})

describe('formatNumber', () => {
  it('leaves needless zeros out', () => {
    expect(formatNumber(12, 2)).toBe('12')
    expect(formatNumber(12.5, 2)).toBe('12.5')
    expect(formatNumber(1 / 3, 2)).toBe('0.33')
  })
})

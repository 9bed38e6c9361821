import { describe, expect, it } from 'vitest'
import { fitText, formatBytes, formatSeconds, formatShare, formatTable, textWidth } from './format-text.ts'

describe('numbers', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [88_188_479, '88.2 MB'],
    [999_600, '1.0 MB'],
    [123_456_789_000, '123 GB'],
  ])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  it.each([
    [0.04, '0.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.6, '1 min 0 s'],
    [200, '3 min 20 s'],
  ])('%d seconds are %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text))

  it.each([
    [0, '0 %'],
    [0.004, '<1 %'],
    [0.005, '1 %'],
    [1, '100 %'],
  ])('a share of %d is %s', (share, text) => expect(formatShare(share)).toBe(text))
})

describe('text in cells', () => {
  it('counts wide characters as two and combining marks as none', () => {
    expect(textWidth('夏SALE')).toBe(6)
    expect(textWidth('e\u0301')).toBe(1)
  })
  it('cuts to a width', () => {
    expect(fitText('abcdef', 6)).toBe('abcdef')
    expect(fitText('abcdef', 5)).toBe('abcd…')
    expect(fitText('夏夏夏', 5)).toBe('夏夏…')
  })
  it('pads columns to their widest cell', () => {
    const rows = [
      ['a', '1', 'x'],
      ['夏', '10', ''],
    ]
    expect(formatTable(rows, [1])).toBe('a    1  x\n夏  10')
  })
})

import { describe, expect, it } from 'vitest'
import { formatColor, parseColor } from './color-text.ts'

describe('colours as text', () => {
  it('writes six digits', () => {
    expect(formatColor([0, 15.6, 255])).toBe('#0010ff')
  })

  it('reads three and six digits', () => {
    expect(parseColor('#0010ff')).toEqual([0, 16, 255])
    expect(parseColor(' F80 ')).toEqual([255, 136, 0])
  })

  it('refuses other text', () => {
    for (const text of ['', '#12', '#12345', 'red', '#gggggg']) expect(parseColor(text)).toBeNull()
  })
})

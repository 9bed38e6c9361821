import { describe, expect, it } from 'vitest'
import { slug } from './file-names.ts'

describe('slug', () => {
  it.each([
    ['Text: SUMMER SALE!', 'text-summer-sale'],
    ['../../etc/passwd', 'etc-passwd'],
    ['CON', 'con'],
    ['a\\b:c*d?e"f<g>h|i\u0000j', 'a-b-c-d-e-f-g-h-i-j'],
    ['Größe Ωmega 日本語', 'größe-ωmega-日本語'],
    ['e\u0301te\u0301', 'été'],
    ['--- ...', ''],
    ['', ''],
    ['ends with dots...', 'ends-with-dots'],
  ])('%j becomes %j', (name, expected) => {
    expect(slug(name)).toBe(expected)
  })

  it('is short, and does not cut a character in two', () => {
    expect(slug('x'.repeat(1000))).toBe('x'.repeat(60))
    expect(slug('𠮷'.repeat(1000))).toBe('𠮷'.repeat(60))
    expect(slug(`${'a'.repeat(59)} b`)).toBe('a'.repeat(59))
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderBetween, ordersBetween } from './order-key.ts'

const key = fc.stringMatching(/^[0-9A-Za-z]{0,6}[1-9A-Za-z]$/)
const gap = fc
  .tuple(fc.option(key), fc.option(key))
  .map(([a, b]) => (a !== null && b !== null && a > b ? [b, a] : [a, b]))
  .filter(([a, b]) => a === null || a !== b)

function isBetween(below: string | null, value: string, above: string | null): boolean {
  return (
    (below === null || below < value) && (above === null || value < above) && /^[0-9A-Za-z]*[1-9A-Za-z]$/.test(value)
  )
}

describe('order keys', () => {
  it('gives a key strictly between any two', () => {
    fc.assert(fc.property(gap, ([below, above]) => isBetween(below, orderBetween(below, above), above)))
  })

  it('gives n ascending keys between any two', () => {
    fc.assert(
      fc.property(gap, fc.nat(200), ([below, above], count) => {
        const keys = ordersBetween(below, above, count)
        expect(keys).toHaveLength(count)
        for (const [index, value] of keys.entries()) {
          expect(isBetween(keys[index - 1] ?? below, value, above)).toBe(true)
        }
      }),
    )
  })

  it('finds room wherever layers are put one after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 300 }), (places) => {
        const keys: string[] = []
        for (const place of places) {
          const index = place % (keys.length + 1)
          keys.splice(index, 0, orderBetween(keys[index - 1] ?? null, keys[index] ?? null))
        }
        expect(keys).toEqual([...new Set(keys)].sort())
      }),
    )
  })

  it('stays short: 500 layers at once, or 500 put on top or at the bottom one by one', () => {
    expect(Math.max(...ordersBetween(null, null, 500).map(({ length }) => length))).toBeLessThanOrEqual(2)
    let top = orderBetween(null, null)
    let bottom = top
    for (let count = 0; count < 500; count++) {
      top = orderBetween(top, null)
      bottom = orderBetween(null, bottom)
    }
    expect(top.length).toBeLessThanOrEqual(9)
    expect(bottom.length).toBeLessThanOrEqual(9)
  })

  it('refuses keys in the wrong order', () => {
    expect(() => orderBetween('b', 'a')).toThrow(RangeError)
    expect(() => orderBetween('a', 'a')).toThrow(RangeError)
  })
})

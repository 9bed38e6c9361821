import { describe, expect, it } from 'vitest'
import { decodeCtc } from './recognise.ts'

/** Probabilities with 0.9 for the wanted class of each step; 0 blank, 1 "a", 2 "b", 3 space. */
function steps(...wanted: number[]): Float32Array {
  const out = new Float32Array(wanted.length * 4).fill(0.03)
  wanted.forEach((k, step) => (out[step * 4 + k] = 0.9))
  return out
}

describe('CTC decoding', () => {
  it('collapses repeats, keeps doubles that a blank parts, drops blanks', () => {
    const { string, score } = decodeCtc(steps(0, 1, 1, 0, 1, 2, 2, 0), 8, 4, ['a', 'b'])
    expect(string).toBe('aab')
    expect(score).toBeCloseTo(0.9)
  })

  it('reads the last class as a space and tells where each character stands', () => {
    const { string, centers } = decodeCtc(steps(1, 0, 3, 0, 2), 5, 4, ['a', 'b'])
    expect(string).toBe('a b')
    expect(centers).toEqual([0.1, 0.5, 0.9])
  })

  it('nothing but blanks is nothing', () => {
    expect(decodeCtc(steps(0, 0), 2, 4, ['a', 'b'])).toEqual({ string: '', score: 0, centers: [] })
  })

  it('takes a digit beside a digit where it is nearly as likely, and nowhere else', () => {
    const alphabet = ['1', 'l', 'a']
    const doubtful = (from: number[]) => {
      const out = new Float32Array(from.length * 5)
      from.forEach((k, step) => {
        out[step * 5 + k] = 0.6
        if (k === 2) out[step * 5 + 1] = 0.38
      })
      return decodeCtc(out, from.length, 5, alphabet)
    }
    expect(doubtful([1, 0, 2, 4, 3]).string).toBe('11 a')
    expect(doubtful([1, 0, 2]).score).toBeCloseTo((0.6 + 0.38) / 2)
    expect(doubtful([3, 2, 0, 2]).string).toBe('all')
  })
})

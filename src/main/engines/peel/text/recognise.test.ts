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
})

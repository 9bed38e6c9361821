import { describe, expect, it } from 'vitest'
import { dealOut, naturalPieces, piecesOf } from './pieces.ts'

describe('pieces of a string', () => {
  it('are its lines, else its words, else its letters', () => {
    expect(naturalPieces('one two\nthree')).toEqual(['one two', 'three'])
    expect(naturalPieces('  one  two ')).toEqual(['one', 'two'])
    expect(naturalPieces('né1')).toEqual(['n', 'é', '1'])
  })

  it('are no finer than they must be', () => {
    expect(piecesOf('one two', 2)).toEqual({ pieces: ['one', 'two'], joint: ' ' })
    expect(piecesOf('one two', 3)?.pieces).toHaveLength(6)
    expect(piecesOf('ab', 3)).toBeNull()
  })

  it('are dealt out by the room that each part takes', () => {
    expect(dealOut(piecesOf('up to half', 2), [60, 50])).toEqual(['up to', 'half'])
    expect(dealOut(piecesOf('illume', 3), [17, 25, 10])).toEqual(['ill', 'um', 'e'])
    expect(dealOut(null, [1, 2])).toBeNull()
  })

  it('each part has at least one', () => {
    expect(dealOut(piecesOf('abc', 3), [1, 1, 1000])).toEqual(['a', 'b', 'c'])
  })
})

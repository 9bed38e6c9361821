import { describe, expect, it } from 'vitest'
import { chooseWords, type Word } from './read.ts'

function word(string: string, score: number, x: number, width: number): Word {
  const quad = { x, y: 50, width, height: 40, angle: 0 }
  return { quad, vertical: false, reading: { string, score, centers: [] }, agreements: 1 }
}

describe('one reading a place', () => {
  it('prefers the whole line to its parts, of whatever pass', () => {
    const chosen = chooseWords([
      word('Save', 0.999, 60, 100),
      word('Save the Date', 0.968, 160, 300),
      word('the Date', 0.998, 220, 190),
    ])
    expect(chosen.map((each) => each.reading.string)).toEqual(['Save the Date'])
  })

  it('two characters count only when two passes agree', () => {
    expect(chooseWords([word('UP', 0.97, 60, 60)])).toEqual([])
    expect(chooseWords([word('UP', 0.97, 60, 60), word('UP', 0.95, 62, 62)])).toHaveLength(1)
  })

  it('keeps what does not overlap', () => {
    expect(chooseWords([word('left side', 0.97, 60, 100), word('right side', 0.97, 200, 100)])).toHaveLength(2)
  })
})

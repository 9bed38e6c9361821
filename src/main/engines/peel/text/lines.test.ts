import { describe, expect, it } from 'vitest'
import { joinLines } from './lines.ts'
import type { Word } from './read.ts'

function word(string: string, x: number, y: number, width: number, height = 40, vertical = false): Word {
  const quad = { x, y, width, height, angle: 0 }
  return { quad, vertical, reading: { string, score: 0.9, centers: [] }, agreements: 1 }
}

describe('words to lines', () => {
  it('joins words of one baseline in reading order', () => {
    const [line, ...rest] = joinLines([word('Birthday', 300, 102, 180), word('Happy', 150, 100, 100)])
    expect(rest).toEqual([])
    expect(line.string).toBe('Happy Birthday')
    expect(line.quad.x).toBeCloseTo(245)
    expect(line.quad.width).toBeCloseTo(290)
  })

  it.each([
    ['another line', word('below', 300, 160, 180)],
    ['another height', word('small', 300, 100, 180, 16)],
    ['far away', word('far', 500, 100, 180)],
    ['running down', word('down', 300, 100, 40, 180, true)],
  ])('leaves apart: %s', (_, other) => {
    expect(joinLines([word('Happy', 150, 100, 100), other])).toHaveLength(2)
  })

  it('puts no space between ideographs', () => {
    expect(joinLines([word('拒绝', 100, 100, 80), word('手烟', 190, 100, 80)])[0].string).toBe('拒绝手烟')
  })
})

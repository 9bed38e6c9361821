import { describe, expect, it } from 'vitest'
import { coverage } from '../stack.ts'
import type { Found } from '../types.ts'
import { splitText } from './split-text.ts'

/** A text drawn with one character a pixel: `#` is ink, `+` a soft edge, anything else clear. At 5, 7. */
function drawn(string: string, ...rows: string[]): Found {
  const box = { x: 5, y: 7, width: rows[0].length, height: rows.length }
  const ink = rows.join('')
  return {
    kind: 'text',
    name: `Text: ${string}`,
    box,
    alpha: Float32Array.from(ink, (c) => (c === '#' ? 1 : c === '+' ? 0.3 : 0)),
    color: new Float32Array(ink.length * 3).fill(40),
    confidence: 0.9,
    texts: [{ string, box, confidence: 0.9, color: [40, 40, 40] }],
  }
}

const named = (parts: readonly Found[]) => parts.map(({ name, box }) => [name, box.x, box.width])

describe('splitText', () => {
  const line = drawn('HI YOU', '##########  ########                    ####################')

  it('cuts at the widest gaps and deals out the words', () => {
    expect(named(splitText(line, 2))).toEqual([
      ['Text: HI', 5, 20],
      ['Text: YOU', 45, 20],
    ])
    expect(splitText(line, 3)).toHaveLength(3)
    expect(splitText(line, 9)).toHaveLength(3)
  })

  it('loses no ink, and gives none twice', () => {
    const soft = drawn('ab', '.###+.+###.', '.###+++###.', '.###+.+###+')
    const parts = splitText(soft, 2)
    expect(parts).toHaveLength(2)
    expect(parts.reduce((sum, part) => sum + coverage(part), 0)).toBeCloseTo(coverage(soft))
    expect(parts[1].texts).toEqual([{ ...soft.texts[0], string: 'b', box: parts[1].box }])
  })

  it('tells letters apart that overlap without touching, and keeps a letter and its dot together', () => {
    const kerned = drawn(
      'AVi',
      '..####...###..####.......####',
      '.##..##...##.###.............',
      '##....##...##.##.........####',
      '##.....##...#.#..........####',
    )
    expect(named(splitText(kerned, 3))).toEqual([
      ['Text: A', 5, 9],
      ['Text: V', 14, 9],
      ['Text: i', 30, 4],
    ])
  })

  it('names letters that touch by the room they take', () => {
    const tight = drawn('SUMM', '####+####.######.######')
    expect(splitText(tight, 4).map(({ name }) => name)).toEqual(['Text: S', 'Text: U', 'Text: M', 'Text: M'])
    const touching = drawn('SUMM', '#########.######.######')
    expect(splitText(touching, 4).map(({ name }) => name)).toEqual(['Text: SU', 'Text: M', 'Text: M'])
  })

  it('goes by rows where there are several lines', () => {
    const two = drawn('on\nit', '##.##...', '##.##...', '........', '...#.###', '...#.###')
    expect(splitText(two, 2).map(({ name, box }) => [name, box.y])).toEqual([
      ['Text: on', 7],
      ['Text: it', 10],
    ])
  })

  it('leaves a text without a gap as it is', () => {
    const one = drawn('I', '##')
    expect(splitText(one, 4)).toEqual([one])
  })
})

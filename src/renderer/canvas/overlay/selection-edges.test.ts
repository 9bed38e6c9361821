import { describe, expect, it } from 'vitest'
import { edgesOf, type Edge } from './selection-edges.ts'

const sorted = (edges: readonly Edge[]) => edges.map((edge) => edge.join(' ')).sort()

function pixels(...rows: string[]) {
  const data = Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 255 : sign === '+' ? 128 : 127))
  return edgesOf(rows[0].length, rows.length, data)
}

describe('the edges of a selection', () => {
  it('go around what is selected by half or more, in straight pieces', () => {
    expect(sorted(pixels('....', '.#+.', '.##.', '....'))).toEqual(['1 1 1 3', '1 1 3 1', '1 3 3 3', '3 1 3 3'])
  })

  it('go along the border, around holes and single pixels', () => {
    expect(sorted(pixels('###', '#.#', '##.'))).toEqual(
      [
        '0 0 3 0',
        '0 0 0 3',
        '3 0 3 2',
        '0 3 2 3',
        '1 1 2 1',
        '1 1 1 2',
        // The hole and the missing corner share a corner.
        '1 2 3 2',
        '2 1 2 3',
      ].sort(),
    )
  })

  it('are none where nothing is selected', () => {
    expect(pixels('..', '..')).toEqual([])
  })
})

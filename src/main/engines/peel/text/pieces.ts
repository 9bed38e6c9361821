/** Which characters of a string stand in which part of its picture. */

/** Rough advance widths, of a lower-case letter's. */
const widths: readonly [characters: RegExp, width: number][] = [
  [/[iljftrI1.,:;'’!|()[\]]/, 0.55],
  [/[mwMW@%&—]/, 1.5],
  [/\p{Lu}/u, 1.2],
]

export interface Pieces {
  pieces: string[]
  /** Between two that stay together. */
  joint: string
}

/** What a text falls into on its own: lines, else words, else letters. */
export function naturalPieces(string: string): string[] {
  const lines = linesOf(string)
  if (lines.length > 1) return lines
  const words = wordsOf(string)
  return words.length > 1 ? words : charactersOf(string)
}

/** The coarsest pieces of which there are at least `parts`; null where there are fewer characters than that. */
export function piecesOf(string: string, parts: number): Pieces | null {
  const kinds = [
    { pieces: linesOf(string), joint: '\n' },
    { pieces: wordsOf(string), joint: ' ' },
    { pieces: charactersOf(string), joint: '' },
  ]
  return kinds.find(({ pieces }) => pieces.length >= parts) ?? null
}

/**
 * Deals pieces out to parts of these extents, in order, at least one to each, so that each part has about its share of
 * the whole width. Extents are in any unit.
 */
export function dealOut(given: Pieces | null, extents: readonly number[]): string[] | null {
  if (!given) return null
  const { pieces, joint } = given
  const ends = shares(pieces.map(widthOf))
  const wanted = shares(extents)
  const [rows, columns] = [extents.length, pieces.length]
  // least[k][n]: the error when the first k parts have the first n pieces; cut[k][n]: where the k-th then begins.
  const least = Array.from({ length: rows + 1 }, () => new Float64Array(columns + 1).fill(Infinity))
  const cut = Array.from({ length: rows + 1 }, () => new Int32Array(columns + 1))
  least[0][0] = 0
  for (let k = 1; k <= rows; k++) {
    for (let n = k; n <= columns - (rows - k); n++) {
      for (let from = k - 1; from < n; from++) {
        const share = ends[n] - ends[from] - (wanted[k] - wanted[k - 1])
        const error = least[k - 1][from] + share * share
        if (error < least[k][n]) [least[k][n], cut[k][n]] = [error, from]
      }
    }
  }
  const dealt: string[] = []
  for (let k = rows, end = columns; k > 0; end = cut[k--][end])
    dealt.unshift(pieces.slice(cut[k][end], end).join(joint))
  return dealt
}

/** Running sums from 0 to 1. */
function shares(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0) || 1
  let sum = 0
  return [0, ...values.map((value) => (sum += value) / total)]
}

function widthOf(piece: string): number {
  return charactersOf(piece).reduce((sum, c) => sum + (widths.find(([kind]) => kind.test(c))?.[1] ?? 1), 0)
}

function linesOf(string: string): string[] {
  return string
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

function wordsOf(string: string): string[] {
  return string.split(/\s+/).filter(Boolean)
}

function charactersOf(string: string): string[] {
  return [...string.replace(/\s/g, '')]
}

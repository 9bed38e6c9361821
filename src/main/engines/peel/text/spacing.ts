/** Spaces by what is seen: the reader drops them, above all between letters and digits. */
import { countIdeographs } from './score.ts'
import { toQuad } from './quad.ts'
import type { Window } from './window.ts'

/** A gap between words against the line's height, where the line has no space to compare with. */
const leastGap = 0.2

/**
 * The string with spaces added where the glyphs stand apart as far as words do: nearly as far as at the spaces that were
 * read, and clearly farther than letters of this line do. `alpha` is the matte over the window.
 */
export function withSpaces(string: string, window: Window, alpha: Float32Array): string {
  const characters = [...string].filter((character) => character !== ' ')
  const { centers, vertical, thickness } = window
  if (vertical || countIdeographs(string) > 0 || centers.length !== characters.length) return string
  const gaps = gapsBetween(window, alpha)
  const parts = string.split(' ')
  const spaceAfter = new Set<number>()
  let at = -1
  for (const part of parts.slice(0, -1)) spaceAfter.add((at += [...part].length))
  const between = middle(gaps.filter((_, i) => !spaceAfter.has(i)))
  const atSpaces = gaps.filter((_, i) => spaceAfter.has(i))
  const least = Math.max(atSpaces.length > 0 ? 0.75 * middle(atSpaces) : leastGap * thickness, 1.6 * between + 2)
  return characters
    .map((character, i) => character + (spaceAfter.has(i) || (i < gaps.length && gaps[i] >= least) ? ' ' : ''))
    .join('')
    .trim()
}

/** The widest run of columns without ink between each two neighbouring characters, pixels. */
function gapsBetween(window: Window, alpha: Float32Array): number[] {
  const { quad, centers, image } = window
  const length = Math.max(1, Math.round(quad.width))
  const hasInk = new Uint8Array(length)
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i] < 0.3) continue
    const { u } = toQuad(quad, (i % image.width) + 0.5, Math.floor(i / image.width) + 0.5)
    const column = Math.floor(u + quad.width / 2)
    if (column >= 0 && column < length) hasInk[column] = 1
  }
  return centers.slice(1).map((center, k) => {
    let widest = 0
    let run = 0
    for (let x = Math.round(centers[k] * length); x < Math.min(length, center * length); x++) {
      run = hasInk[x] ? 0 : run + 1
      widest = Math.max(widest, run)
    }
    return widest
  })
}

function middle(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
}

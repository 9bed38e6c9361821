/** What a string is worth: which readings are believed. */

/** Letters and digits, and the signs that make an amount of a number: 50%, €9. */
const alphanumeric = /[\p{L}\p{N}]|(?<=\p{N})%|[$€£](?=\p{N})/gu
const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu

export function countAlphanumerics(text: string): number {
  return text.match(alphanumeric)?.length ?? 0
}

export function countIdeographs(text: string): number {
  return text.match(ideograph)?.length ?? 0
}

/** The string without what readers get wrong most: spaces, punctuation, case. */
export function skeleton(text: string): string {
  return (text.match(alphanumeric) ?? []).join('').toLowerCase()
}

/** Ranks readings of one place: long and sure ones first. */
export function worth(text: string, score: number): number {
  const spaces = text.trim().split(' ').length - 1
  return countAlphanumerics(text) * Math.max(0, score - 0.6) + spaces * 0.05
}

/**
 * Whether a reading is text. Short strings are what the reader sees in eyes, stars and windows: two characters must be
 * surer and read the same at another scale (`agreements` counts the passes that read this string here).
 */
export function isBelievable(text: string, score: number, agreements: number): boolean {
  const characters = countAlphanumerics(text)
  const ideographs = countIdeographs(text)
  // Signs among few letters ("6@", "!o/") are texture read as text.
  if (characters < 2 || characters < 0.6 * text.replaceAll(' ', '').length) return false
  if (ideographs >= 2) return score > (ideographs > 2 ? 0.8 : 0.85)
  if (characters === 2) return score > 0.93 && agreements >= 2
  return score > (agreements >= 2 ? 0.85 : 0.9)
}

/** Edit distance of the skeletons, as a share of the longer one: 0 the same, 1 nothing in common. */
export function dissimilarity(a: string, b: string): number {
  const from = [...skeleton(a)]
  const to = [...skeleton(b)]
  if (from.length === 0 && to.length === 0) return 0
  let row = to.map((_, j) => j + 1)
  for (let i = 0; i < from.length; i++) {
    const next: number[] = []
    for (let j = 0; j < to.length; j++) {
      const diagonal = (j > 0 ? row[j - 1] : i) + (from[i] === to[j] ? 0 : 1)
      next.push(Math.min(diagonal, row[j] + 1, (j > 0 ? next[j - 1] : i + 1) + 1))
    }
    row = next
  }
  return (row.at(-1) ?? from.length) / Math.max(from.length, to.length)
}

/** Finding what a person meant when a name is not known. */

/** Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, changes and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, beforeLast[j - 2] + 1)
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]
}

/** The names that are like `wanted` (a typing slip, or one within the other), the nearest first, at most `most`. */
export function nearNames(wanted: string, names: readonly string[], most = 3): string[] {
  const target = wanted.trim().toLowerCase()
  if (target === '') return []
  const scored = [...new Set(names)].flatMap((name) => {
    const candidate = name.toLowerCase()
    const distance = editDistance(target, candidate)
    const contains =
      target.length >= 2 && candidate.length >= 2 && (candidate.includes(target) || target.includes(candidate))
    const allowed = Math.max(1, Math.floor(Math.max(target.length, candidate.length) / 3))
    if (distance > allowed && !contains) return []
    return [{ name, score: contains ? Math.min(distance, 1) : distance }]
  })
  return scored
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name)
}

/** Votes of T-junctions, summed over groups of regions. */
import type { Junction } from './junctions.ts'

/** What corners say of groups of regions: sums of weights. */
export interface Votes {
  /** How much says that the first group lies on the second. */
  over(upper: number, lower: number): number
}

/**
 * Sums the votes for the groups that `groupOf` gives (0: none). A corner whose stems are of one group tells nothing: the
 * group's outline runs on as well.
 */
export function countVotes(junctions: readonly Junction[], groupOf: Int32Array): Votes {
  const sums = new Map<string, number>()
  for (const { bar, stems, weight } of junctions) {
    const [upper, ...lower] = [bar, ...stems].map((region) => groupOf[region])
    if (lower[0] === lower[1]) continue
    for (const group of lower) {
      if (group === upper || group === 0 || upper === 0) continue
      const key = `${upper}/${group}`
      sums.set(key, (sums.get(key) ?? 0) + weight)
    }
  }
  return { over: (upper, lower) => sums.get(`${upper}/${lower}`) ?? 0 }
}

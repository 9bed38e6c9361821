/**
 * Fractional order keys: a key is the digits of a fraction between 0 and 1 in base 62, so there is always another
 * one between two, and moving a layer changes that layer alone. Keys sort by code unit, as strings do.
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE = DIGITS.length

/**
 * A key between two keys; null is the open end. At an open end the key moves by one digit instead of by half the gap,
 * so that keys grow by one character every 61 insertions on top and not every 6.
 * Throws RangeError when `below` is not below `above`.
 */
export function orderBetween(below: string | null, above: string | null): string {
  if (above !== null && below === null) return midpoint('', above, (_low, high) => high - 1)
  if (above === null && below !== null) return midpoint(below, null, (low) => low + 1)
  return midpoint(below ?? '', above, halfway)
}

/** `count` keys between two keys, from the bottom to the top, spread evenly. Throws RangeError as orderBetween does. */
export function ordersBetween(below: string | null, above: string | null, count: number): string[] {
  if (count === 0) return []
  const middle = midpoint(below ?? '', above, halfway)
  const countBelow = Math.floor((count - 1) / 2)
  return [...ordersBetween(below, middle, countBelow), middle, ...ordersBetween(middle, above, count - 1 - countBelow)]
}

function halfway(low: number, high: number): number {
  return (low + high) >> 1
}

/** The shortest key in the open interval; `pick` chooses the last digit strictly between its two arguments. */
function midpoint(below: string, above: string | null, pick: (low: number, high: number) => number): string {
  if (above !== null && below >= above) throw new RangeError(`Order key ${below} is not below ${above}.`)
  let upper = above
  let prefix = ''
  for (let index = 0; ; index++) {
    const low = index < below.length ? DIGITS.indexOf(below[index]) : 0
    const high = upper === null ? BASE : DIGITS.indexOf(upper[index])
    if (high - low > 1) return prefix + DIGITS[pick(low, high)]
    prefix += DIGITS[low]
    // One step below the upper digit: whatever follows now stays below `above`.
    if (high > low) upper = null
  }
}

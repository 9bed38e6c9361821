/** Numbers as a person types them into a field. */

export interface NumberRange {
  min: number
  max: number
}

/** Rounded to `digits` decimals and within the range. */
export function fitNumber(value: number, { min, max }: NumberRange, digits: number): number {
  const factor = 10 ** digits
  return Math.min(max, Math.max(min, Math.round(value * factor) / factor))
}

/** The number in the text; a comma counts as a decimal point, a unit after it is left out. null: there is none. */
export function parseNumber(text: string): number | null {
  const match = /^\s*([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))\s*(?:px|%|°)?\s*$/.exec(text)
  return match ? Number(match[1].replace(',', '.')) : null
}

/** Without needless zeros. */
export function formatNumber(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}

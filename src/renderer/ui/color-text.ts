/** Colours as #rrggbb. */
type Rgb = [r: number, g: number, b: number]

export function formatColor(color: Rgb): string {
  return `#${color.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`
}

/** With or without the sign, three digits or six. null: it is none. */
export function parseColor(text: string): Rgb | null {
  const digits = /^\s*#?([0-9a-f]{3}|[0-9a-f]{6})\s*$/i.exec(text)?.[1]
  if (!digits) return null
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g)
  const [r, g, b] = (pairs ?? []).map((pair) => parseInt(pair, 16))
  return [r, g, b]
}

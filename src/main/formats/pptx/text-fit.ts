/** How large a line of text has to be set to take the place of the same line in a picture. */

/** Of Arial and fonts of its measures, in shares of the font size. */
const ascent = 0.905
const descent = 0.212
const capHeight = 0.716
const xHeight = 0.519
const descender = 0.21

/** Letter spacing that still reads well, in shares of the font size. */
const tightest = -0.05
const widest = 0.3

export interface FittedText {
  /** Of the font, in the units of the box. */
  size: number
  /** Added to the advance of each character. */
  spacing: number
  /** Of the line with the font's own ascent and descent: its text covers the box that was given. */
  box: { x: number; y: number; width: number; height: number }
}

/** Fits a line to the box of its ink. The measures of its font are not known: those of Arial stand for them. */
export function fitText(string: string, ink: { x: number; y: number; width: number; height: number }): FittedText {
  const drop = /[gjpqy,;Qç()[\]{}|@]/.test(string) ? descender : 0
  const rise = /[^acegmnopqrsuvwxyz.,:;\s_-]/.test(string) ? capHeight : xHeight
  let size = ink.height / (rise + drop)
  const count = [...string].length
  const natural = advance(string)
  // A condensed face: rather smaller than with letters in each other.
  const least = natural + count * tightest
  if (size * least > ink.width) size = ink.width / least
  const spacing = Math.min(widest * size, (ink.width - size * natural) / Math.max(1, count))
  const baseline = ink.y + ink.height - drop * size
  const { x, width } = ink
  return { size, spacing, box: { x, y: baseline - ascent * size, width, height: (ascent + descent) * size } }
}

/** From baseline to baseline in shares of the font size, as fonts have it. */
export const naturalLine = ascent + descent

/**
 * Lines whose font and size are known: `x` and `y` are the first baseline's, at its left end, middle or right end as the
 * alignment says. The font's own ascent is not known: Arial's stands for it.
 */
export function placeText(
  { x, y }: { x: number; y: number },
  { size, width, lines, lineHeight, align, tracking }: PlacedLines,
): FittedText {
  const left = { left: x, center: x - width / 2, right: x - width }[align]
  const height = (lines === 1 ? naturalLine : lines * lineHeight) * size
  return { size, spacing: (tracking / 1000) * size, box: { x: left, y: y - ascent * size, width, height } }
}

interface PlacedLines {
  /** In the units of the place; so is the width, that of the longest line. */
  size: number
  width: number
  lines: number
  /** In shares of the size. */
  lineHeight: number
  align: 'left' | 'center' | 'right'
  /** Thousandths of the size, between characters. */
  tracking: number
}

/** Width of the line in shares of the font size, by kinds of characters. */
function advance(string: string): number {
  let sum = 0
  for (const character of string) sum += widths.find(([kind]) => kind.test(character))![1]
  return Math.max(0.2, sum)
}

const widths: readonly (readonly [RegExp, number])[] = [
  [/[\s.,:;!|'`ijlIft()[\]/\\]/, 0.27],
  [/[rJ"*{}-]/, 0.36],
  [/[mMW@%]/, 0.86],
  [/[w&GOQ+=<>~]/, 0.75],
  [/[ckszvxy]/, 0.5],
  [/\p{Lu}/u, 0.68],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u, 1],
  [/./su, 0.556],
]

/** A line of text into its words or letters, along the gaps between them. */
import type { Box } from '../../../imaging/pixels.ts'
import type { DraftText } from '../../engine.ts'
import { cropFound, tidy } from '../stack.ts'
import type { Found } from '../types.ts'

interface Gap {
  from: number
  to: number
}

/**
 * At most `wanted` parts of a line, cut at its widest empty gaps: columns of a horizontal line, rows of a vertical one.
 * One part (the line itself) where there is no gap. In reading order.
 */
export function splitText(found: Found, wanted: number): Found[] {
  const horizontal = found.box.width >= found.box.height
  const gaps = emptyRuns(found, horizontal)
    .sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from)
    .slice(0, Math.max(0, wanted - 1))
    .sort((a, b) => a.from - b.from)
  const length = horizontal ? found.box.width : found.box.height
  const starts = [0, ...gaps.map((gap) => gap.to)]
  const ends = [...gaps.map((gap) => gap.from), length]
  const parts = starts.map((start, i) => {
    const { x, y, width, height } = found.box
    const box = horizontal
      ? { x: x + start, y, width: ends[i] - start, height }
      : { x, y: y + start, width, height: ends[i] - start }
    return tidy(cropFound(found, box))
  })
  const strings = words(found, starts.length)
  return parts.flatMap((part, i) => (part ? [named(part, found.texts[0], strings?.[i] ?? null)] : []))
}

/** Runs of columns (or rows) without ink between ones with ink. */
function emptyRuns(found: Found, horizontal: boolean): Gap[] {
  const { width, height } = found.box
  const length = horizontal ? width : height
  const ink = new Float32Array(length)
  for (let i = 0; i < found.alpha.length; i++) {
    const at = horizontal ? i % width : Math.floor(i / width)
    ink[at] = Math.max(ink[at], found.alpha[i])
  }
  const gaps: Gap[] = []
  let last = -1
  for (let i = 0; i < length; i++) {
    if (ink[i] < 0.1) continue
    if (last >= 0 && i > last + 1) gaps.push({ from: last + 1, to: i })
    last = i
  }
  return gaps
}

/** The line's words, where there are as many as parts; its characters, likewise; else null. */
function words(found: Found, parts: number): string[] | null {
  const string = found.texts.map((text) => text.string).join(' ')
  const byWord = string.split(/\s+/).filter(Boolean)
  if (byWord.length === parts) return byWord
  const byCharacter = [...string.replace(/\s/g, '')]
  return byCharacter.length === parts ? byCharacter : null
}

function named(part: Found, text: DraftText | undefined, string: string | null): Found {
  if (string === null || !text) return { ...part, name: 'Text', texts: [] }
  const box: Box = { ...part.box }
  return { ...part, name: `Text: ${string}`, texts: [{ ...text, string, box }] }
}

/** A text into its lines, a line into its words, a word into its letters: along the gaps between the glyphs. */
import { label, type Components } from '../../../imaging/components.ts'
import type { DraftText } from '../../engine.ts'
import { cropMatte } from '../modelled/found.ts'
import { spreadFrom } from '../modelled/spread.ts'
import { tidy } from '../stack.ts'
import type { Found } from '../types.ts'
import { dealOut, naturalPieces, piecesOf } from './pieces.ts'

/** Share of the strongest alpha from which a pixel is a glyph's own; softer ones go with the glyph they touch. */
const SOLID = 0.5
/** Parts that share more than this of the shorter one's extent are one glyph: an i and its dot, a letter and its accent. */
const SAME = 0.5

/** What lies side by side along the line (or one below the other). */
interface Run {
  from: number
  to: number
  /** Connected parts, from 1. */
  ids: number[]
}

/**
 * At most `wanted` parts of a text (auto: its lines, words or letters), in reading order, cut where the gaps are widest: columns of a horizontal line, rows
 * of a vertical one or of several lines. Letters that overlap without touching are told apart; each pixel goes to one
 * part. The text itself, alone, where there is no gap.
 */
export function splitText(found: Found, wanted: number | 'auto'): Found[] {
  const string = found.texts.map((text) => text.string).join(' ')
  const most = wanted === 'auto' ? naturalPieces(string).length : wanted
  const horizontal = !string.includes('\n') && found.box.width >= found.box.height
  const { width, height } = found.box
  const strongest = found.alpha.reduce((most, a) => Math.max(most, a), 0)
  const solid = Uint8Array.from(found.alpha, (a) => (a > 0 && a >= SOLID * strongest ? 1 : 0))
  const parts = label({ width, height, data: solid })
  const runs = mergeNearest(glyphs(parts, horizontal), Math.max(1, most))
  if (runs.length < 2) return [found]
  const owners = ownersOf(found, parts, runs, horizontal)
  const strings = dealOut(
    piecesOf(string, runs.length),
    runs.map((run) => run.to - run.from),
  )
  return runs.flatMap((_, k) => {
    const cut = cropMatte(
      found,
      found.alpha.map((a, i) => (owners[i] === k ? a : 0)),
    )
    const part = cut && tidy(cut)
    return part ? [named(part, found.texts.at(0), strings?.[k] ?? null)] : []
  })
}

/** Connected parts as glyphs, in order. */
function glyphs({ boxes }: Components, horizontal: boolean): Run[] {
  const spans = boxes.map((box, k): Run => {
    const from = horizontal ? box.x : box.y
    return { from, to: from + (horizontal ? box.width : box.height), ids: [k + 1] }
  })
  const runs: Run[] = []
  for (const span of spans.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const over = runs.find((run) => {
      const shared = Math.min(run.to, span.to) - Math.max(run.from, span.from)
      return shared > SAME * Math.min(run.to - run.from, span.to - span.from)
    })
    if (!over) runs.push(span)
    else {
      over.to = Math.max(over.to, span.to)
      over.ids.push(...span.ids)
    }
  }
  return runs
}

/** Neighbours become one where the gap is narrowest, until there are `wanted`. */
function mergeNearest(runs: Run[], wanted: number): Run[] {
  const left = [...runs]
  while (left.length > wanted) {
    let at = 1
    for (let k = 2; k < left.length; k++) {
      if (left[k].from - left[k - 1].to < left[at].from - left[at - 1].to) at = k
    }
    const [one, other] = left.splice(at - 1, 2)
    left.splice(at - 1, 0, { from: one.from, to: Math.max(one.to, other.to), ids: [...one.ids, ...other.ids] })
  }
  return left
}

/** For each pixel the run that it belongs to: the one whose glyph it touches, else the nearest along the line. */
function ownersOf(found: Found, parts: Components, runs: readonly Run[], horizontal: boolean): Int32Array {
  const { width, height } = found.box
  const runOf = new Int32Array(parts.count + 1)
  for (const [k, run] of runs.entries()) for (const id of run.ids) runOf[id] = k
  const sources = spreadFrom(
    width,
    height,
    (i) => parts.labels[i] > 0,
    width + height,
    (i) => found.alpha[i] > 0,
  )
  return sources.map((source, i) => {
    if (source >= 0) return runOf[parts.labels[source]]
    const at = horizontal ? i % width : Math.floor(i / width)
    const far = runs.map((run) => Math.max(run.from - at, at - run.to + 1, 0))
    return far.indexOf(Math.min(...far))
  })
}

function named(part: Found, text: DraftText | undefined, string: string | null): Found {
  if (string === null || !text) return { ...part, name: 'Text', texts: [] }
  return { ...part, name: `Text: ${string}`, texts: [{ ...text, string, box: { ...part.box } }] }
}

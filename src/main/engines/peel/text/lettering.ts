/** Letters that stand on nothing: the text of a cut-out that is no more than text, or has text beside its things. */
import { boxArea, union } from '../../../imaging/boxes.ts'
import { label } from '../../../imaging/components.ts'
import type { Box } from '../../../imaging/pixels.ts'
import { cropMatte } from '../modelled/found.ts'
import { meanColor } from '../stack.ts'
import type { Found } from '../types.ts'

/** Share of a connected part that a line's glyphs cover from which the part is letters, and not a badge that has some. */
const LETTERS = 0.5
/** What the reader missed of a line: as near as this, and no taller than this, in heights of the line. */
const NEAR = 1.2
const TALLEST = 1.3
/** ... and of its colour, in levels a channel. */
const LIKE = 48

export interface Lettering {
  /** The lines, as the cut-out has them: its own alpha and colours, what was missed of a line included. */
  lines: Found[]
  /** What of the cut-out is no letter; null where nothing is. */
  rest: Found | null
}

/**
 * Takes the letters of `lines`, read in the cut-out `thing`, out of it. A letter takes its alpha along, as there is
 * nothing behind it. Lines on a thing of the cut-out (a badge) stay as they were read, and `rest` as it was there.
 */
export function takeLettering(thing: Found, lines: readonly Found[]): Lettering {
  const { width, height } = thing.box
  const parts = label({ width, height, data: Uint8Array.from(thing.alpha, (a) => (a > 0 ? 1 : 0)) })
  const owner = ownersByCover(thing, lines, parts.labels, parts.count)
  const reach = lines.map((line, l) => (owner.includes(l) ? { box: line.box, color: meanColor(line) } : null))
  for (const [k, box] of parts.boxes.entries()) {
    if (owner[k] !== null) continue
    const color = meanColor(partOf(thing, parts.labels, box, k + 1))
    const at = reach.findIndex((line) => line && isNear(box, line.box) && isLike(color, line.color))
    const line = reach[at]
    if (!line) continue
    owner[k] = at
    line.box = union(line.box, box)
  }
  const take = (wanted: (line: number | null) => boolean) =>
    cropMatte(
      thing,
      thing.alpha.map((a, i) => (parts.labels[i] > 0 && wanted(owner[parts.labels[i] - 1]) ? a : 0)),
    )
  const taken = lines.map((line, l) => {
    const letters = owner.includes(l) ? take((of) => of === l) : null
    return letters ? { ...line, box: letters.box, alpha: letters.alpha, color: letters.color } : line
  })
  return { lines: taken, rest: take((of) => of === null) }
}

/** For each connected part the line that covers it, or null. */
function ownersByCover(thing: Found, lines: readonly Found[], labels: Int32Array, count: number): (number | null)[] {
  const whole = new Float64Array(count)
  for (let i = 0; i < labels.length; i++) if (labels[i] > 0) whole[labels[i] - 1] += thing.alpha[i]
  const owner: (number | null)[] = Array.from({ length: count }, () => null)
  const most = whole.map((sum) => LETTERS * sum)
  for (const [l, line] of lines.entries()) {
    const covered = new Float64Array(count)
    for (let i = 0; i < boxArea(line.box); i++) {
      const x = line.box.x - thing.box.x + (i % line.box.width)
      const y = line.box.y - thing.box.y + Math.floor(i / line.box.width)
      const at = y * thing.box.width + x
      if (labels[at] > 0) covered[labels[at] - 1] += Math.min(line.alpha[i], thing.alpha[at])
    }
    for (const [k, sum] of covered.entries()) {
      if (sum < most[k] || sum === 0) continue
      most[k] = sum
      owner[k] = l
    }
  }
  return owner
}

function partOf(thing: Found, labels: Int32Array, box: Box, id: number): Pick<Found, 'alpha' | 'color'> {
  const alpha = new Float32Array(boxArea(box))
  const color = new Float32Array(alpha.length * 3)
  for (let i = 0; i < alpha.length; i++) {
    const at = (box.y + Math.floor(i / box.width)) * thing.box.width + box.x + (i % box.width)
    if (labels[at] !== id) continue
    alpha[i] = thing.alpha[at]
    color.set(thing.color.subarray(at * 3, at * 3 + 3), i * 3)
  }
  return { alpha, color }
}

function isNear(part: Box, line: Box): boolean {
  const gap = Math.max(line.x - part.x - part.width, part.x - line.x - line.width)
  const middle = part.y + part.height / 2
  const beside = middle > line.y && middle < line.y + line.height
  return beside && gap <= NEAR * line.height && part.height <= TALLEST * line.height
}

function isLike(one: readonly number[], other: readonly number[]): boolean {
  return one.every((value, c) => Math.abs(value - other[c]) <= LIKE)
}

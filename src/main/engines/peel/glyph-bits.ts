/** Texts and things put in one stack: in reading order, and with the bits of glyphs that the text stage left behind. */
import { grow, intersect } from '../../imaging/boxes.ts'
import { coverage, meanColor, mergeFound } from './stack.ts'
import type { Found } from './types.ts'

/** A bit is at most this share of its line's ink, and at most this far (levels a channel) from its colour. */
const LARGEST_BIT = 0.12
const NEAREST_COLOR = 48

/**
 * Things below, texts above. Lines do not overlap, so they are stacked in reading order, as documents paint them. Small
 * solid things that touch a line in its own colour are swashes and serifs of it.
 */
export function stackTexts(things: readonly Found[], texts: readonly Found[], width: number, height: number): Found[] {
  const lines = [...texts].sort((a, b) => readingOrder(a, b))
  const rest: Found[] = []
  for (const thing of things) {
    const at = lines.findIndex((line) => isBitOf(thing, line, width, height))
    if (at < 0) rest.push(thing)
    else lines[at] = { ...mergeFound(thing, lines[at]), kind: 'text', name: lines[at].name }
  }
  return [...rest, ...lines]
}

/** From the top down; lines that share most of their height go left to right. */
function readingOrder(a: Found, b: Found): number {
  const top = Math.max(a.box.y, b.box.y)
  const bottom = Math.min(a.box.y + a.box.height, b.box.y + b.box.height)
  const beside = bottom - top > Math.min(a.box.height, b.box.height) / 2
  return beside ? a.box.x - b.box.x : a.box.y - b.box.y
}

function isBitOf(thing: Found, line: Found, width: number, height: number): boolean {
  if (thing.kind === 'panel' || thing.kind === 'overlay' || thing.texts.length > 0) return false
  if (coverage(thing) > LARGEST_BIT * coverage(line)) return false
  const reach = Math.max(2, 0.1 * Math.min(line.box.width, line.box.height))
  if (!intersect(thing.box, grow(line.box, reach, width, height))) return false
  const own = meanColor(thing)
  const inks = line.texts.map((text) => text.color)
  return inks.some((ink) => ink.every((value, c) => Math.abs(value - own[c]) <= NEAREST_COLOR))
}

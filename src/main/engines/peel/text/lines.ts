/** Words to lines: one baseline, one height, small gaps. */
import { corners, quadAlong, toQuad, type Quad } from './quad.ts'
import type { Word } from './read.ts'
import { countAlphanumerics, countIdeographs } from './score.ts'

/** One line of text. The words stand in reading order. */
export interface Line {
  quad: Quad
  vertical: boolean
  string: string
  /** Mean over the characters, 0..1. */
  score: number
  words: Word[]
}

/** The most a gap between two words may be, and the baselines may be apart, in line heights. */
const widestGap = 0.9
const baselineShift = 0.3
const heightRatio = 1.7
/** Radians. */
const angleShift = 0.14

export function joinLines(words: readonly Word[]): Line[] {
  const rest = words.filter((word) => !word.vertical).sort((a, b) => a.quad.x - b.quad.x)
  const groups: Word[][] = []
  for (const word of rest) {
    const group = groups.find((members) => continues(members[members.length - 1].quad, word.quad))
    if (group) group.push(word)
    else groups.push([word])
  }
  for (const word of words) if (word.vertical) groups.push([word])
  return groups.map(lineOf)
}

/** Whether `right` goes on where `left` ends. */
function continues(left: Quad, right: Quad): boolean {
  if (Math.abs(left.angle - right.angle) > angleShift) return false
  if (Math.max(left.height, right.height) > heightRatio * Math.min(left.height, right.height)) return false
  const height = Math.min(left.height, right.height)
  const at = toQuad({ ...left, angle: (left.angle + right.angle) / 2 }, right.x, right.y)
  const gap = at.u - (left.width + right.width) / 2
  return at.u > 0 && gap > -0.6 * height && gap < widestGap * height && Math.abs(at.v) < baselineShift * height
}

function lineOf(words: Word[]): Line {
  const longest = words.reduce((a, b) => (b.quad.width > a.quad.width ? b : a))
  const points = words.flatMap((word) => corners(word.quad))
  let string = ''
  let total = 0
  let characters = 0
  for (const { reading } of words) {
    const needsSpace = string.length > 0 && countIdeographs(string.slice(-1) + reading.string.slice(0, 1)) < 2
    string += (needsSpace ? ' ' : '') + reading.string.trim()
    const n = Math.max(1, countAlphanumerics(reading.string))
    total += reading.score * n
    characters += n
  }
  const quad = words.length === 1 ? words[0].quad : quadAlong(points, longest.quad.angle)
  return { quad, vertical: words[0].vertical, string, score: total / characters, words }
}

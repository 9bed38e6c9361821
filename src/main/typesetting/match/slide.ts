/**
 * How well a face fits, before anything is fitted: every glyph may slide a little to where it fits best, so that other
 * kerning, a space that was read wrongly or uneven spacing do not count against the right face.
 */
import { coverageOf, type PlacedCoverage } from '../draw.ts'
import type { Face } from '../face.ts'
import type { Frame } from './ink.ts'
import { glyphsOf, type LineSetting } from './setting.ts'

/** Of the em, to either side. */
const REACH = 0.2
/** What an em of tracking, and one of sliding, takes off the score. */
const TRACKING_PENALTY = 0.12
const SLIDE_PENALTY = 0.3

/** Dice score 0..1 of the slid glyphs with the ink, less penalties for tracking and sliding. */
export function slidScore(frame: Frame, face: Face, string: string, setting: LineSetting): number {
  const { plane } = frame
  const reach = Math.round(REACH * setting.size)
  const wide = { x: -2 * reach, y: 0, width: plane.width + 4 * reach, height: plane.height }
  const set = new Float32Array(plane.data.length)
  let slid = 0
  let count = 0
  for (const glyph of glyphsOf(face, string, setting)) {
    const drawn = coverageOf([glyph], [1, 0, 0, 1, 0, 0], wide)
    if (!drawn) continue
    const by = bestShift(frame, drawn, reach)
    slid += Math.abs(by)
    count++
    put(set, plane.width, drawn, by)
  }
  if (count === 0) return 0
  let shared = 0
  let both = 0
  for (let i = 0; i < set.length; i++) {
    shared += Math.min(set[i], plane.data[i])
    both += set[i] + plane.data[i]
  }
  const dice = (2 * shared) / both
  const tracking = Math.abs(setting.tracking) / 1000
  return dice - TRACKING_PENALTY * tracking - (SLIDE_PENALTY * slid) / (count * setting.size)
}

/** The whole-pixel shift at which the glyph takes up most ink with least of itself beside it. */
function bestShift({ plane }: Frame, drawn: PlacedCoverage, reach: number): number {
  let best = 0
  let most = -Infinity
  for (let by = -reach; by <= reach; by++) {
    let gain = 0
    for (let y = 0; y < drawn.height; y++) {
      const row = (drawn.y + y) * plane.width
      const from = Math.max(0, -(drawn.x + by))
      const to = Math.min(drawn.width, plane.width - drawn.x - by)
      let at = row + drawn.x + by + from
      for (let i = y * drawn.width + from; i < y * drawn.width + to; i++, at++) {
        const value = drawn.data[i]
        if (value > 0) gain += value * (2 * plane.data[at] - value)
      }
    }
    // Of shifts that are as good the least.
    const worth = gain - 1e-3 * Math.abs(by)
    if (worth > most) {
      most = worth
      best = by
    }
  }
  return best
}

function put(set: Float32Array, width: number, drawn: PlacedCoverage, by: number): void {
  for (let y = 0; y < drawn.height; y++) {
    for (let x = 0; x < drawn.width; x++) {
      const at = drawn.x + by + x
      if (at < 0 || at >= width) continue
      const index = (drawn.y + y) * width + at
      set[index] = Math.min(1, set[index] + drawn.data[y * drawn.width + x])
    }
  }
}

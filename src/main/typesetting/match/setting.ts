/** A line set in a face, against the ink of a frame. */
import { cornersUnder } from '../outline.ts'
import { coverageOf } from '../draw.ts'
import type { Face } from '../face.ts'
import { layOutLine, type PlacedGlyph } from '../layout.ts'
import type { Frame } from './ink.ts'

/** In pixels of the frame; tracking in thousandths of an em. */
export interface LineSetting {
  size: number
  tracking: number
  /** Start of the baseline. */
  x: number
  y: number
}

/** What a line measures at a size of 1 without tracking. */
export interface Measure {
  left: number
  width: number
  top: number
  height: number
  /** Spaces between characters. */
  gaps: number
}

const UNIT = 1000

export function measureLine(face: Face, string: string): Measure | null {
  const { glyphs } = layOutLine(string, { size: UNIT, tracking: 0 }, () => face)
  const corners = glyphs.flatMap(({ glyph, x, y, scale }) =>
    cornersUnder(face.outline(glyph), [scale, 0, 0, -scale, x, y]),
  )
  if (corners.length === 0) return null
  const xs = corners.map(([x]) => x / UNIT)
  const ys = corners.map(([, y]) => y / UNIT)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const clusters = new Set(glyphs.map(({ cluster }) => cluster)).size
  return { left, width: Math.max(...xs) - left, top, height: Math.max(...ys) - top, gaps: Math.max(0, clusters - 1) }
}

/** Tracking beyond these is no way to set a line, thousandths of an em. */
export const LEAST_TRACKING = -120
export const MOST_TRACKING = 900

/** The tracking at which the ink is as wide. */
export function trackingFor({ width, gaps }: Measure, size: number, inkWide: number): number {
  return gaps === 0 ? 0 : (1000 * (inkWide / size - width)) / gaps
}

/** How wide the ink of a set line is. */
export function inkWidth({ width, gaps }: Measure, { size, tracking }: LineSetting): number {
  return (width + (gaps * tracking) / 1000) * size
}

/** The setting whose ink is as high and as wide as the frame's. */
export function settingLike(frame: Frame, measure: Measure): LineSetting {
  const size = frame.height / measure.height
  const tracking = trackingFor(measure, size, frame.width)
  return {
    size,
    tracking: Math.min(MOST_TRACKING, Math.max(LEAST_TRACKING, tracking)),
    x: frame.margin - measure.left * size,
    y: frame.margin - measure.top * size,
  }
}

export function glyphsOf(face: Face, string: string, { size, tracking, x, y }: LineSetting): PlacedGlyph[] {
  const { glyphs } = layOutLine(string, { size, tracking }, () => face)
  return glyphs.map((glyph) => ({ ...glyph, x: glyph.x + x, y: glyph.y + y }))
}

/** Soft intersection over union of the set line with the frame's ink, 0..1. */
export function softIou(frame: Frame, face: Face, string: string, setting: LineSetting): number {
  const { plane } = frame
  const whole = { x: 0, y: 0, width: plane.width, height: plane.height }
  const drawn = coverageOf(glyphsOf(face, string, setting), [1, 0, 0, 1, 0, 0], whole)
  let total = 0
  for (const value of plane.data) total += value
  if (!drawn) return 0
  let shared = 0
  let own = 0
  for (let y = 0; y < drawn.height; y++) {
    let at = (drawn.y + y) * plane.width + drawn.x
    for (let i = y * drawn.width; i < (y + 1) * drawn.width; i++, at++) {
      const value = drawn.data[i]
      own += value
      shared += Math.min(value, plane.data[at])
    }
  }
  return shared / (total + own - shared)
}

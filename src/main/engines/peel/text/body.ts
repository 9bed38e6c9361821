/** Which pieces of a guess are the line's glyphs, and what belongs to them: fillings and outlines. */
import { label } from '../../../imaging/components.ts'
import { harmonicFill } from '../../../imaging/fill.ts'
import { count, dilate, distance, fillHoles } from '../../../imaging/morphology.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import type { Ink } from './ink.ts'
import { maskWhere } from './mask.ts'
import { toQuad } from './quad.ts'
import type { Window } from './window.ts'

/** The widest outline, in line heights, and how even its colour is, levels. */
const outlineWidth = 0.16
const outlineTolerance = 24

/** The glyphs of a guess with their fillings and outlines. */
export function glyphBody(window: Window, { mask, source }: Ink): Mask {
  const body = ownPieces(window, mask)
  // What differs from the ground has its outline already.
  return source === 'unlike' ? body : withOutline(window, withEnclosed(window, body))
}

/** The parts of the mask that are of the line: they lie mostly in it, or leave it as a swash does. */
function ownPieces(window: Window, rough: Mask): Mask {
  const parts = label(rough)
  const inner = new Float32Array(parts.count)
  const foreign = new Float32Array(parts.count)
  for (let i = 0; i < rough.data.length; i++) {
    const id = parts.labels[i] - 1
    if (id < 0) continue
    inner[id] += window.inside.data[i]
    foreign[id] += window.foreign.data[i]
  }
  const least = Math.max(2, 0.003 * window.thickness * window.thickness)
  const data = new Uint8Array(rough.data.length)
  const bearing = bearers(window, parts.labels, parts.count)
  for (let i = 0; i < data.length; i++) {
    const id = parts.labels[i]
    if (id === 0 || parts.areas[id - 1] < least) continue
    if (inner[id - 1] <= foreign[id - 1]) continue
    if (inner[id - 1] > 0.4 * parts.areas[id - 1] || (bearing[id - 1] && window.inside.data[i])) data[i] = 1
  }
  return { ...rough, data }
}

/**
 * Pieces that stand where a character is read: of those that run on far outside (a letter grown together with a frame)
 * the part inside is kept, of others not.
 */
function bearers(window: Window, labels: Int32Array, count: number): Uint8Array {
  const { quad, vertical, thickness, centers } = window
  const length = vertical ? quad.height : quad.width
  const out = new Uint8Array(count)
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0 || !window.inside.data[i]) continue
    const p = toQuad(quad, (i % window.image.width) + 0.5, Math.floor(i / window.image.width) + 0.5)
    const along = (vertical ? p.v : p.u) + length / 2
    const across = Math.abs(vertical ? p.u : p.v)
    if (across < 0.3 * thickness && centers.some((center) => Math.abs(center * length - along) < 0.1 * thickness)) {
      out[labels[i] - 1] = 1
    }
  }
  return out
}

/**
 * Adds the filling where the outline was taken for the glyphs: enclosed regions unlike the ground, of one colour, in
 * most of the characters. (The ground seen through an O is unlike the ground around on a busy picture, but not so in
 * every letter.)
 */
function withEnclosed(window: Window, body: Mask): Mask {
  const filled = fillHoles(body)
  if (count(filled) - count(body) < 0.3 * count(body)) return body
  const ground = harmonicFill(window.image, dilate(filled, 3))
  const far = distance(body).data
  const holes = maskWhere(body, (i) => filled.data[i] === 1 && far[i] >= 1.5)
  const regions = label(holes, 4)
  const colors = regions.areas.map(() => [0, 0, 0])
  const departures = new Float32Array(regions.count)
  for (let i = 0; i < holes.data.length; i++) {
    const id = regions.labels[i] - 1
    if (id < 0) continue
    departures[id] += difference(window.image, ground, i) / regions.areas[id]
    for (let c = 0; c < 3; c++) colors[id][c] += window.image.data[i * 3 + c] / regions.areas[id]
  }
  const largest = regions.areas.indexOf(Math.max(...regions.areas))
  const isFilling = colors.map(
    (color, id) => departures[id] > 30 && color.every((v, c) => Math.abs(v - colors[largest][c]) < 30),
  )
  let filling = 0
  for (let id = 0; id < regions.count; id++) if (isFilling[id]) filling += regions.areas[id]
  const outlined = filling > 0.6 * count(holes) && isFilling.filter(Boolean).length >= 0.5 * window.centers.length
  if (!outlined) return body
  const data = body.data.slice()
  const near = dilate(
    maskWhere(body, (i) => holes.data[i] === 1 && isFilling[regions.labels[i] - 1]),
    1.5,
  )
  for (let i = 0; i < data.length; i++) if (filled.data[i] && near.data[i]) data[i] = 1
  return { ...body, data }
}

/**
 * Adds an outline: a band of one colour all around the glyphs, which is rare farther out. (A panel's colour is all around
 * its text too, but does not end after a stroke's width.)
 */
function withOutline(window: Window, body: Mask): Mask {
  const { thickness, image } = window
  const widest = outlineWidth * thickness
  if (widest < 3) return body
  const far = distance(body).data
  const band: number[] = []
  const beyond: number[] = []
  for (let i = 0; i < far.length; i++) {
    if (far[i] >= 1.9 && far[i] <= 2.3) band.push(i)
    else if (far[i] > 1.2 * widest && far[i] <= 2.4 * widest) beyond.push(i)
  }
  const colour = commonest(image, band)
  const hasColour = (i: number): boolean => isNear(image, i, colour, outlineTolerance)
  const shareOf = (at: number[]): number => at.filter(hasColour).length / Math.max(1, at.length)
  if (beyond.length === 0 || shareOf(band) < 0.7 || shareOf(beyond) > 0.1) return body
  const data = body.data.slice()
  for (let i = 0; i < data.length; i++) {
    // The rim between glyph and outline is a mix of both colours: it comes with them.
    if (far[i] > 0 && far[i] <= widest && (far[i] < 1.9 || hasColour(i))) data[i] = 1
  }
  return ownPieces(window, { ...body, data })
}

function isNear(image: RgbF, i: number, colour: readonly number[], tolerance: number): boolean {
  return colour.every((v, c) => Math.abs(image.data[i * 3 + c] - v) <= tolerance)
}

/** The mean colour of the fullest cell of a coarse histogram. */
function commonest(image: RgbF, at: readonly number[]): number[] {
  const cells = new Map<number, number[]>()
  for (const i of at) {
    const [r, g, b] = image.data.subarray(i * 3, i * 3 + 3)
    const key = ((r >> 4) << 8) | ((g >> 4) << 4) | (b >> 4)
    const cell = cells.get(key) ?? [0, 0, 0, 0]
    ;[1, r, g, b].forEach((v, k) => (cell[k] += v))
    cells.set(key, cell)
  }
  const [n, ...sum] = [...cells.values()].reduce((best, cell) => (cell[0] > best[0] ? cell : best), [1, 0, 0, 0])
  return sum.map((v) => v / n)
}

/** Largest channel's difference of two pictures at a pixel, levels. */
export function difference(a: RgbF, b: RgbF, i: number): number {
  return Math.max(
    Math.abs(a.data[i * 3] - b.data[i * 3]),
    Math.abs(a.data[i * 3 + 1] - b.data[i * 3 + 1]),
    Math.abs(a.data[i * 3 + 2] - b.data[i * 3 + 2]),
  )
}

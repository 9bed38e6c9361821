/** Drawing laid out glyphs: coverage, and pixels of one colour. */
import type { PlacedPixels, Region } from '../../shared/compositing/composite.ts'
import { intersection, multiply, type Matrix } from '../../shared/compositing/transform.ts'
import { LaminaError } from '../../shared/contract/errors.ts'
import { Coverage } from './coverage.ts'
import type { PlacedGlyph } from './layout.ts'
import { cornersUnder, fillOutline } from './outline.ts'

/** Larger pictures of text than this many pixels would take gigabytes. */
const MOST_PIXELS = 100e6

/** Shares 0..1 of the pixels of a region. */
export interface PlacedCoverage extends Region {
  data: Float32Array
}

/** What the glyphs cover under the matrix, within `clip`; null where that is nothing. */
export function coverageOf(glyphs: readonly PlacedGlyph[], matrix: Matrix, clip: Region): PlacedCoverage | null {
  const placed = glyphs.map(({ face, glyph, x, y, scale }) => ({
    outline: face.outline(glyph),
    // Fonts have y upwards.
    matrix: multiply(matrix, [scale, 0, 0, -scale, x, y]),
  }))
  const corners = placed.flatMap(({ outline, matrix: own }) => cornersUnder(outline, own))
  if (corners.length === 0) return null
  const region = intersection(around(corners), clip)
  if (region.width === 0 || region.height === 0) return null
  if (region.width * region.height > MOST_PIXELS) {
    throw new LaminaError('NOT_ALLOWED', 'Text this large cannot be drawn.', 'Make it smaller.')
  }
  const coverage = new Coverage(region.width, region.height)
  for (const { outline, matrix: own } of placed) {
    fillOutline(outline, multiply([1, 0, 0, 1, -region.x, -region.y], own), coverage)
  }
  return { ...region, data: coverage.finish() }
}

function around(points: readonly (readonly [x: number, y: number])[]): Region {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const x = Math.floor(Math.min(...xs))
  const y = Math.floor(Math.min(...ys))
  return { x, y, width: Math.ceil(Math.max(...xs)) - x, height: Math.ceil(Math.max(...ys)) - y }
}

/** The colour as it is, with the coverage as alpha: nothing is lost where that is low. */
export function colored({ x, y, width, height, data }: PlacedCoverage, color: readonly number[]): PlacedPixels {
  const [r, g, b] = color.map(Math.round)
  const out = new Uint8Array(width * height * 4)
  for (let i = 0; i < data.length; i++) {
    const alpha = Math.round(255 * data[i])
    if (alpha === 0) continue
    out[i * 4] = r
    out[i * 4 + 1] = g
    out[i * 4 + 2] = b
    out[i * 4 + 3] = alpha
  }
  return { x, y, width, height, data: out }
}

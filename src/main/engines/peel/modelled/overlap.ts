/** Two things in one layer, one over the other: which is on top, and the lower one continued below it. */
import { harmonicFill } from '../../../imaging/fill.ts'
import { boxBlur } from '../../../imaging/filter.ts'
import { hullOf, spansOf } from '../../../imaging/hull.ts'
import { distance } from '../../../imaging/morphology.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import type { Found } from '../types.ts'
import { cropMatte } from './found.ts'

/** How far the lower thing is continued below the upper one, as a share of its size (square root of the area). */
const REACH = 0.2

/**
 * The side that lies on top: outlines of whole things bulge outwards, so along the seam it is the side that fills less
 * of the seam's surroundings. Where neither does, the smaller one.
 */
export function upperSide(sides: Uint8Array, width: number, height: number): 1 | 2 {
  const planes = [1, 2].map((side) => Float32Array.from(sides, (s) => (s === side ? 1 : 0)))
  const areas = planes.map((plane) => plane.reduce((sum, v) => sum + v, 0))
  const radius = Math.max(2, Math.round(0.1 * Math.sqrt(Math.min(...areas))))
  const [first, second] = planes.map((data) => boxBlur({ width, height, data }, radius).data)
  let balance = 0
  let length = 0
  for (let i = 0; i < sides.length; i++) {
    if (sides[i] === 0) continue
    const right = (i + 1) % width !== 0 ? sides[i + 1] : sides[i]
    const down = i + width < sides.length ? sides[i + width] : sides[i]
    if ((right === 0 || right === sides[i]) && (down === 0 || down === sides[i])) continue
    // Near the seam's ends the outside takes part: count only what both sides fill.
    if (first[i] + second[i] < 0.9) continue
    balance += first[i] - second[i]
    length++
  }
  if (length > 0 && Math.abs(balance / length) > 0.03) return balance < 0 ? 1 : 2
  return areas[0] < areas[1] ? 1 : 2
}

/**
 * The thing's two sides as layers, the lower one first; null where one of them is empty. The lower is continued below the upper as far as the hull of its
 * own outline goes, not farther than a share of its size.
 */
export function separateSides(found: Found, sides: Uint8Array): [Found, Found] | null {
  const { width, height } = found.box
  const upper = upperSide(sides, width, height)
  const lower = 3 - upper
  const own: Mask = { width, height, data: Uint8Array.from(sides, (s) => (s === lower ? 1 : 0)) }
  const hidden = hiddenBelow(own, (i) => sides[i] === upper && found.alpha[i] >= 0.95)
  const lowerAlpha = found.alpha.map((a, i) => (own.data[i] ? a : hidden.data[i]))
  const below = cropMatte(found, lowerAlpha, continued(found, own, hidden))
  const above = cropMatte(
    found,
    found.alpha.map((a, i) => (sides[i] === upper ? a : 0)),
  )
  return below && above ? [below, above] : null
}

/**
 * Where a thing goes on below what lies over it: as far as the hull of its own outline goes, not farther than a share of
 * its size. `covered` says which pixels something lies over.
 */
export function hiddenBelow(own: Mask, covered: (index: number) => boolean): Mask {
  const { width, height } = own
  const area = own.data.reduce((sum, v) => sum + v, 0)
  const far = distance(own).data
  const hull = hullOf(spansOf(own))
  const hidden: Mask = { width, height, data: new Uint8Array(own.data.length) }
  for (let i = 0; i < hidden.data.length; i++) {
    const x = i % width
    const y = (i - x) / width
    if (covered(i) && x >= hull.first[y] && x <= hull.last[y] && far[i] <= REACH * Math.sqrt(area)) hidden.data[i] = 1
  }
  return hidden
}

function continued(found: Found, own: Mask, hidden: Mask): Float32Array {
  const { width, height } = found.box
  const known: Mask = { width, height, data: Uint8Array.from(own.data, (v, i) => (v && found.alpha[i] > 0.9 ? 0 : 1)) }
  const picture: RgbF = { width, height, data: found.color }
  const filled = harmonicFill(picture, known).data
  const out = found.color.slice()
  for (let i = 0; i < hidden.data.length; i++) if (hidden.data[i]) out.set(filled.subarray(i * 3, i * 3 + 3), i * 3)
  return out
}

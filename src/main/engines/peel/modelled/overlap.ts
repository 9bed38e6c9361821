/** Two things in one layer, one over the other: which is on top, and the lower one continued below it. */
import { harmonicFill } from '../../../imaging/fill.ts'
import { boxBlur } from '../../../imaging/filter.ts'
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
  const area = own.data.reduce((sum, v) => sum + v, 0)
  const far = distance(own).data
  const hull = hullRows(own)
  const hidden: Mask = { width, height, data: new Uint8Array(sides.length) }
  for (let i = 0; i < sides.length; i++) {
    const x = i % width
    const row = hull[(i - x) / width]
    if (sides[i] === upper && found.alpha[i] >= 0.95 && x >= row[0] && x <= row[1] && far[i] <= REACH * Math.sqrt(area))
      hidden.data[i] = 1
  }
  const lowerAlpha = found.alpha.map((a, i) => (own.data[i] ? a : hidden.data[i]))
  const below = cropMatte(found, lowerAlpha, continued(found, own, hidden))
  const above = cropMatte(
    found,
    found.alpha.map((a, i) => (sides[i] === upper ? a : 0)),
  )
  return below && above ? [below, above] : null
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

/** First and last column of the mask's convex hull in each row; an empty span where the hull does not reach. */
function hullRows(mask: Mask): [number, number][] {
  const { width, height, data } = mask
  const left: [number, number][] = []
  const right: [number, number][] = []
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width)
    const first = row.indexOf(1)
    if (first < 0) continue
    addToChain(left, [first, y], 1)
    addToChain(right, [row.lastIndexOf(1), y], -1)
  }
  return Array.from({ length: height }, (_, y) => [
    Math.ceil(chainAt(left, y, width)),
    Math.floor(chainAt(right, y, -1)),
  ])
}

/** Keeps the chain convex: drops points that lie inside it (`sign` 1 for the left chain, -1 for the right). */
function addToChain(chain: [number, number][], point: [number, number], sign: number): void {
  while (chain.length >= 2) {
    const [a, b] = chain.slice(-2)
    const straight = a[0] + ((point[0] - a[0]) * (b[1] - a[1])) / (point[1] - a[1])
    if (sign * (b[0] - straight) < 0) break
    chain.pop()
  }
  chain.push(point)
}

function chainAt(chain: [number, number][], y: number, none: number): number {
  for (let k = 1; k < chain.length; k++) {
    const [a, b] = [chain[k - 1], chain[k]]
    if (y >= a[1] && y <= b[1]) return a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1])
  }
  return chain.length === 1 && chain[0][1] === y ? chain[0][0] : none
}

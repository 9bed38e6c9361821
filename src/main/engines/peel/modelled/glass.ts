/** Translucent panels: one colour at one opacity over a rounded box, with what lies below showing through. */
import { leastSquares } from '../../../imaging/linear.ts'
import type { RgbF } from '../../../imaging/pixels.ts'
import type { Found } from '../types.ts'
import { toFound } from './found.ts'
import { drawRoundedBox, findRoundedBoxes, type RoundedBox } from './rectangles.ts'
import { projectOnto, type Rgb } from './soft.ts'

export interface Glass {
  shape: RoundedBox
  color: Rgb
  /** 0..1, of the whole panel. */
  opacity: number
  /** Coverage times opacity, a pixel. */
  alpha: Float32Array
}

/** How far from the side, in pixels, its two neighbourhoods are compared. */
const APART = 3
/** Share of the pairs across the sides that one blend must explain. */
const EXPLAINED = 0.65
/** Standard error up to which the opacity is known: on an even ground a pane and a solid panel look the same. */
const MOST_ERROR = 0.03
/** Pairs side by side do not err independently: about so many count as one. */
const PAIRS_A_SAMPLE = 8
/** Least and greatest opacity of what is taken for a pane. */
const OPACITIES = [0.08, 0.88]
/** From this opacity on, what shows through is rounded too coarsely to make a layer of: the pane keeps it. */
const HIDING = 0.8

/**
 * The panes in a picture, outermost first. Pixels just inside and just outside a pane's sides show the same things with
 * and without it: I = (1 − a)·U + a·g with one a and g. No model of the background is needed.
 */
export function findGlass(image: RgbF, limit: number): Glass[] {
  const out: Glass[] = []
  for (const shape of findRoundedBoxes(image, limit)) {
    const blend = blendAcross(image, shape, limit)
    if (!blend) continue
    const alpha = drawRoundedBox(shape, image.width, image.height)
    for (let i = 0; i < alpha.length; i++) alpha[i] *= blend.opacity
    out.push({ shape, ...blend, alpha })
  }
  return out
}

function blendAcross(image: RgbF, shape: RoundedBox, limit: number): { color: Rgb; opacity: number } | null {
  const pairs = pairsAcross(image, shape)
  const n = pairs.length
  if (n < 24) return null
  const rows = new Float64Array(n * 3 * 4)
  const targets = new Float64Array(n * 3)
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < 3; c++) {
      rows[(i * 3 + c) * 4] = image.data[pairs[i].outside * 3 + c]
      rows[(i * 3 + c) * 4 + 1 + c] = 1
      targets[i * 3 + c] = image.data[pairs[i].inside * 3 + c]
    }
  }
  const weights = new Float64Array(n * 3).fill(1)
  const slack = limit + 2
  let solution: Float64Array | null = null
  let fitting = 0
  let squares = 0
  for (let round = 0; round < 12; round++) {
    solution = leastSquares(rows, targets, 4, weights)
    if (!solution) return null
    fitting = 0
    squares = 0
    for (let i = 0; i < n; i++) {
      let rest = 0
      for (let c = 0; c < 3; c++) {
        const at = i * 3 + c
        rest = Math.max(rest, Math.abs(targets[at] - solution[0] * rows[at * 4] - solution[1 + c]))
      }
      if (rest <= slack) {
        fitting++
        squares += rest * rest
      }
      const scale = round < 6 ? 12 : slack
      for (let c = 0; c < 3; c++) weights[i * 3 + c] = 1 / (1 + (rest / scale) ** 2) ** 2
    }
  }
  if (!solution || fitting < EXPLAINED * n) return null
  const opacity = 1 - solution[0]
  const noise = Math.max(0.4, Math.sqrt(squares / fitting))
  const error = noise / (variety(rows, weights, n) * Math.sqrt(fitting / PAIRS_A_SAMPLE) + 1e-9)
  if (opacity < OPACITIES[0] || opacity > OPACITIES[1] || error > MOST_ERROR) return null
  const color = [solution[1] / opacity, solution[2] / opacity, solution[3] / opacity]
  if (color.some((v) => v < -12 || v > 267)) return null
  const [r, g, b] = color.map((v) => Math.min(255, Math.max(0, v)))
  return { color: [r, g, b], opacity }
}

/** Weighted standard deviation of the colours outside, the largest channel's. */
function variety(rows: Float64Array, weights: Float64Array, n: number): number {
  let most = 0
  for (let c = 0; c < 3; c++) {
    let total = 0
    let sum = 0
    let squares = 0
    for (let i = 0; i < n; i++) {
      const w = weights[i * 3 + c]
      const v = rows[(i * 3 + c) * 4]
      total += w
      sum += w * v
      squares += w * v * v
    }
    most = Math.max(most, squares / total - (sum / total) ** 2)
  }
  return Math.sqrt(most)
}

function pairsAcross(image: RgbF, shape: RoundedBox): { inside: number; outside: number }[] {
  const { width, height } = image
  const { box, radius } = shape
  const out: { inside: number; outside: number }[] = []
  const add = (ix: number, iy: number, ox: number, oy: number): void => {
    if (Math.min(ix, ox) < 0 || Math.min(iy, oy) < 0 || Math.max(ix, ox) >= width || Math.max(iy, oy) >= height) return
    out.push({ inside: iy * width + ix, outside: oy * width + ox })
  }
  const step = Math.max(1, Math.floor((box.width + box.height) / 600))
  const right = box.x + box.width - 1
  const bottom = box.y + box.height - 1
  const half = (APART - 1) >> 1
  for (let x = box.x + radius; x <= right - radius; x += step) {
    add(x, box.y + half, x, box.y - 1 - half)
    add(x, bottom - half, x, bottom + 1 + half)
  }
  for (let y = box.y + radius; y <= bottom - radius; y += step) {
    add(box.x + half, y, box.x - 1 - half, y)
    add(right - half, y, right + 1 + half, y)
  }
  return out
}

/** The pane as a layer on what is known to lie behind it. */
export function glassLayer(glass: Glass, image: RgbF, behind: RgbF): Found | null {
  const { width, height } = image
  const color = new Float32Array(width * height * 3)
  const hides = glass.opacity >= HIDING
  for (let i = 0; i < color.length; i++) {
    const a = glass.alpha[Math.floor(i / 3)]
    const own = glass.color[i % 3]
    color[i] = hides && a > 0.5 ? Math.min(255, Math.max(0, (image.data[i] - (1 - a) * behind.data[i]) / a)) : own
  }
  return toFound(width, height, glass.alpha, color, { kind: 'overlay', name: 'Glass panel', confidence: 0.9 })
}

/** The picture as it is without the pane; where a known background explains a pixel, that is what it becomes. */
export function withoutGlass(image: RgbF, glass: Glass, behind: RgbF | null, limit: number): RgbF {
  if (behind) measureRim(image, glass, behind, limit)
  const data = image.data.slice()
  const hides = glass.opacity >= HIDING
  for (let i = 0; i < glass.alpha.length; i++) {
    const a = glass.alpha[i]
    if (a === 0) continue
    let off = 0
    for (let c = 0; c < 3; c++) {
      const at = i * 3 + c
      data[at] = Math.min(255, Math.max(0, (data[at] - a * glass.color[c]) / (1 - a)))
      if (behind) off = Math.max(off, Math.abs(data[at] - behind.data[at]))
    }
    if (behind && (hides || off <= limit / (1 - a)))
      for (let c = 0; c < 3; c++) data[i * 3 + c] = behind.data[i * 3 + c]
  }
  return { width: image.width, height: image.height, data }
}

/** Along the outline, coverage as it is seen where the background alone lies below, in place of the drawn one. */
function measureRim(image: RgbF, glass: Glass, behind: RgbF, limit: number): void {
  const { width, height } = image
  const outer = drawRoundedBox(resized(glass.shape, 2), width, height)
  const inner = drawRoundedBox(resized(glass.shape, -2), width, height)
  const seen = projectOnto(image, behind, glass.color)
  for (let i = 0; i < outer.length; i++) {
    if (outer[i] === 0 || inner[i] === 1) continue
    if (seen.rest[i] <= limit && seen.alpha[i] <= glass.opacity + 0.04)
      glass.alpha[i] = Math.min(glass.opacity, Math.max(0, seen.alpha[i]))
  }
}

function resized(shape: RoundedBox, by: number): RoundedBox {
  const { x, y, width, height } = shape.box
  return {
    box: { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by },
    radius: Math.max(0, shape.radius + by),
  }
}

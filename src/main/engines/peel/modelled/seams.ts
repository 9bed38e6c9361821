/** Seams between touching things: paths along strong edges from one concave point of the outline to another. */
import { labelWhere } from '../../../imaging/components.ts'
import { gradient } from '../../../imaging/filter.ts'
import { distance, not } from '../../../imaging/morphology.ts'
import { cheapestPaths, MinHeap, pathTo } from '../../../imaging/path.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { commonColors } from './cluster.ts'
import { findNotches } from './contour.ts'

export interface Seam {
  /** On the grid of `grid` pixels a cell: 0 outside the thing, 1 and 2 on its sides; 1 is the larger. */
  coarse: Uint8Array
  grid: number
  /** Share of the path that runs along an edge, 0..1. */
  onEdge: number
  /** Share of the colours that the sides have in common, 0..1. */
  common: number
  /** The smaller side's share of the thing's area. */
  share: number
  /** How concave the outline is at the blunter end, 0.5..1. */
  notch: number
  /** Length of the path over the square root of the smaller side's area. */
  length: number
}

/** Seams are looked for on a grid of about this many cells along the longer side. */
const GRID = 200
/** Levels a pixel from which a step of colour counts as an edge in full. */
const FULL_EDGE = 18
/** Sides smaller than this share of the thing are trimmings. */
const SMALLEST_SIDE = 0.04
const MOST_NOTCHES = 16

/** Seams that divide a thing alike are one: they differ in at most this share of its area. */
const SAME_SEAM = 0.03

/**
 * Different seams of a thing, best first, at most `most`, each with an edge along at least the share `atLeast` of it.
 * Image and mask have one size.
 */
export function findSeams(mask: Mask, image: RgbF, atLeast: number, most = 6): Seam[] {
  const factor = Math.max(1, Math.ceil(Math.max(mask.width, mask.height) / GRID))
  const small = shrinkMask(mask, factor)
  const edges = shrinkEdges(image, mask, small, factor)
  const colors = binsOf(image, small, factor)
  const rim = distance(not(framed(small))).data
  const cost = new Float32Array(small.data.length)
  for (let i = 0; i < cost.length; i++) {
    const x = i % small.width
    const y = (i - x) / small.width
    const depth = rim[(y + 1) * (small.width + 2) + x + 1]
    // The outline is an edge too, but no seam.
    cost[i] = !small.data[i] ? Infinity : depth < 2.5 ? 1.2 : 0.04 + Math.max(0, 1 - edges[i] / FULL_EDGE)
  }
  const notches = findNotches(small, Math.max(3, Math.round(0.03 * Math.max(small.width, small.height))), MOST_NOTCHES)
  const seams: Seam[] = []
  notches.forEach((from, k) => {
    const start = from.y * small.width + from.x
    const tree = cheapestPaths(cost, small.width, small.height, start)
    for (const to of notches.slice(k + 1)) {
      const path = pathTo(tree, to.y * small.width + to.x)
      const seam =
        path.length < 3 ? null : judge(path, Math.min(from.filled, to.filled), cost, small, colors, factor, atLeast)
      if (seam) seams.push(seam)
    }
  })
  seams.sort((a, b) => merit(b) - merit(a))
  const area = small.data.reduce((sum, v) => sum + v, 0)
  const out: Seam[] = []
  for (const seam of seams) {
    if (out.length >= most) break
    if (out.every((o) => differing(o.coarse, seam.coarse) > SAME_SEAM * area)) out.push(seam)
  }
  return out
}

/** How much speaks for a seam: an edge all along it, different colours on its sides, sharp ends. */
export function merit(seam: Seam): number {
  return seam.onEdge - 0.5 * seam.common + 0.5 * (seam.notch - 0.6) - 0.1 * Math.max(0, seam.length - 1)
}

function differing(a: Uint8Array, b: Uint8Array): number {
  let crossed = 0
  let straight = 0
  for (let i = 0; i < a.length; i++) {
    if (!a[i] || !b[i]) continue
    if (a[i] === b[i]) straight++
    else crossed++
  }
  return Math.min(crossed, straight)
}

function judge(
  path: number[],
  notch: number,
  cost: Float32Array,
  small: Mask,
  colors: Uint8Array,
  grid: number,
  atLeast: number,
): Seam | null {
  const inner = path.filter((i) => cost[i] < 1.2)
  if (inner.length < Math.max(2, path.length - 10)) return null
  const onEdge = inner.filter((i) => cost[i] < 0.5).length / inner.length
  if (onEdge < atLeast) return null
  const coarse = sidesOf(path, small)
  if (!coarse) return null
  const palettes = [new Float32Array(64), new Float32Array(64)]
  const areas = [0, 0]
  for (let i = 0; i < coarse.length; i++) {
    if (!coarse[i]) continue
    areas[coarse[i] - 1]++
    palettes[coarse[i] - 1][colors[i]]++
  }
  const share = areas[1] / (areas[0] + areas[1])
  if (share < SMALLEST_SIDE) return null
  const length = path.length / Math.sqrt(areas[1])
  return { coarse, grid, onEdge, common: commonColors(palettes[0], palettes[1]), share, notch, length }
}

/** The 4×4×4 colour bin of each cell's middle pixel. */
function binsOf(image: RgbF, small: Mask, factor: number): Uint8Array {
  const out = new Uint8Array(small.data.length)
  for (let i = 0; i < out.length; i++) {
    const x = Math.min(image.width - 1, (i % small.width) * factor + (factor >> 1))
    const y = Math.min(image.height - 1, Math.floor(i / small.width) * factor + (factor >> 1))
    const [r, g, b] = [0, 1, 2].map((c) => Math.min(3, image.data[(y * image.width + x) * 3 + c] >> 6))
    out[i] = r * 16 + g * 4 + b
  }
  return out
}

/** A mask with an empty row and column around it. */
function framed(mask: Mask): Mask {
  const width = mask.width + 2
  const data = new Uint8Array(width * (mask.height + 2))
  for (let y = 0; y < mask.height; y++)
    data.set(mask.data.subarray(y * mask.width, (y + 1) * mask.width), (y + 1) * width + 1)
  return { width, height: mask.height + 2, data }
}

function shrinkMask(mask: Mask, factor: number): Mask {
  const width = Math.ceil(mask.width / factor)
  const height = Math.ceil(mask.height / factor)
  const counts = new Uint32Array(width * height)
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++)
      counts[Math.floor(y / factor) * width + Math.floor(x / factor)] += mask.data[y * mask.width + x]
  }
  return { width, height, data: Uint8Array.from(counts, (n) => (n >= (factor * factor) / 2 ? 1 : 0)) }
}

/** The strongest step of colour in each cell. */
function shrinkEdges(image: RgbF, mask: Mask, small: Mask, factor: number): Float32Array {
  const steps = gradient(image).data
  const out = new Float32Array(small.width * small.height)
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const at = y * image.width + x
      const to = Math.floor(y / factor) * small.width + Math.floor(x / factor)
      if (mask.data[at]) out[to] = Math.max(out[to], steps[at])
    }
  }
  return out
}

/** Labels of the two sides on the small grid: the largest part beside the path, and all others; null without a second. */
function sidesOf(path: number[], small: Mask): Uint8Array | null {
  const wall = new Uint8Array(small.data.length)
  for (const i of path) wall[i] = 1
  const parts = labelWhere(small.width, small.height, 4, (i) => small.data[i] !== 0 && !wall[i])
  if (parts.count < 2) return null
  const order = parts.areas.map((_, k) => k).sort((a, b) => parts.areas[b] - parts.areas[a])
  const out = new Uint8Array(small.data.length)
  for (let i = 0; i < out.length; i++) {
    const k = parts.labels[i] - 1
    if (k >= 0 && (k === order[0] || k === order[1])) out[i] = k === order[0] ? 1 : 2
  }
  return out
}

/**
 * The seam's sides (0, 1, 2) at full size: grown from the insides of the coarse ones over the pixels, the flattest first,
 * so that they meet on the edge.
 */
export function drawSeam(seam: Seam, mask: Mask, image: RgbF): Uint8Array {
  const { width, height } = mask
  const columns = Math.ceil(width / seam.grid)
  const steps = gradient(image).data
  const out = new Uint8Array(width * height)
  const heap = new MinHeap()
  const sure = insides(seam.coarse, columns)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const side = mask.data[at] ? sure[Math.floor(y / seam.grid) * columns + Math.floor(x / seam.grid)] : 0
      if (side === 0) continue
      out[at] = side
      heap.push(0, at)
    }
  }
  for (let at = heap.pop(); at >= 0; at = heap.pop()) {
    const x = at % width
    for (const to of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
      if (to < 0 || to >= out.length || !mask.data[to] || out[to]) continue
      out[to] = out[at]
      heap.push(steps[to], to)
    }
  }
  return out
}

/** The cells of each side that do not lie beside the path (0 in the labels) or the other side. */
function insides(coarse: Uint8Array, columns: number): Uint8Array {
  const out = coarse.slice()
  for (let i = 0; i < coarse.length; i++) {
    const x = i % columns
    for (const next of [x > 0 ? i - 1 : -1, x < columns - 1 ? i + 1 : -1, i - columns, i + columns]) {
      if (next >= 0 && next < coarse.length && coarse[next] !== 0 && coarse[next] !== coarse[i]) out[i] = 0
    }
  }
  return out
}

/** Soft things on a known background: shadows towards a dark colour, smoke and glow towards a light one. */
import { labelWhere } from '../../../imaging/components.ts'
import type { RgbF } from '../../../imaging/pixels.ts'

export type Rgb = [number, number, number]

/** Soft coverage of a picture in one colour. */
export interface SoftCover {
  color: Rgb
  /** 0..1 a pixel, 0 where there is none. */
  alpha: Float32Array
}

/** A soft edge changes by at most this share of its colour a pixel; a sharp edge by several times as much. */
const STEEPEST = 0.09
/** Denser than this it hides what is below, and is taken for a thing. */
const DENSEST = 0.8
/** What is nowhere as dense as this is an error of the model or haze, not worth a layer. */
const HAZE = 0.06
/** Cosine under which the found direction is not that of black (or white). */
const SAME_DIRECTION = 0.992

/**
 * Coverage that leads from the background towards a colour darker (or lighter) than it, smooth, and connected to where
 * the background shows. Null where there is none worth a layer. `difference` is the largest channel's |I − B|,
 * `limit` the difference that noise explains.
 */
export function findSoft(
  image: RgbF,
  behind: RgbF,
  difference: Float32Array,
  limit: number,
  side: 'dark' | 'light',
): SoftCover | null {
  const color = softColor(image, behind, difference, limit, side)
  if (!color) return null
  const { width, height } = image
  const projected = projectOnto(image, behind, color)
  const slack = Math.max(2.5, limit * 0.8)
  const fits = (i: number): boolean =>
    projected.alpha[i] <= DENSEST && projected.rest[i] <= slack + 0.02 * difference[i] && projected.alpha[i] > -0.02
  const smooth = (i: number): boolean => slopeAt(projected.alpha, width, height, i) <= STEEPEST
  const regions = labelWhere(
    width,
    height,
    4,
    (i) => difference[i] <= limit || (fits(i) && smooth(i)),
    (a, b) => Math.abs(projected.alpha[a] - projected.alpha[b]) <= STEEPEST,
  )
  const keep = keptRegions(regions, projected.alpha, difference, limit)
  const alpha = new Float32Array(width * height)
  let area = 0
  let dense = 0
  for (let i = 0; i < alpha.length; i++) {
    const region = regions.labels[i]
    if (region === 0 || !keep[region - 1] || difference[i] <= limit) continue
    alpha[i] = Math.max(0, projected.alpha[i])
    area++
    if (alpha[i] >= HAZE && difference[i] >= 2.5 * limit) dense++
  }
  if (area < Math.max(24, 0.0002 * alpha.length) || dense < 0.05 * area) return null
  addFringe(alpha, projected.alpha, projected.rest, width, height)
  return { color, alpha }
}

/**
 * Regions that reach clear background, and enclosed ones that vary as a soft thing does: an even one is an object of
 * that colour, not a shadow.
 */
function keptRegions(
  regions: ReturnType<typeof labelWhere>,
  alpha: Float32Array,
  difference: Float32Array,
  limit: number,
): boolean[] {
  const clear = new Array<number>(regions.count).fill(0)
  for (let i = 0; i < alpha.length; i++) {
    if (regions.labels[i] > 0 && difference[i] <= limit) clear[regions.labels[i] - 1]++
  }
  return clear.map((n, k) => n > 8 || n > 0.1 * regions.areas[k])
}

/** Steps of the soft coverage that are too faint to count, beside those that do: without them the edge would be cut. */
function addFringe(
  alpha: Float32Array,
  projected: Float32Array,
  rest: Float32Array,
  width: number,
  height: number,
): void {
  const reach = 6
  let ring: number[] = []
  for (let i = 0; i < alpha.length; i++) if (alpha[i] > 0) ring.push(i)
  for (let step = 0; step < reach; step++) {
    const next: number[] = []
    for (const at of ring) {
      const x = at % width
      for (const to of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
        if (to < 0 || to >= width * height || alpha[to] > 0) continue
        if (projected[to] < 0.004 || projected[to] > 0.06 || rest[to] > 2) continue
        alpha[to] = projected[to]
        next.push(to)
      }
    }
    ring = next
  }
}

export function slopeAt(plane: Float32Array, width: number, height: number, i: number): number {
  const x = i % width
  const left = x > 0 ? plane[i - 1] : plane[i]
  const right = x < width - 1 ? plane[i + 1] : plane[i]
  const up = i >= width ? plane[i - width] : plane[i]
  const down = i < width * (height - 1) ? plane[i + width] : plane[i]
  return Math.max(Math.abs(right - left), Math.abs(down - up)) / 2
}

/** For each pixel the alpha with which `color` over the background comes nearest to it, and the distance left. */
export function projectOnto(image: RgbF, behind: RgbF, color: Rgb): { alpha: Float32Array; rest: Float32Array } {
  const count = image.width * image.height
  const alpha = new Float32Array(count)
  const rest = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    let along = 0
    let length = 0
    for (let c = 0; c < 3; c++) {
      const way = color[c] - behind.data[i * 3 + c]
      along += (image.data[i * 3 + c] - behind.data[i * 3 + c]) * way
      length += way * way
    }
    const a = length < 1 ? 0 : along / length
    let off = 0
    for (let c = 0; c < 3; c++) {
      const b = behind.data[i * 3 + c]
      off = Math.max(off, Math.abs(image.data[i * 3 + c] - b - a * (color[c] - b)))
    }
    alpha[i] = a
    rest[i] = off
  }
  return { alpha, rest }
}

/**
 * The colour that the soft pixels lead to. Direction is what can be seen; how far along it the colour lies cannot, so it
 * is black or white where the direction allows, else where the direction leaves the range of colours.
 */
function softColor(
  image: RgbF,
  behind: RgbF,
  difference: Float32Array,
  limit: number,
  side: 'dark' | 'light',
): Rgb | null {
  const sign = side === 'dark' ? -1 : 1
  const { width, height } = image
  const way = [0, 0, 0]
  const base = [0, 0, 0]
  let n = 0
  for (let i = 0; i < difference.length; i++) {
    if (difference[i] <= limit || difference[i] > 60) continue
    if (slopeAt(difference, width, height, i) > 5) continue
    const change = [0, 1, 2].map((c) => image.data[i * 3 + c] - behind.data[i * 3 + c])
    if (sign * (change[0] + change[1] + change[2]) <= 0) continue
    const least = Math.min(...change.map((v) => v * sign))
    if (least < -limit) continue
    n++
    for (let c = 0; c < 3; c++) {
      way[c] += change[c]
      base[c] += behind.data[i * 3 + c]
    }
  }
  if (n < 24) return null
  const plain: Rgb = side === 'dark' ? [0, 0, 0] : [255, 255, 255]
  const middle = base.map((v) => v / n)
  const toPlain = plain.map((v, c) => v - middle[c])
  if (cosine(way, toPlain) >= SAME_DIRECTION) return plain
  let most = Infinity
  for (let c = 0; c < 3; c++) {
    if (way[c] > 0) most = Math.min(most, (255 - middle[c]) / way[c])
    if (way[c] < 0) most = Math.min(most, -middle[c] / way[c])
  }
  const [r, g, b] = middle.map((v, c) => Math.min(255, Math.max(0, v + most * way[c])))
  return [r, g, b]
}

function cosine(a: number[], b: number[]): number {
  const dot = a.reduce((s, v, c) => s + v * b[c], 0)
  return dot / Math.max(1e-9, Math.hypot(...a) * Math.hypot(...b))
}

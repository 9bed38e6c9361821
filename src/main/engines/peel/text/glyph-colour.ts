/** The glyphs' own colour, unmixed from the ground. */
import { leastSquares } from '../../../imaging/linear.ts'
import { count } from '../../../imaging/morphology.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { difference } from './body.ts'

/** How far the core's colours are carried, pixels. */
const carried = 5

/**
 * The glyphs' colour at each pixel: one colour, one linear gradient, or (shaded, many-coloured) that of the nearby core.
 * `inner` is the body without its rim; `isNeeded` says at which pixels the colour is asked for.
 */
export function glyphColour(
  image: RgbF,
  ground: RgbF,
  body: Mask,
  inner: Mask,
  isNeeded: (index: number) => boolean,
): { color: Float32Array; ink: [number, number, number] } {
  const pixels = body.data.length
  let core = inner
  if (count(core) < 0.1 * count(body) || count(core) < 8) core = strongest(image, ground, body)
  const at: number[] = []
  for (let i = 0; i < pixels; i++) if (core.data[i]) at.push(i)
  const ink: [number, number, number] = [0, 0, 0]
  for (let c = 0; c < 3; c++) ink[c] = median(at.map((i) => image.data[i * 3 + c]))
  const color = new Float32Array(pixels * 3)
  const spread = meanError(image, at, () => ink)
  if (spread <= 4) {
    for (let i = 0; i < pixels; i++) if (isNeeded(i)) color.set(ink, i * 3)
    return { color, ink }
  }
  const step = Math.max(1, Math.floor(at.length / 4000))
  const sampled = at.filter((_, k) => k % step === 0)
  const rows = sampled.flatMap((i) => [1, i % image.width, Math.floor(i / image.width)])
  const fits = [0, 1, 2].map((c) =>
    leastSquares(
      rows,
      sampled.map((i) => image.data[i * 3 + c]),
      3,
    ),
  )
  const plane = (i: number): number[] =>
    fits.map((fit, c) => (fit ? fit[0] + fit[1] * (i % image.width) + fit[2] * Math.floor(i / image.width) : ink[c]))
  const even = meanError(image, sampled, plane)
  if (even <= 4 || (even < 0.6 * spread && even < 8)) {
    for (let i = 0; i < pixels; i++) {
      if (isNeeded(i)) plane(i).forEach((v, c) => (color[i * 3 + c] = Math.min(255, Math.max(0, v))))
    }
    return { color, ink }
  }
  return { color: carryOut(image, core, ink, isNeeded), ink }
}

/** The third of the body that departs most from the ground: thin strokes have no pixel of pure colour all around. */
function strongest(image: RgbF, ground: RgbF, body: Mask): Mask {
  const values: number[] = []
  for (let i = 0; i < body.data.length; i++) if (body.data[i]) values.push(difference(image, ground, i))
  values.sort((a, b) => a - b)
  const limit = values[Math.floor(values.length * 0.7)]
  return { ...body, data: body.data.map((v, i) => (v && difference(image, ground, i) >= limit ? 1 : 0)) }
}

/** The core's own colours, and around it those of its nearest pixels: at an outline's edge the outline's, not the filling's. */
function carryOut(image: RgbF, core: Mask, ink: readonly number[], isNeeded: (index: number) => boolean): Float32Array {
  const color = new Float32Array(core.data.length * 3)
  for (let i = 0; i < core.data.length; i++) {
    if (core.data[i]) color.set(image.data.subarray(i * 3, i * 3 + 3), i * 3)
    else if (isNeeded(i)) color.set(nearestColour(image, core, i) ?? ink, i * 3)
  }
  return color
}

/** Mean of the core's pixels that are hardly farther than the nearest one; null where none is within `carried`. */
function nearestColour(image: RgbF, core: Mask, index: number): number[] | null {
  const { width, height } = core
  const x = index % width
  const y = Math.floor(index / width)
  const around: { distance: number; at: number }[] = []
  for (let v = Math.max(0, y - carried); v <= Math.min(height - 1, y + carried); v++) {
    for (let u = Math.max(0, x - carried); u <= Math.min(width - 1, x + carried); u++) {
      if (core.data[v * width + u]) around.push({ distance: Math.hypot(u - x, v - y), at: v * width + u })
    }
  }
  if (around.length === 0) return null
  const least = around.reduce((a, b) => (b.distance < a.distance ? b : a)).distance
  const nearest = around.filter(({ distance }) => distance <= least + 0.8)
  return [0, 1, 2].map((c) => nearest.reduce((sum, { at }) => sum + image.data[at * 3 + c], 0) / nearest.length)
}

function meanError(image: RgbF, at: readonly number[], model: (i: number) => readonly number[]): number {
  let sum = 0
  for (const i of at) {
    const value = model(i)
    for (let c = 0; c < 3; c++) sum += Math.abs(image.data[i * 3 + c] - value[c]) / 3
  }
  return at.length > 0 ? sum / at.length : 0
}

function median(values: number[]): number {
  values.sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)] ?? 0
}

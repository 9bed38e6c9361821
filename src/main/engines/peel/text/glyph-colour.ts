/** The glyphs' own colour, unmixed from the ground. */
import { gaussian } from '../../../imaging/filter.ts'
import { leastSquares } from '../../../imaging/linear.ts'
import { count } from '../../../imaging/morphology.ts'
import type { Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { difference } from './body.ts'

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
  return { color: spreadOut(image, core, ink), ink }
}

/** The third of the body that departs most from the ground: thin strokes have no pixel of pure colour all around. */
function strongest(image: RgbF, ground: RgbF, body: Mask): Mask {
  const values: number[] = []
  for (let i = 0; i < body.data.length; i++) if (body.data[i]) values.push(difference(image, ground, i))
  values.sort((a, b) => a - b)
  const limit = values[Math.floor(values.length * 0.7)]
  return { ...body, data: body.data.map((v, i) => (v && difference(image, ground, i) >= limit ? 1 : 0)) }
}

/** The core's colours carried outwards by normalised smoothing. */
function spreadOut(image: RgbF, core: Mask, ink: readonly number[]): Float32Array {
  const { width, height } = image
  const sigma = 2
  const weight = gaussian({ width, height, data: Float32Array.from(core.data) }, sigma).data
  const color = new Float32Array(width * height * 3)
  for (let c = 0; c < 3; c++) {
    const plane: Plane = { width, height, data: new Float32Array(width * height) }
    for (let i = 0; i < plane.data.length; i++) plane.data[i] = core.data[i] ? image.data[i * 3 + c] : 0
    const smooth = gaussian(plane, sigma).data
    for (let i = 0; i < smooth.length; i++) {
      color[i * 3 + c] = weight[i] > 1e-4 ? smooth[i] / weight[i] : ink[c]
    }
  }
  return color
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

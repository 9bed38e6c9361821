/** From the rough pixels of the glyphs to their matte, own colour, and the ground behind them. */
import { label } from '../../../imaging/components.ts'
import { harmonicFill } from '../../../imaging/fill.ts'
import { gaussian } from '../../../imaging/filter.ts'
import { leastSquares } from '../../../imaging/linear.ts'
import { count, dilate, distance, erode, fillHoles } from '../../../imaging/morphology.ts'
import type { Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import type { Ink, Window } from './ink.ts'

export interface Matte {
  /** 0..1 over the window. */
  alpha: Float32Array
  /** The glyphs' own colour over the window. */
  color: Float32Array
  /** The window without the glyphs. */
  behind: RgbF
  /** The glyphs' typical colour. */
  ink: [number, number, number]
}

/** Alpha under this is haze. */
const haze = 2 / 255

/** How far drawn (anti-aliased) edges reach outside the pixels of pure colour. */
const drawnReach = 1.5
/** Levels a pixel. */
const roughGround = 2.5

/** Two passes: the first matte shows how far the glyphs reach, so that the second sees a cleaner ground. Null where nothing is left. */
export function matteOf(window: Window, { mask, source }: Ink): Matte | null {
  let body = glyphBody(window, mask)
  if (count(body) < 4) return null
  if (source !== 'unlike') body = withOutline(window, withEnclosed(window, body))
  // On a smooth ground the two passes find hairlines that never reach the pure colour; on a rough one they find ground.
  const drawn = source === 'exact' && window.roughness > roughGround
  const reach = drawn ? drawnReach : Math.min(4, Math.max(2, 0.04 * window.thickness))
  const first = project(window, body, dilate(body, reach + 0.6), reach)
  const visible = threshold(first.alpha, window.image, 0.04)
  const solid = drawn ? body : threshold(first.alpha, window.image, 0.5)
  if (count(solid) < 4) return null
  const edge = drawn ? drawnReach : edgeReach(first.alpha, solid)
  const second = drawn ? first : project(window, solid, dilate(visible, 1.5), edge)
  dropSpecks(second.alpha, solid, window)
  const hole = dilate(threshold(second.alpha, window.image, haze), drawn ? 0 : 1.5)
  return { ...second, behind: harmonicFill(window.image, hole) }
}

/** The parts of the mask that are of the line: they lie mostly in it, or leave it as a swash does. */
function glyphBody(window: Window, rough: Mask): Mask {
  const parts = label(rough)
  const inner = new Float32Array(parts.count)
  for (let i = 0; i < rough.data.length; i++) {
    if (parts.labels[i] > 0 && window.inside.data[i]) inner[parts.labels[i] - 1]++
  }
  const least = Math.max(2, 0.003 * window.thickness * window.thickness)
  const data = new Uint8Array(rough.data.length)
  for (let i = 0; i < data.length; i++) {
    const id = parts.labels[i]
    if (id === 0 || parts.areas[id - 1] < least) continue
    const ratio = inner[id - 1] / parts.areas[id - 1]
    data[i] = ratio > 0.4 || (ratio > 0 && window.inside.data[i]) ? 1 : 0
  }
  return { ...rough, data }
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
  const holes = { ...body, data: filled.data.map((v, i) => (v && far[i] >= 1.5 ? 1 : 0)) }
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
  const outlined = filling > 0.6 * count(holes) && isFilling.filter(Boolean).length >= 0.5 * window.characters
  if (!outlined) return body
  const data = body.data.slice()
  const near = dilate({ ...body, data: holes.data.map((v, i) => (v && isFilling[regions.labels[i] - 1] ? 1 : 0)) }, 1.5)
  for (let i = 0; i < data.length; i++) if (filled.data[i] && near.data[i]) data[i] = 1
  return { ...body, data }
}

/** Adds an outline: a band around the glyphs that departs from a ground known well enough to tell. */
function withOutline(window: Window, body: Mask): Mask {
  const { thickness, image } = window
  const most = 0.16 * thickness
  if (most < 2.5) return body
  const far = distance(body).data
  const hole = { ...body, data: Uint8Array.from(far, (d) => (d <= most ? 1 : 0)) }
  const ground = harmonicFill(image, hole)
  const errors: number[] = []
  let departs = 0
  let band = 0
  for (let i = 0; i < far.length; i++) {
    if (far[i] > 0.7 * most && far[i] <= most) errors.push(difference(image, ground, i))
  }
  if (errors.length === 0) return body
  errors.sort((a, b) => a - b)
  const limit = Math.max(20, 2.5 * errors[Math.floor(errors.length * 0.7)])
  for (let i = 0; i < far.length; i++) {
    if (far[i] < 1.9 || far[i] > 3) continue
    band++
    if (difference(image, ground, i) > limit) departs++
  }
  if (departs < 0.6 * band) return body
  const data = body.data.slice()
  for (let i = 0; i < data.length; i++) {
    if (far[i] > 0 && far[i] <= most && difference(image, ground, i) > limit) data[i] = 1
  }
  return glyphBody(window, { ...body, data })
}

function difference(a: RgbF, b: RgbF, i: number): number {
  return Math.max(
    Math.abs(a.data[i * 3] - b.data[i * 3]),
    Math.abs(a.data[i * 3 + 1] - b.data[i * 3 + 1]),
    Math.abs(a.data[i * 3 + 2] - b.data[i * 3 + 2]),
  )
}

/** Alpha = (I−B)·(F−B) / |F−B|², as far as `reach` around the body; B fills the hole, F is the glyphs' colour. */
function project(window: Window, body: Mask, hole: Mask, reach: number): Omit<Matte, 'behind'> {
  const { image } = window
  const ground = harmonicFill(image, hole)
  const { color, ink } = glyphColour(image, ground, body)
  const near = distance(body).data
  const inner = erode(body, 1.5).data
  const alpha = new Float32Array(near.length)
  for (let i = 0; i < alpha.length; i++) {
    if (near[i] > reach) continue
    let dot = 0
    let norm = 0
    for (let c = 0; c < 3; c++) {
      const f = color[i * 3 + c] - ground.data[i * 3 + c]
      dot += (image.data[i * 3 + c] - ground.data[i * 3 + c]) * f
      norm += f * f
    }
    const value = norm > 64 ? Math.min(1, Math.max(0, dot / norm)) : body.data[i]
    alpha[i] = inner[i] && value > 0.5 ? 1 : value < haze ? 0 : value > 0.985 ? 1 : value
    if (alpha[i] === 1) color.set(image.data.subarray(i * 3, i * 3 + 3), i * 3)
  }
  return { alpha, color, ink }
}

/** The glyphs' colour at every pixel: one colour, one linear gradient, or (shaded, many-coloured) that of the nearby core. */
function glyphColour(image: RgbF, ground: RgbF, body: Mask): { color: Float32Array; ink: [number, number, number] } {
  const pixels = body.data.length
  let core = erode(body, 1)
  if (count(core) < 0.1 * count(body) || count(core) < 8) core = strongest(image, ground, body)
  const at: number[] = []
  for (let i = 0; i < pixels; i++) if (core.data[i]) at.push(i)
  const ink: [number, number, number] = [0, 0, 0]
  for (let c = 0; c < 3; c++) ink[c] = median(at.map((i) => image.data[i * 3 + c]))
  const color = new Float32Array(pixels * 3)
  const spread = meanError(image, at, () => ink)
  if (spread <= 4) {
    for (let i = 0; i < pixels; i++) color.set(ink, i * 3)
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
      plane(i).forEach((v, c) => (color[i * 3 + c] = Math.min(255, Math.max(0, v))))
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

/** How far partial alpha reaches outside the half-way contour: 1.5 pixels for drawn edges, more for soft ones. */
function edgeReach(alpha: Float32Array, solid: Mask): number {
  let partial = 0
  let rim = 0
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i] > 0.1 && alpha[i] < 0.9) partial++
    if (
      solid.data[i] &&
      !(solid.data[i - 1] && solid.data[i + 1] && solid.data[i - solid.width] && solid.data[i + solid.width])
    )
      rim++
  }
  return Math.min(4, Math.max(1.5, 0.5 + partial / Math.max(1, rim)))
}

/** Clears, in place, pieces of alpha that hold no solid pixel or are mere specks. */
function dropSpecks(alpha: Float32Array, solid: Mask, window: Window): void {
  const seen = threshold(alpha, window.image, haze)
  const parts = label(seen)
  const cores = new Float32Array(parts.count)
  for (let i = 0; i < alpha.length; i++) if (parts.labels[i] > 0) cores[parts.labels[i] - 1] += solid.data[i]
  const least = Math.max(2, 0.003 * window.thickness * window.thickness)
  for (let i = 0; i < alpha.length; i++) {
    if (parts.labels[i] > 0 && cores[parts.labels[i] - 1] < least) alpha[i] = 0
  }
}

function threshold(alpha: Float32Array, image: RgbF, least: number): Mask {
  return { width: image.width, height: image.height, data: Uint8Array.from(alpha, (a) => (a > least ? 1 : 0)) }
}

function median(values: number[]): number {
  values.sort((a, b) => a - b)
  return values[Math.floor(values.length / 2)] ?? 0
}

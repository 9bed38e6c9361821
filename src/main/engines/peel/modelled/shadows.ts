/** The shadows on a known background, and the things that cast them. */
import type { RgbF } from '../../../imaging/pixels.ts'
import { mergeFound } from '../stack.ts'
import type { Found } from '../types.ts'
import type { Cut } from './cut.ts'
import { coverLayer, toFound } from './found.ts'
import type { SoftCover } from './soft.ts'
import { spreadFrom } from './spread.ts'

/** Shadows are continued below things by so many pixels. */
const UNDER = 4

export interface Cast {
  shadow: SoftCover
  /** The thing that each pixel of the shadow goes with, the nearest one; 0 where there is none. */
  casters: Int32Array
}

/** The background with the shadows on it, continued a little way under the things that cast them; the shadow as well, in place. */
export function shadedBehind(behind: RgbF, shadow: SoftCover | null, labels: Int32Array): RgbF {
  if (!shadow) return behind
  const { width, height } = behind
  const near = spreadFrom(width, height, (i) => labels[i] === 0, UNDER)
  const data = behind.data.slice()
  for (let i = 0; i < near.length; i++) {
    const alpha = near[i] < 0 ? 0 : shadow.alpha[near[i]]
    if (alpha === 0) continue
    if (labels[i] > 0) shadow.alpha[i] = alpha
    for (let c = 0; c < 3; c++) data[i * 3 + c] += alpha * (shadow.color[c] - data[i * 3 + c])
  }
  return { width, height, data }
}

/** Deals the shadow out to the things (labels over 0). */
export function castBy(labels: Int32Array, shadow: SoftCover | null, width: number, height: number): Cast | null {
  if (!shadow) return null
  const nearest = spreadFrom(
    width,
    height,
    (i) => labels[i] > 0,
    width + height,
    (i) => shadow.alpha[i] > 0,
  )
  return { shadow, casters: nearest.map((from) => (from < 0 ? 0 : labels[from])) }
}

/** The thing with label `k` as one layer with its shadow; null where nothing is left of it. */
export function thingOf(k: number, image: RgbF, labels: Int32Array, cut: Cut, cast: Cast | null): Found | null {
  const { width, height } = image
  const alpha = new Float32Array(width * height)
  const color = cut.color.slice()
  for (let i = 0; i < alpha.length; i++) {
    if (labels[i] === k) alpha[i] = cut.alpha[i]
    if (!cast || cast.casters[i] !== k || cast.shadow.alpha[i] === 0 || alpha[i] >= 1) continue
    const { shadow } = cast
    const under = (1 - alpha[i]) * shadow.alpha[i]
    const total = alpha[i] + under
    for (let c = 0; c < 3; c++) color[i * 3 + c] = (color[i * 3 + c] * alpha[i] + shadow.color[c] * under) / total
    alpha[i] = total
  }
  return toFound(width, height, alpha, color, { kind: 'object', name: 'Object', confidence: 0.9 })
}

/** The parts of the thing with label `k`, bottom to top, the lowest one with the thing's shadow. */
export function onShadow(parts: readonly Found[], k: number, image: RgbF, cast: Cast | null): Found[] {
  const [lowest, ...others] = parts
  if (!cast) return [lowest, ...others]
  const alpha = cast.shadow.alpha.map((a, i) => (cast.casters[i] === k ? a : 0))
  const below = coverLayer({ color: cast.shadow.color, alpha }, 'Shadow', image.width, image.height)
  return [below ? { ...mergeFound(below, lowest), kind: lowest.kind, name: lowest.name } : lowest, ...others]
}

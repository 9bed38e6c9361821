/** From a guess at the glyphs' pixels to their matte, own colour, and the ground behind them. */
import { label, labelWhere } from '../../../imaging/components.ts'
import { harmonicFill } from '../../../imaging/fill.ts'
import { count, distance, not } from '../../../imaging/morphology.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { glyphBody } from './body.ts'
import { glyphColour } from './glyph-colour.ts'
import type { Ink, InkSource } from './ink.ts'
import { maskWhere } from './mask.ts'
import type { Window } from './window.ts'

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

/** A matte against a guess of the ground. */
type Projected = Omit<Matte, 'behind'> & { ground: RgbF }

/** Alpha under this is haze. */
const haze = 2 / 255

/** How far drawn (anti-aliased) edges reach outside the pixels of pure colour. */
const drawnReach = 1.5
/** Levels a pixel. */
const roughGround = 2.5
/** How far from their bodies thin tails of glyphs are looked for, in line heights. */
const tailReach = 0.12

/** Two passes: the first matte shows how far the glyphs reach, so that the second sees a cleaner ground. Null where nothing is left. */
export function matteOf(window: Window, guess: Ink): Matte | null {
  const { source } = guess
  const body = glyphBody(window, guess)
  if (count(body) < 4) return null
  // On a smooth ground the two passes find hairlines that never reach the pure colour; on a rough one they find ground.
  const drawn = source === 'exact' && window.roughness > roughGround
  const smooth = window.roughness <= roughGround
  const reach = drawn ? drawnReach : Math.min(4, Math.max(2, 0.04 * window.thickness))
  const tails = smooth ? Math.max(reach, tailReach * window.thickness) : reach
  const far = distance(body).data
  const first = project(window, body, far, tails + 0.6, tails)
  const visible = reachable(first, window, far, reach)
  const solid = drawn ? body : both(visible, threshold(first.alpha, window.image, 0.5))
  if (count(solid) < 4) return null
  const edge = drawn ? drawnReach : edgeReach(first.alpha, solid)
  const { alpha, color, ink } = drawn ? first : project(window, solid, distance(visible).data, 1.5, edge)
  dropSpecks(alpha, solid, window)
  return { alpha, color, ink, behind: groundBehind(window, alpha, drawn ? 0 : fillRim(window, source)) }
}

/** The window with the glyphs filled in, and a rim around them, which does not eat into other lines. */
function groundBehind(window: Window, alpha: Float32Array, rim: number): RgbF {
  const far = distance(threshold(alpha, window.image, haze)).data
  const hole = maskWhere(window.image, (i) => far[i] <= (window.foreign.data[i] ? Math.min(rim, 1) : rim))
  return harmonicFill(window.image, hole)
}

/** How much wider than the matte the hole is: compression leaves ripples around large letters. */
function fillRim(window: Window, source: InkSource): number {
  return source === 'exact' || window.roughness > roughGround ? 1.5 : Math.min(6, 1.5 + 0.03 * window.thickness)
}

/**
 * What belongs to the glyphs of a first matte: all that is visible close to the body, and farther off what hangs together
 * with it and is a mix of the glyphs' colour and the ground.
 */
function reachable(first: Projected, window: Window, far: Float32Array, reach: number): Mask {
  const { width, height, data } = window.image
  const isMix = (i: number): boolean => {
    for (let c = 0; c < 3; c++) {
      const mixed =
        first.ground.data[i * 3 + c] + first.alpha[i] * (first.color[i * 3 + c] - first.ground.data[i * 3 + c])
      if (Math.abs(data[i * 3 + c] - mixed) > 12) return false
    }
    return true
  }
  const parts = labelWhere(
    width,
    height,
    8,
    (i) => first.alpha[i] > 0.04 && (far[i] <= reach || (first.alpha[i] > 0.25 && !window.foreign.data[i] && isMix(i))),
  )
  const attached = new Uint8Array(parts.count)
  for (let i = 0; i < far.length; i++) if (far[i] === 0 && parts.labels[i] > 0) attached[parts.labels[i] - 1] = 1
  return maskWhere(window.image, (i) => parts.labels[i] > 0 && attached[parts.labels[i] - 1] === 1)
}

function both(a: Mask, b: Mask): Mask {
  return maskWhere(a, (i) => a.data[i] === 1 && b.data[i] === 1)
}

/**
 * Alpha = (I−B)·(F−B) / |F−B|², as far as `reach` around the body; F is the glyphs' colour, B the ground filled in where
 * `far` (the distance to what is visible of the glyphs) is at most `rim`.
 */
function project(window: Window, body: Mask, far: Float32Array, rim: number, reach: number): Projected {
  const { image } = window
  const ground = harmonicFill(
    image,
    maskWhere(image, (i) => far[i] <= rim),
  )
  const depth = distance(not(body)).data
  const near = distance(body).data
  const core = maskWhere(image, (i) => depth[i] > 1)
  const { color, ink } = glyphColour(image, ground, body, core, (i) => near[i] <= reach)
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
    alpha[i] = depth[i] > 1.5 && value > 0.5 ? 1 : value < haze ? 0 : value > 0.985 ? 1 : value
    if (alpha[i] === 1) color.set(image.data.subarray(i * 3, i * 3 + 3), i * 3)
  }
  return { alpha, color, ink, ground }
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
  return maskWhere(image, (i) => alpha[i] > least)
}

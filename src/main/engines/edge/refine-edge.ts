/** The edge of a layer, looked at once and then refined as often as settings change. */
import type { EdgeSettings } from '../../../shared/contract/refine-api.ts'
import { boundsOf, cropData, grow, pasteData, wholeBox } from '../../imaging/boxes.ts'
import { toRgbF } from '../../imaging/color.ts'
import { distance } from '../../imaging/morphology.ts'
import type { Box, Mask, Plane, Rgba8, RgbF } from '../../imaging/pixels.ts'
import { resizePlane, resizeRgb } from '../../imaging/resample.ts'
import { estimateForeground } from '../peel/matting/foreground.ts'
import { Between, uncertainPixels } from '../peel/matting/refine.ts'
import { SideColors } from './side-colors.ts'
import { reachOfShape, shapeEdge } from './shape-edge.ts'

/** Colours of an edge are cleaned on a copy of at most so many pixels: they are even, and detail comes from the picture. */
const CLEANING_PIXELS = 150_000

/** A layer and what is seen at its edge, all of one size. */
export interface EdgeSource {
  /** The layer's own pixels. */
  own: Rgba8
  /** What shows of it: its alpha and its mask, 0..255. */
  cover: Uint8Array
  /** It and what lies below it, put together. */
  seen: Rgba8
}

export interface RefinedMatte {
  /** Nothing shows outside of it. */
  box: Box
  /** 0..255 */
  matte: Uint8Array
}

export class Edge {
  readonly #source: EdgeSource
  readonly #image: RgbF
  readonly #cover: Plane
  /** From each pixel to the edge. */
  readonly #far: Float32Array
  /** Whether the picture is known at a pixel. */
  readonly #known: Uint8Array
  readonly #bounds: Box | null
  #solved: { radius: number; matte: Plane } | null = null

  constructor(source: EdgeSource) {
    const { width, height } = source.own
    this.#source = source
    this.#image = toRgbF(source.seen)
    this.#cover = { width, height, data: Float32Array.from(source.cover, (value) => value / 255) }
    this.#far = distance(uncertainPixels(this.#cover)).data
    this.#known = Uint8Array.from(source.cover, (_, i) => (source.seen.data[i * 4 + 3] === 255 ? 1 : 0))
    this.#bounds = boundsOf(this.#cover)
  }

  /** The matte with these settings; null where nothing of the layer shows. */
  refine(settings: EdgeSettings): RefinedMatte | null {
    const { width, height } = this.#cover
    if (!this.#bounds) return null
    const box = grow(this.#bounds, reachOfShape(settings) + 1, width, height)
    const solved = this.#solve(settings.radius)
    const part: Plane = { width: box.width, height: box.height, data: cropData(solved.data, width, 1, box) }
    const { data } = shapeEdge(part, settings)
    const matte = new Uint8Array(data.length)
    for (let i = 0; i < matte.length; i++) matte[i] = Math.round(255 * data[i])
    return { box, matte }
  }

  /**
   * Colours to be cut out: the layer's own, and where it had none those that are seen. With a matte they are cleaned: what
   * the edge shows of its surroundings is taken out of it. Opaque.
   */
  colors(clean: RefinedMatte | null): Rgba8 {
    const { own, seen } = this.#source
    const data = new Uint8Array(own.data.length)
    for (let i = 0; i < data.length; i += 4) {
      const from = own.data[i + 3] > 0 ? own.data : seen.data
      for (let c = 0; c < 3; c++) data[i + c] = from[i + c]
      data[i + 3] = 255
    }
    const colors = { width: own.width, height: own.height, data }
    if (clean) this.#clean(colors, clean)
    return colors
  }

  /** The layer's pixels as they are kept: clear where it had none and the matte shows none. */
  kept(colors: Rgba8, { box, matte }: RefinedMatte): Rgba8 {
    const { own } = this.#source
    const inside = new Uint8Array(own.width * own.height)
    pasteData(inside, own.width, 1, box, matte)
    const data = colors.data.slice()
    for (let i = 0; i < inside.length; i++) {
      if (inside[i] === 0 && own.data[i * 4 + 3] === 0) data.fill(0, i * 4, i * 4 + 4)
    }
    return { ...colors, data }
  }

  /**
   * In a band around the edge the matte is where a pixel's colour lies between those of the two sides, as far as these
   * differ, the same as a network's matte is refined. Where the picture is not known it stays.
   */
  #solve(radius: number): Plane {
    if (radius === 0) return this.#cover
    if (this.#solved?.radius === radius) return this.#solved.matte
    const { width, height } = this.#cover
    const band: Mask = { width, height, data: new Uint8Array(this.#far.length) }
    for (let i = 0; i < band.data.length; i++) band.data[i] = this.#far[i] <= radius ? 1 : 0
    const sides = new SideColors(this.#image, this.#known, this.#cover, band, radius)
    const between = new Between()
    const data = this.#cover.data.slice()
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (!band.data[i] || !this.#known[i] || !sides.look(x, y, between)) continue
        data[i] = between.refined(data[i], this.#image.data, i * 3)
      }
    }
    const matte: Plane = { width, height, data }
    this.#solved = { radius, matte }
    return matte
  }

  /** By the foreground that, mixed with the background, gives what is seen. */
  #clean(colors: Rgba8, { box, matte }: RefinedMatte): void {
    const { width } = colors
    const size = { width: box.width, height: box.height }
    const alpha: Plane = { ...size, data: Float32Array.from(matte, (value) => value / 255) }
    const image: RgbF = { ...size, data: this.#evidence(colors, box) }
    const { foreground, background } = sidesOf(image, alpha)
    for (let y = 0, i = 0; y < box.height; y++) {
      for (let x = 0; x < box.width; x++, i++) {
        const a = alpha.data[i]
        if (a === 1) continue
        const to = ((box.y + y) * width + box.x + x) * 4
        for (let c = 0; c < 3; c++) {
          const even = foreground[i * 3 + c]
          // What is left of the pixel without the background holds its detail; the less it is, the less it says.
          const exact = a > 0 ? (image.data[i * 3 + c] - (1 - a) * background[i * 3 + c]) / a : even
          colors.data[to + c] = Math.round(Math.min(255, Math.max(0, even + a * (clamped(exact) - even))))
        }
      }
    }
  }

  /** What is seen; where it is not opaque, the layer's colours. */
  #evidence(colors: Rgba8, box: Box): Float32Array {
    const { width } = colors
    const out = cropData(this.#image.data, width, 3, box)
    for (let y = 0, i = 0; y < box.height; y++) {
      for (let x = 0; x < box.width; x++, i++) {
        const from = (box.y + y) * width + box.x + x
        if (!this.#known[from]) for (let c = 0; c < 3; c++) out[i * 3 + c] = colors.data[from * 4 + c]
      }
    }
    return out
  }
}

/** Foreground and background under the matte, 3 values a pixel; of a large picture from a smaller copy. */
function sidesOf(image: RgbF, alpha: Plane): { foreground: Float32Array; background: Float32Array } {
  const { width, height } = wholeBox(image)
  const scale = Math.min(1, Math.sqrt(CLEANING_PIXELS / (width * height)))
  if (scale === 1) {
    const { foreground, background } = estimateForeground(image, alpha)
    return { foreground: foreground.data, background: background.data }
  }
  const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side * scale)))
  const sides = estimateForeground(resizeRgb(image, w, h, 'area'), resizePlane(alpha, w, h, 'area'))
  return {
    foreground: resizeRgb(sides.foreground, width, height, 'linear').data,
    background: resizeRgb(sides.background, width, height, 'linear').data,
  }
}

function clamped(value: number): number {
  return Math.min(255, Math.max(0, value))
}

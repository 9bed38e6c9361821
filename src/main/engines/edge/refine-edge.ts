/** The edge of a layer, looked at once and then refined as often as settings change. */
import type { EdgeSettings } from '../../../shared/contract/refine-api.ts'
import { boundsOf, grow, pasteData } from '../../imaging/boxes.ts'
import { toRgbF } from '../../imaging/color.ts'
import { distance } from '../../imaging/morphology.ts'
import type { Box, Plane, Rgba8, RgbF } from '../../imaging/pixels.ts'
import { estimateForeground, type TwoSides } from '../peel/matting/foreground.ts'
import { Between, uncertainPixels } from '../peel/matting/refine.ts'
import { colorBetween } from './cells.ts'
import { SideColors } from './side-colors.ts'
import { EdgeShaper, reachOfShape } from './shape-edge.ts'

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
  readonly #shaper = new EdgeShaper()
  /** The colours that are not cleaned. */
  #plain: Uint8Array | null = null
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
    const { data } = this.#shaper.shape(this.#solve(settings.radius), settings)
    const box = grow(this.#bounds, reachOfShape(settings) + 1, width, height)
    const matte = new Uint8Array(box.width * box.height)
    for (let y = 0, i = 0; y < box.height; y++) {
      const row = (box.y + y) * width + box.x
      for (let x = 0; x < box.width; x++, i++) matte[i] = 255 * data[row + x] + 0.5
    }
    return { box, matte }
  }

  /**
   * Colours to be cut out: the layer's own, and where it had none those that are seen. With a matte they are cleaned: what
   * the edge shows of its surroundings is taken out of it. Opaque.
   */
  colors(clean: RefinedMatte | null): Rgba8 {
    const { own, seen } = this.#source
    if (!this.#plain) {
      const data = new Uint8Array(own.data.length)
      for (let i = 0; i < data.length; i += 4) {
        const from = own.data[i + 3] > 0 ? own.data : seen.data
        for (let c = 0; c < 3; c++) data[i + c] = from[i + c]
        data[i + 3] = 255
      }
      this.#plain = data
    }
    const colors = { width: own.width, height: own.height, data: this.#plain.slice() }
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
    const sides = new SideColors(this.#image, this.#known, this.#cover, this.#far, radius)
    const between = new Between()
    const data = this.#cover.data.slice()
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        if (this.#far[i] > radius || !this.#known[i] || !sides.look(x, y, between)) continue
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
    const own = this.#source.own.data
    const { factor, foreground, background } = this.#sides(colors, { box, matte })
    const fore = new Float32Array(3)
    const back = new Float32Array(3)
    for (let y = 0, i = 0; y < box.height; y++) {
      for (let x = 0; x < box.width; x++, i++) {
        const from = (box.y + y) * width + box.x + x
        // What is in has its colours; what is out and was so is not there.
        if (matte[i] === 255 || (matte[i] === 0 && own[from * 4 + 3] === 0)) continue
        colorBetween(foreground, factor, x, y, fore)
        if (matte[i] > 0) colorBetween(background, factor, x, y, back)
        const a = matte[i] / 255
        for (let c = 0; c < 3; c++) {
          const seen = this.#known[from] ? this.#image.data[from * 3 + c] : colors.data[from * 4 + c]
          // What is left of the pixel without the background holds its detail; the less it is, the less it says.
          const exact = a > 0 ? (seen - (1 - a) * back[c]) / a : fore[c]
          colors.data[from * 4 + c] = Math.round(clamped(fore[c] + a * (clamped(exact) - fore[c])))
        }
      }
    }
  }

  /** Foreground and background under the matte; of a large picture of cells of `factor` × `factor` pixels. */
  #sides(colors: Rgba8, { box, matte }: RefinedMatte): TwoSides & { factor: number } {
    const factor = Math.ceil(Math.sqrt((box.width * box.height) / CLEANING_PIXELS))
    const columns = Math.ceil(box.width / factor)
    const size = { width: columns, height: Math.ceil(box.height / factor) }
    const cells = size.width * size.height
    const image = new Float32Array(cells * 3)
    const alpha = new Float32Array(cells)
    for (let y = 0, i = 0; y < box.height; y++) {
      const row = Math.floor(y / factor) * columns
      const high = Math.min(factor, box.height - y + (y % factor))
      for (let x = 0; x < box.width; x++, i++) {
        const at = row + Math.floor(x / factor)
        const share = 1 / (high * Math.min(factor, box.width - x + (x % factor)))
        const from = (box.y + y) * colors.width + box.x + x
        alpha[at] += (matte[i] / 255) * share
        // What is seen; where it is not opaque, the layer's colours.
        for (let c = 0; c < 3; c++) {
          image[at * 3 + c] += (this.#known[from] ? this.#image.data[from * 3 + c] : colors.data[from * 4 + c]) * share
        }
      }
    }
    return { factor, ...estimateForeground({ ...size, data: image }, { ...size, data: alpha }) }
  }
}

function clamped(value: number): number {
  return Math.min(255, Math.max(0, value))
}

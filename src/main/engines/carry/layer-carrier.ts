/** One layer on its way from working size to full size. */
import { intersect } from '../../imaging/boxes.ts'
import type { Box, Rgba8 } from '../../imaging/pixels.ts'
import type { CarriedStrip } from './detail.ts'
import { fitEdges } from './edge-fit.ts'
import { cutPatch, windowOf, type CarriedLayer, type Patch } from './patch.ts'
import { cubicTaps, enlarge, linearTaps, nearestPixels } from './upsample.ts'
import type { WorkingCopy } from './working-copy.ts'

/** What every layer of a strip is carried along. */
export interface StripGuide {
  /** The picture less its enlarged working copy: 3 a pixel, rows of `width` pixels, the first one being the strip's. */
  detail: Float32Array
  width: number
  /** How much of each working pixel is not covered by the layers above; whole rows from `seenTop` on. */
  seen: Float32Array
  seenTop: number
}

export class LayerCarrier {
  readonly layer: CarriedLayer
  /** The layer's box at full size. */
  readonly box: Box
  readonly #working: WorkingCopy
  readonly #picture: Rgba8
  #alpha = new Float32Array(0)
  #color = new Float32Array(0)
  #texture = new Float32Array(0)
  #slope = new Float32Array(0)

  constructor(layer: CarriedLayer, working: WorkingCopy, picture: Rgba8) {
    this.layer = layer
    this.#working = working
    this.#picture = picture
    this.box = this.#fullBox(layer.box)
  }

  /** The layer in the rows y0 ≤ y < y1, cut to the columns that it has there; null where it does not reach. */
  carry(y0: number, y1: number, guide: StripGuide): CarriedStrip | null {
    const box = this.#stripBox(y0, y1)
    if (!box) return null
    const { scaleX, scaleY } = this.#working
    const across = windowOf(box.x, box.x + box.width, scaleX)
    const down = windowOf(box.y, box.y + box.height, scaleY)
    const window = { x: across.first, y: down.first, width: across.count, height: down.count }
    const above = { data: guide.seen, top: guide.seenTop }
    const patch = cutPatch(window, this.layer, this.#working.guide, above)
    this.#reserve(box.width * box.height)
    const strip = { box, alpha: this.#alpha, color: this.#color, texture: this.#texture }
    const columns = linearTaps(box.x, box.x + box.width, scaleX)
    const rows = linearTaps(box.y, box.y + box.height, scaleY)
    enlarge(patch.color, 3, window, columns, rows, strip.color)
    enlarge(colorVariance(patch), 1, window, columns, rows, strip.texture)
    this.#carryAlpha(patch, strip, guide, y0)
    return strip
  }

  /** A working box at full size, with a pixel more on each side: the edge may lie anywhere under the pixels beside it. */
  #fullBox(box: Box): Box {
    const { scaleX, scaleY } = this.#working
    const x = Math.max(0, Math.floor((box.x - 1) * scaleX))
    const y = Math.max(0, Math.floor((box.y - 1) * scaleY))
    const right = Math.min(this.#picture.width, Math.ceil((box.x + box.width + 1) * scaleX))
    const bottom = Math.min(this.#picture.height, Math.ceil((box.y + box.height + 1) * scaleY))
    return { x, y, width: right - x, height: bottom - y }
  }

  /** The part of the layer's box between two full-size rows, without empty columns on either side. */
  #stripBox(y0: number, y1: number): Box | null {
    const { box, alpha } = this.layer
    const { scaleY } = this.#working
    const top = Math.max(box.y, Math.floor(y0 / scaleY) - 1)
    const bottom = Math.min(box.y + box.height, Math.ceil(y1 / scaleY) + 1)
    let left = box.width
    let right = -1
    for (let y = top; y < bottom; y++) {
      const row = (y - box.y) * box.width
      for (let x = 0; x < left; x++) if (alpha[row + x] > 0) left = x
      for (let x = box.width - 1; x > right; x--) if (alpha[row + x] > 0) right = x
    }
    if (right < 0) return null
    const used = { x: box.x + left, y: top, width: right - left + 1, height: bottom - top }
    return intersect(this.#fullBox(used), { x: 0, y: y0, width: this.#picture.width, height: y1 - y0 })
  }

  #carryAlpha(patch: Patch, strip: CarriedStrip, guide: StripGuide, y0: number): void {
    const { scaleX, scaleY } = this.#working
    const { box, alpha } = strip
    const fit = fitEdges(patch)
    const right = box.x + box.width
    const bottom = box.y + box.height
    if (fit.edges) {
      enlarge(patch.alpha, 1, patch.window, cubicTaps(box.x, right, scaleX), cubicTaps(box.y, bottom, scaleY), alpha)
      const slopeRows = linearTaps(box.y, bottom, scaleY)
      enlarge(fit.slope, 3, patch.window, linearTaps(box.x, right, scaleX), slopeRows, this.#slope)
    }
    const columns = nearestPixels(box.x, right, scaleX)
    const rows = nearestPixels(box.y, bottom, scaleY)
    const slope = this.#slope
    const freedom = Math.max(scaleX, scaleY)
    for (let y = 0, to = 0; y < box.height; y++) {
      const row = (rows[y] - patch.window.y) * patch.window.width - patch.window.x
      let detail = ((box.y + y - y0) * guide.width + box.x) * 3
      for (let x = 0; x < box.width; x++, to++, detail += 3) {
        const near = row + columns[x]
        const low = fit.low[near]
        const high = fit.high[near]
        if (low === high) {
          alpha[to] = low
          continue
        }
        const value =
          alpha[to] +
          slope[to * 3] * guide.detail[detail] +
          slope[to * 3 + 1] * guide.detail[detail + 1] +
          slope[to * 3 + 2] * guide.detail[detail + 2]
        // A line finer than a working pixel is fainter there by up to the scale: so far may a matte go beyond its range.
        const beyond = (high - low) * freedom
        alpha[to] = Math.min(1, high + beyond, Math.max(0, low - beyond, value))
      }
    }
  }

  #reserve(pixels: number): void {
    if (this.#alpha.length >= pixels) return
    this.#alpha = new Float32Array(pixels)
    this.#color = new Float32Array(pixels * 3)
    this.#texture = new Float32Array(pixels)
    this.#slope = new Float32Array(pixels * 3)
  }
}

/** Variance of a layer's colour over 3 × 3 working pixels, counted by its matte; mean of the three channels. */
function colorVariance({ window, alpha, color }: Patch): Float32Array {
  const { width, height } = window
  const variance = new Float32Array(alpha.length)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const center = y * width + x
      if (alpha[center] === 0) continue
      let total = 0
      for (let v = center - width; v <= center + width; v += width) total += alpha[v - 1] + alpha[v] + alpha[v + 1]
      let sum = 0
      for (let c = 0; c < 3; c++) {
        let mean = 0
        let square = 0
        for (let v = center - width; v <= center + width; v += width) {
          for (let at = v - 1; at <= v + 1; at++) {
            const value = color[at * 3 + c]
            mean += alpha[at] * value
            square += alpha[at] * value * value
          }
        }
        sum += square / total - (mean / total) ** 2
      }
      variance[center] = Math.max(0, sum / 3)
    }
  }
  return variance
}

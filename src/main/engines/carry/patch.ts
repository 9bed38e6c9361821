/** A part of a layer and of what is seen around it, at working size, with a margin: what a strip is carried from. */
import type { Box, RgbF } from '../../imaging/pixels.ts'
import { FIT_REACH } from './edge-fit.ts'

/** A layer at working size; outside of its box its matte is 0. */
export interface CarriedLayer {
  box: Box
  /** Matte 0..1, box.width * box.height. */
  alpha: Float32Array
  /** Own colour 0..255, 3 a pixel; free where alpha is 0. */
  color: Float32Array
}

/** A window of working pixels. It may reach over the picture's border, where the nearest pixel is repeated. */
export interface Patch {
  window: Box
  alpha: Float32Array
  color: Float32Array
  guide: Float32Array
  /** How much of each pixel is not covered by the layers above, 0..1. */
  seen: Float32Array
}

/** What lies above a layer: a plane of whole working rows, of which the first is row `top`. */
export interface Seen {
  data: Float32Array
  top: number
}

/** The working pixels along one axis that the full-size pixels from ≤ i < to depend on; may lie outside of the picture. */
export function windowOf(from: number, to: number, scale: number): { first: number; count: number } {
  // One pixel before and two after for a cubic, and a fit around each of them.
  const first = Math.floor((from + 0.5) / scale - 0.5) - 1 - FIT_REACH
  const last = Math.floor((to - 0.5) / scale - 0.5) + 2 + FIT_REACH
  return { first, count: last - first + 1 }
}

/** Copies a window out of a float picture, repeating its border. */
export function cutGuide(guide: RgbF, window: Box): Float32Array {
  const out = new Float32Array(window.width * window.height * 3)
  let to = 0
  for (let row = 0; row < window.height; row++) {
    const y = clamp(window.y + row, guide.height)
    for (let column = 0; column < window.width; column++, to += 3) {
      const from = (y * guide.width + clamp(window.x + column, guide.width)) * 3
      out[to] = guide.data[from]
      out[to + 1] = guide.data[from + 1]
      out[to + 2] = guide.data[from + 2]
    }
  }
  return out
}

export function cutPatch(window: Box, layer: CarriedLayer, guide: RgbF, above: Seen): Patch {
  const size = window.width * window.height
  const alpha = new Float32Array(size)
  const color = new Float32Array(size * 3)
  const seen = new Float32Array(size)
  const { box } = layer
  let to = 0
  for (let row = 0; row < window.height; row++) {
    const y = clamp(window.y + row, guide.height)
    for (let column = 0; column < window.width; column++, to++) {
      const x = clamp(window.x + column, guide.width)
      seen[to] = above.data[(y - above.top) * guide.width + x]
      if (x < box.x || y < box.y || x >= box.x + box.width || y >= box.y + box.height) continue
      const from = (y - box.y) * box.width + (x - box.x)
      alpha[to] = layer.alpha[from]
      for (let c = 0; c < 3; c++) color[to * 3 + c] = layer.color[from * 3 + c]
    }
  }
  const patch = { window, alpha, color, guide: cutGuide(guide, window), seen }
  spreadColor(patch)
  return patch
}

function clamp(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index
}

/** Gives the clear pixels beside a matte the mean colour of it, so that what is interpolated between them is its colour. */
function spreadColor({ window, alpha, color }: Patch): void {
  const { width, height } = window
  const reach = 2
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = y * width + x
      if (alpha[to] > 0) continue
      let total = 0
      let red = 0
      let green = 0
      let blue = 0
      for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
        for (let at = v * width + Math.max(0, x - reach); at <= v * width + Math.min(width - 1, x + reach); at++) {
          const weight = alpha[at]
          if (weight === 0) continue
          total += weight
          red += weight * color[at * 3]
          green += weight * color[at * 3 + 1]
          blue += weight * color[at * 3 + 2]
        }
      }
      if (total === 0) continue
      color[to * 3] = red / total
      color[to * 3 + 1] = green / total
      color[to * 3 + 2] = blue / total
    }
  }
}

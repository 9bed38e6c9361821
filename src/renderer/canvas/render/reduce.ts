/** A finished picture at the scale of the screen: the average over the area that each pixel of the screen covers. */
import type { PlacedPixels, Region } from '../../../shared/compositing/composite.ts'
import { putStraight, wordsOf, type Surface } from './fast-blend.ts'

interface Size {
  width: number
  height: number
}

/** Products that miss a whole number by less than this are that number. */
const SLACK = 1e-6

/** The document pixels that a region of the scaled canvas is made of. Scale 0..1. */
export function spanOf({ x, y, width, height }: Region, scale: number, canvas: Size): Region {
  const left = Math.floor(x / scale + SLACK)
  const top = Math.floor(y / scale + SLACK)
  const right = Math.min(canvas.width, Math.ceil((x + width) / scale - SLACK))
  const bottom = Math.min(canvas.height, Math.ceil((y + height) / scale - SLACK))
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/**
 * Fills a region of the surface from the document's own pixels (straight alpha), which hold at least the region's span.
 * Colours are weighed by alpha. At the border of the canvas a pixel is the average over what of it lies inside.
 */
export function reduceInto(surface: Surface, target: Region, source: PlacedPixels, scale: number, canvas: Size): void {
  if (scale === 1) return putStraight(surface, source, target)
  const words = wordsOf(source.data)
  const across = sharesOf(target.x, target.width, scale, canvas.width)
  const down = sharesOf(target.y, target.height, scale, canvas.height)
  const sum = new Float32Array(target.width * 4)
  // Two rows next to each other share a row of the source at most.
  const row = new Float32Array(target.width * 4)
  let rowOf = -1
  for (let y = 0; y < target.height; y++) {
    sum.fill(0)
    for (let k = down.start[y]; k < down.start[y + 1]; k++) {
      const line = down.first[y] + k - down.start[y]
      if (line !== rowOf) averageRow(words, (line - source.y) * source.width - source.x, across, row)
      rowOf = line
      const share = down.shares[k]
      for (let i = 0; i < row.length; i++) sum[i] += share * row[i]
    }
    packRow(sum, surface.words, (target.y - surface.y + y) * surface.width + target.x - surface.x)
  }
}

/** For each target pixel along an axis the first source pixel, and the shares of those from it on, which add up to 1. */
interface Shares {
  first: Int32Array
  /** Where in `shares` those of each target pixel begin; one more than there are pixels. */
  start: Int32Array
  shares: Float32Array
}

function sharesOf(from: number, length: number, scale: number, size: number): Shares {
  const first = new Int32Array(length)
  const start = new Int32Array(length + 1)
  const shares = new Float32Array(length * (Math.ceil(1 / scale) + 2))
  let at = 0
  for (let i = 0; i < length; i++) {
    const low = (from + i) / scale
    const high = Math.min(size, (from + i + 1) / scale)
    first[i] = Math.floor(low + SLACK)
    const last = Math.max(first[i], Math.ceil(high - SLACK) - 1)
    start[i] = at
    for (let s = first[i]; s <= last; s++) {
      shares[at++] = Math.max(0, Math.min(s + 1, high) - Math.max(s, low)) / (high - low)
    }
  }
  start[length] = at
  return { first, start, shares }
}

const BYTE = 1 / 255

/** Averages along a row into premultiplied red, green, blue and alpha, 0..255. `line`: index of the row's pixel 0. */
function averageRow(words: Int32Array, line: number, { first, start, shares }: Shares, out: Float32Array): void {
  for (let x = 0; x < first.length; x++) {
    let r = 0
    let g = 0
    let b = 0
    let a = 0
    let at = line + first[x]
    for (let k = start[x]; k < start[x + 1]; k++, at++) {
      const pixel = words[at]
      const alpha = pixel >>> 24
      if (alpha === 0) continue
      const share = shares[k] * alpha
      a += share
      const part = share * BYTE
      r += part * (pixel & 255)
      g += part * ((pixel >>> 8) & 255)
      b += part * ((pixel >>> 16) & 255)
    }
    const to = x * 4
    out[to] = r
    out[to + 1] = g
    out[to + 2] = b
    out[to + 3] = a
  }
}

function packRow(sum: Float32Array, words: Int32Array, to: number): void {
  for (let i = 0; i < sum.length; i += 4, to++) {
    const alpha = Math.min(255, (sum[i + 3] + 0.5) | 0)
    // Rounding must not take a colour over its alpha.
    const r = Math.min(alpha, (sum[i] + 0.5) | 0)
    const g = Math.min(alpha, (sum[i + 1] + 0.5) | 0)
    const b = Math.min(alpha, (sum[i + 2] + 0.5) | 0)
    words[to] = r | (g << 8) | (b << 16) | (alpha << 24)
  }
}

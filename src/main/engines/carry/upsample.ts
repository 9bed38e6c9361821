/** Taps of enlargement: which working pixels make a full-size one. Pixel centres are at +½. */
import type { Box } from '../../imaging/pixels.ts'

export interface Taps {
  /** Position among working pixels of the first tap of each full-size pixel; may lie outside of the picture. */
  first: Int32Array
  /** `count` weights for each full-size pixel; they sum to 1. */
  weights: Float32Array
  /** Even. */
  count: number
}

/** Catmull-Rom taps for the full-size pixels from ≤ i < to. */
export function cubicTaps(from: number, to: number, scale: number): Taps {
  return makeTaps(from, to, scale, 4, (t) => [
    ((2 - t) * t - 1) * t * 0.5,
    ((3 * t - 5) * t * t + 2) * 0.5,
    ((4 - 3 * t) * t + 1) * t * 0.5,
    (t - 1) * t * t * 0.5,
  ])
}

/** Linear taps for the full-size pixels from ≤ i < to. */
export function linearTaps(from: number, to: number, scale: number): Taps {
  return makeTaps(from, to, scale, 2, (t) => [1 - t, t])
}

function makeTaps(from: number, to: number, scale: number, count: number, weigh: (t: number) => number[]): Taps {
  const first = new Int32Array(to - from)
  const weights = new Float32Array((to - from) * count)
  for (let i = from; i < to; i++) {
    const position = (i + 0.5) / scale - 0.5
    const base = Math.floor(position)
    first[i - from] = base - (count / 2 - 1)
    weights.set(weigh(position - base), (i - from) * count)
  }
  return { first, weights, count }
}

/** The working pixel under each full-size pixel from ≤ i < to. */
export function nearestPixels(from: number, to: number, scale: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => Math.floor((from + i + 0.5) / scale))
}

/**
 * Enlarges part of an interleaved buffer that holds the working pixels of `window`: to the full-size pixels of `across` by
 * those of `down`. The window must hold all taps.
 */
export function enlarge(
  source: Float32Array,
  channels: number,
  window: Box,
  across: Taps,
  down: Taps,
  target: Float32Array,
): void {
  const rowLength = across.first.length * channels
  const rows = new Map<number, Float32Array>()
  const rowAt = (row: number) => {
    let found = rows.get(row)
    if (!found) rows.set(row, (found = enlargeRow(source, row * window.width - window.x, channels, across)))
    return found
  }
  for (let y = 0; y < down.first.length; y++) {
    const first = down.first[y] - window.y
    rows.delete(first - 1)
    const offset = y * rowLength
    const tap = y * down.count
    // Two taps at a time: passing over the target is what takes the time.
    for (let k = 0; k < down.count; k += 2) {
      const upper = rowAt(first + k)
      const lower = rowAt(first + k + 1)
      const upperWeight = down.weights[tap + k]
      const lowerWeight = down.weights[tap + k + 1]
      if (k === 0) {
        for (let i = 0; i < rowLength; i++) target[offset + i] = upperWeight * upper[i] + lowerWeight * lower[i]
      } else {
        for (let i = 0; i < rowLength; i++) target[offset + i] += upperWeight * upper[i] + lowerWeight * lower[i]
      }
    }
  }
}

function enlargeRow(source: Float32Array, offset: number, channels: number, across: Taps): Float32Array {
  const { first, weights, count } = across
  const row = new Float32Array(first.length * channels)
  for (let x = 0; x < first.length; x++) {
    for (let k = 0; k < count; k++) {
      const weight = weights[x * count + k]
      const at = (offset + first[x] + k) * channels
      for (let c = 0; c < channels; c++) row[x * channels + c] += weight * source[at + c]
    }
  }
  return row
}

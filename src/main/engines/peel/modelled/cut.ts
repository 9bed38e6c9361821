/** Cuts things out: soft edges by projection on the line from the background to the thing's own colour. */
import type { RgbF } from '../../../imaging/pixels.ts'

/** A matte over the whole picture with the colours that belong to it. */
export interface Cut {
  /** 0..1 */
  alpha: Float32Array
  /** 3 a pixel, free where alpha is 0. */
  color: Float32Array
}

/** Coverage under this is noise, not an edge. */
const FAINTEST = 0.012

/**
 * Mattes for all labelled things at once (0 is none). Inside a thing alpha is 1 and the colour the picture's; on its rim,
 * two pixels wide, the colour is the one of a pixel farther inside that explains the rim's pixel as a mixture with what is
 * behind. `behind` must have the shadows in it. Also claims rim pixels outside the labels: `labels` is extended in place.
 */
export function cutThings(image: RgbF, behind: RgbF, labels: Int32Array): Cut {
  const { width, height, data } = image
  const depth = depthInside(labels, width, height)
  const alpha = new Float32Array(width * height)
  const color = new Float32Array(data.length)
  const outer: [number, number][] = []
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] > 0) {
      alpha[i] = 1
      for (let c = 0; c < 3; c++) color[i * 3 + c] = data[i * 3 + c]
      if (depth[i] <= 2) unmix(image, behind, labels, depth, i, labels[i], alpha, color)
    } else {
      const owner = neighbourLabel(labels, width, height, i)
      if (owner === 0) continue
      unmix(image, behind, labels, depth, i, owner, alpha, color)
      if (alpha[i] >= FAINTEST) outer.push([i, owner])
      else alpha[i] = 0
    }
  }
  for (const [i, owner] of outer) labels[i] = owner
  return { alpha, color }
}

/** 0 outside, 1 on a label's rim, 2 on the next ring, 3 deeper. The picture's frame is no rim. */
function depthInside(labels: Int32Array, width: number, height: number): Uint8Array {
  const depth = new Uint8Array(labels.length)
  for (let i = 0; i < labels.length; i++) if (labels[i] > 0) depth[i] = 3
  for (let ring = 1; ring <= 2; ring++) {
    for (let i = 0; i < labels.length; i++) {
      if (depth[i] !== 3) continue
      const x = i % width
      const out = (to: number): boolean =>
        ring === 1 ? labels[to] === 0 : depth[to] === ring - 1 && labels[to] === labels[i]
      if (
        (x > 0 && out(i - 1)) ||
        (x < width - 1 && out(i + 1)) ||
        (i >= width && out(i - width)) ||
        (i < width * (height - 1) && out(i + width))
      )
        depth[i] = ring
    }
  }
  return depth
}

function neighbourLabel(labels: Int32Array, width: number, height: number, i: number): number {
  const x = i % width
  const y = (i - x) / width
  let found = 0
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const nx = x + dx
      const ny = y + dy
      if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
      found = Math.max(found, labels[ny * width + nx])
    }
  }
  return found
}

/**
 * Writes alpha and colour of a rim pixel. Tries the thing's pixels in a 5×5 window that lie deeper; the nearest one on
 * whose line to the background the pixel lies explains it. None does: the pixel is the thing's own.
 */
function unmix(
  image: RgbF,
  behind: RgbF,
  labels: Int32Array,
  depth: Uint8Array,
  i: number,
  owner: number,
  alpha: Float32Array,
  color: Float32Array,
): void {
  const { width, height, data } = image
  const x = i % width
  const y = (i - x) / width
  let best = Infinity
  let bestAlpha = labels[i] > 0 ? 1 : 0
  let from = -1
  for (let dy = -2; dy <= 2; dy++) {
    for (let dx = -2; dx <= 2; dx++) {
      const nx = x + dx
      const ny = y + dy
      if (nx < 0 || ny < 0 || nx >= width || ny >= height) continue
      const q = ny * width + nx
      if (labels[q] !== owner || depth[q] <= depth[i]) continue
      let along = 0
      let length = 0
      for (let c = 0; c < 3; c++) {
        const b = behind.data[i * 3 + c]
        const way = data[q * 3 + c] - b
        along += (data[i * 3 + c] - b) * way
        length += way * way
      }
      if (length < 36) continue
      const a = Math.min(1, along / length)
      if (a < 0) continue
      let rest = 0
      for (let c = 0; c < 3; c++) {
        const b = behind.data[i * 3 + c]
        rest = Math.max(rest, Math.abs(data[i * 3 + c] - b - a * (data[q * 3 + c] - b)))
      }
      // Prefer a good mixture; among equals the larger contrast, whose pixel is the surer to be whole.
      const cost = rest - 0.02 * Math.sqrt(length)
      if (rest <= 3 + 0.06 * Math.sqrt(length) && cost < best) {
        best = cost
        bestAlpha = a
        from = q
      }
    }
  }
  if (from < 0) {
    if (labels[i] === 0) alpha[i] = 0
    return
  }
  alpha[i] = bestAlpha > 0.985 ? 1 : bestAlpha
  for (let c = 0; c < 3; c++) {
    const own = data[i * 3 + c]
    const b = behind.data[i * 3 + c]
    const pure = bestAlpha > 0.2 ? b + (own - b) / Math.max(bestAlpha, 1e-3) : data[from * 3 + c]
    color[i * 3 + c] = alpha[i] === 1 ? own : Math.min(255, Math.max(0, pure))
  }
}

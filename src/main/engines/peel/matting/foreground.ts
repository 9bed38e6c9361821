/**
 * The object's own colours under a matte, without the old background that shines through at its edge.
 * Fast multi-level foreground estimation, Germer, Uelwer, Conrad, Harmeling, 2020 (arXiv 2006.14970).
 */
import type { Plane, RgbF } from '../../../imaging/pixels.ts'

/** Pull of a neighbour's colour: a little everywhere, and more where the matte changes between the two. */
const SMOOTHNESS = 1e-5
const GRADIENT_WEIGHT = 1
/** Levels of at most this side get more rounds: they set the colours that the larger ones refine. */
const SMALL_SIDE = 32
const SMALL_ROUNDS = 10
const LARGE_ROUNDS = 2

export interface TwoSides {
  foreground: RgbF
  background: RgbF
}

/**
 * Splits the picture into the foreground and background colours (0..255) that mix to it under the matte (0..1).
 * Both are defined everywhere and smooth where the matte hides them.
 */
export function estimateForeground(image: RgbF, matte: Plane): TwoSides {
  const { width, height } = image
  let foreground: RgbF = { width: 1, height: 1, data: weightedMean(image, matte, true) }
  let background: RgbF = { width: 1, height: 1, data: weightedMean(image, matte, false) }
  const levels = Math.max(1, Math.ceil(Math.log2(Math.max(width, height))))
  for (let level = 1; level <= levels; level++) {
    const w = level === levels ? width : Math.max(1, Math.round(width ** (level / levels)))
    const h = level === levels ? height : Math.max(1, Math.round(height ** (level / levels)))
    const color = nearest(image.data, width, height, 3, w, h)
    const alpha = nearest(matte.data, width, height, 1, w, h)
    const f = nearest(foreground.data, foreground.width, foreground.height, 3, w, h)
    const b = nearest(background.data, background.width, background.height, 3, w, h)
    const rounds = Math.max(w, h) <= SMALL_SIDE ? SMALL_ROUNDS : LARGE_ROUNDS
    for (let round = 0; round < rounds; round++) relax(color, alpha, f, b, w, h, round % 2 === 0)
    foreground = { width: w, height: h, data: f }
    background = { width: w, height: h, data: b }
  }
  return { foreground, background }
}

function weightedMean(image: RgbF, matte: Plane, inside: boolean): Float32Array {
  const sum = new Float32Array(3)
  let total = 0
  for (let i = 0; i < matte.data.length; i++) {
    const weight = inside ? matte.data[i] : 1 - matte.data[i]
    total += weight
    for (let c = 0; c < 3; c++) sum[c] += (weight * (image.data[i * 3 + c] - sum[c])) / Math.max(total, 1e-6)
  }
  return sum
}

function nearest(data: Float32Array, width: number, height: number, channels: number, w: number, h: number) {
  if (w === width && h === height) return data.slice()
  const out = new Float32Array(w * h * channels)
  for (let y = 0; y < h; y++) {
    const sy = Math.min(height - 1, Math.floor(((y + 0.5) * height) / h))
    for (let x = 0; x < w; x++) {
      const from = (sy * width + Math.min(width - 1, Math.floor(((x + 0.5) * width) / w))) * channels
      for (let c = 0; c < channels; c++) out[(y * w + x) * channels + c] = data[from + c]
    }
  }
  return out
}

/** One Gauss-Seidel sweep: at each pixel the 2×2 system of its two colours, the neighbours' held fixed. */
function relax(
  color: Float32Array,
  alpha: Float32Array,
  f: Float32Array,
  b: Float32Array,
  width: number,
  height: number,
  forth: boolean,
): void {
  const n = width * height
  const pulls = new Float64Array(4)
  for (let k = 0; k < n; k++) {
    const at = forth ? k : n - 1 - k
    const x = at % width
    const left = x > 0 ? at - 1 : at
    const right = x < width - 1 ? at + 1 : at
    const above = at >= width ? at - width : at
    const below = at < n - width ? at + width : at
    const a = alpha[at]
    const rest = 1 - a
    pulls[0] = SMOOTHNESS + GRADIENT_WEIGHT * Math.abs(a - alpha[left])
    pulls[1] = SMOOTHNESS + GRADIENT_WEIGHT * Math.abs(a - alpha[right])
    pulls[2] = SMOOTHNESS + GRADIENT_WEIGHT * Math.abs(a - alpha[above])
    pulls[3] = SMOOTHNESS + GRADIENT_WEIGHT * Math.abs(a - alpha[below])
    const pull = pulls[0] + pulls[1] + pulls[2] + pulls[3]
    const m00 = a * a + pull
    const m01 = a * rest
    const m11 = rest * rest + pull
    const scale = 1 / (m00 * m11 - m01 * m01)
    for (let c = 0; c < 3; c++) {
      const [l, r, u, d] = [left * 3 + c, right * 3 + c, above * 3 + c, below * 3 + c]
      const color0 = a * color[at * 3 + c]
      const color1 = rest * color[at * 3 + c]
      const r0 = color0 + (pulls[0] * f[l] + pulls[1] * f[r] + pulls[2] * f[u] + pulls[3] * f[d])
      const r1 = color1 + (pulls[0] * b[l] + pulls[1] * b[r] + pulls[2] * b[u] + pulls[3] * b[d])
      f[at * 3 + c] = Math.min(255, Math.max(0, (m11 * r0 - m01 * r1) * scale))
      b[at * 3 + c] = Math.min(255, Math.max(0, (m00 * r1 - m01 * r0) * scale))
    }
  }
}

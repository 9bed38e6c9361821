/** Harmonic filling: the smoothest picture that continues the known pixels into a hole. */
import type { Mask, RgbF } from './pixels.ts'

interface Level {
  width: number
  height: number
  /** Interleaved colours, 3 a pixel. */
  color: Float32Array
  /** 1 where the colour is known. */
  known: Uint8Array
}

/**
 * Fills the masked pixels with the solution of Laplace's equation, the other pixels as its border; the picture's frame
 * is free (Neumann). Coarse to fine: a pyramid of means gives the start, Gauss-Seidel with over-relaxation the rest.
 * Returns a new picture; the known pixels come back unchanged.
 */
export function harmonicFill(image: RgbF, hole: Mask): RgbF {
  const known = new Uint8Array(hole.data.length)
  let any = false
  for (let i = 0; i < known.length; i++) {
    known[i] = hole.data[i] ? 0 : 1
    any ||= known[i] === 1
  }
  const color = image.data.slice()
  if (any) fillLevel({ width: image.width, height: image.height, color, known })
  return { width: image.width, height: image.height, data: color }
}

/** Fills a level's unknown pixels in place, from its next coarser one. */
function fillLevel(level: Level): void {
  const { width, height, color, known } = level
  const missing = missingIndices(known)
  if (missing.length === 0) return
  if (width > 2 || height > 2) {
    const coarse = halve(level)
    fillLevel(coarse)
    prolong(coarse, level, missing)
  }
  relax(color, width, height, missing, width * height < 4096 ? 60 : 16)
}

function missingIndices(known: Uint8Array): Int32Array {
  let n = 0
  for (let i = 0; i < known.length; i++) n += known[i] ? 0 : 1
  const out = new Int32Array(n)
  n = 0
  for (let i = 0; i < known.length; i++) if (!known[i]) out[n++] = i
  return out
}

/** Half size: the mean of the known pixels of each 2×2, known where there is one. */
function halve(level: Level): Level {
  const width = Math.ceil(level.width / 2)
  const height = Math.ceil(level.height / 2)
  const color = new Float32Array(width * height * 3)
  const known = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = y * width + x
      let n = 0
      for (let sy = y * 2; sy < Math.min(level.height, y * 2 + 2); sy++) {
        for (let sx = x * 2; sx < Math.min(level.width, x * 2 + 2); sx++) {
          const from = sy * level.width + sx
          if (!level.known[from]) continue
          n++
          for (let c = 0; c < 3; c++) color[to * 3 + c] += level.color[from * 3 + c]
        }
      }
      if (n === 0) continue
      known[to] = 1
      for (let c = 0; c < 3; c++) color[to * 3 + c] /= n
    }
  }
  return { width, height, color, known }
}

/** Bilinear start values for the missing pixels. */
function prolong(coarse: Level, fine: Level, missing: Int32Array): void {
  for (const at of missing) {
    const x = at % fine.width
    const y = (at - x) / fine.width
    const u = Math.max(0, (x - 0.5) / 2)
    const v = Math.max(0, (y - 0.5) / 2)
    const x0 = Math.min(coarse.width - 1, Math.floor(u))
    const y0 = Math.min(coarse.height - 1, Math.floor(v))
    const x1 = Math.min(coarse.width - 1, x0 + 1)
    const y1 = Math.min(coarse.height - 1, y0 + 1)
    const fx = u - x0
    const fy = v - y0
    for (let c = 0; c < 3; c++) {
      const top =
        coarse.color[(y0 * coarse.width + x0) * 3 + c] * (1 - fx) + coarse.color[(y0 * coarse.width + x1) * 3 + c] * fx
      const low =
        coarse.color[(y1 * coarse.width + x0) * 3 + c] * (1 - fx) + coarse.color[(y1 * coarse.width + x1) * 3 + c] * fx
      fine.color[at * 3 + c] = top * (1 - fy) + low * fy
    }
  }
}

function relax(color: Float32Array, width: number, height: number, missing: Int32Array, rounds: number): void {
  const omega = 1.5
  for (let round = 0; round < rounds; round++) {
    // Forth and back, so that values travel both ways.
    const forth = round % 2 === 0
    for (let k = 0; k < missing.length; k++) {
      const at = missing[forth ? k : missing.length - 1 - k]
      const x = at % width
      const left = x > 0 ? at - 1 : -1
      const right = x < width - 1 ? at + 1 : -1
      const up = at >= width ? at - width : -1
      const down = at < width * (height - 1) ? at + width : -1
      let n = 0
      let r = 0
      let g = 0
      let b = 0
      for (const next of [left, right, up, down]) {
        if (next < 0) continue
        n++
        r += color[next * 3]
        g += color[next * 3 + 1]
        b += color[next * 3 + 2]
      }
      color[at * 3] += omega * (r / n - color[at * 3])
      color[at * 3 + 1] += omega * (g / n - color[at * 3 + 1])
      color[at * 3 + 2] += omega * (b / n - color[at * 3 + 2])
    }
  }
}

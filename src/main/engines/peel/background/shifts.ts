/** Translations that bring a repeating background onto itself. */
import { autocorrelate } from '../../../imaging/fft.ts'
import type { RgbF } from '../../../imaging/pixels.ts'

export interface Shift {
  x: number
  y: number
}

/** Where the palette's colours lie along its largest spread, -1..1, and 0 with weight 0 for all other colours. */
function classify(image: RgbF, palette: number[][], factor: number) {
  const width = Math.floor(image.width / factor)
  const height = Math.floor(image.height / factor)
  let far = [palette[0], palette[1]]
  for (const a of palette) for (const b of palette) if (apart(a, b) > apart(far[0], far[1])) far = [a, b]
  const axis = far[1].map((v, c) => v - far[0][c])
  const length = axis.reduce((s, v) => s + v * v, 0)
  const value = new Float32Array(width * height)
  const weight = new Float32Array(width * height)
  let mean = 0
  let count = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * factor * image.width + x * factor) * 3
      const color = [image.data[at], image.data[at + 1], image.data[at + 2]]
      if (!palette.some((p) => Math.max(...p.map((v, c) => Math.abs(v - color[c]))) < 10)) continue
      const t = color.reduce((s, v, c) => s + (v - far[0][c]) * axis[c], 0) / length
      value[y * width + x] = t
      weight[y * width + x] = 1
      mean += t
      count++
    }
  }
  mean /= Math.max(1, count)
  for (let i = 0; i < value.length; i++) if (weight[i]) value[i] -= mean
  return { value, weight, width, height }
}

function apart(a: number[], b: number[]): number {
  return a.reduce((s, v, c) => s + (v - b[c]) ** 2, 0)
}

/** Share of sampled pixels along the frame that equal the pixel a shift away, of those where that is the pattern's. */
function agreement(image: RgbF, known: Uint8Array, points: Int32Array, shift: Shift, limit: number): number {
  const { width, height, data } = image
  let same = 0
  let seen = 0
  for (const at of points) {
    const x = (at % width) + shift.x
    const y = Math.floor(at / width) + shift.y
    if (x < 0 || y < 0 || x >= width || y >= height) continue
    if (!known[y * width + x]) continue
    const to = (y * width + x) * 3
    seen++
    let equal = true
    for (let c = 0; c < 3; c++) equal &&= Math.abs(data[at * 3 + c] - data[to + c]) <= limit
    if (equal) same++
  }
  return seen < points.length / 8 ? 0 : same / seen
}

/** Shifts that bring the background onto itself, best spread first; empty where it does not repeat. */
export function findShifts(image: RgbF, palette: number[][], known: Uint8Array, limit: number): Shift[] {
  const { width, height } = image
  const factor = Math.max(1, Math.round(Math.max(width, height) / 512))
  const classes = classify(image, palette, factor)
  const correlated = autocorrelate(classes.value, classes.weight, classes.width, classes.height)
  const at = (dx: number, dy: number) =>
    ((dy + correlated.height) % correlated.height) * correlated.width + ((dx + correlated.width) % correlated.width)
  const score = (dx: number, dy: number) => {
    const i = at(dx, dy)
    return correlated.second[i] < 0.02 * correlated.second[0] ? -1 : correlated.first[i] / correlated.second[i]
  }
  const top = score(0, 0)
  const reachX = Math.floor(classes.width * 0.8)
  const reachY = Math.floor(classes.height * 0.8)
  const nearest = 6
  const peaks: { x: number; y: number; score: number }[] = []
  for (let dy = 0; dy <= reachY; dy++) {
    for (let dx = dy === 0 ? nearest : -reachX; dx <= reachX; dx++) {
      if (Math.max(Math.abs(dx), dy) < nearest) continue
      const here = score(dx, dy)
      if (here < 0.6 * top) continue
      if (score(dx - 1, dy) > here || score(dx + 1, dy) > here || score(dx, dy - 1) > here || score(dx, dy + 1) > here)
        continue
      peaks.push({ x: dx, y: dy, score: here })
    }
  }
  peaks.sort((a, b) => b.score - a.score)
  const points = framePoints(image, known, 2400)
  const shifts: (Shift & { rate: number })[] = []
  for (const peak of spread(peaks, 150, 6)) {
    const start = { x: peak.x * factor, y: peak.y * factor }
    const best = climb(start, Math.max(1, factor), (shift) => agreement(image, known, points, shift, limit))
    if (shifts.every((s) => s.x !== best.x || s.y !== best.y)) shifts.push(best)
  }
  shifts.sort((a, b) => b.rate - a.rate)
  const most = shifts[0]?.rate ?? 0
  if (most < 0.7) return []
  // A shift that is a pixel off agrees nearly as well: the more exact the best one, the less may the others fall short.
  const good = shifts.filter((s) => s.rate > Math.max(0.7, most - Math.max(0.01, (1 - most) / 2)))
  const size = Math.min(width, height)
  const near = good.filter((s) => Math.hypot(s.x, s.y) < 0.3 * size)
  const middle = good.filter((s) => Math.hypot(s.x, s.y) < 0.6 * size)
  return [...farApart(near, 5), ...farApart(middle, 5), ...farApart(good, 6)]
}

/** The best shift within a few pixels: steps over the eight neighbours as long as they agree better. */
function climb(start: Shift, steps: number, rateOf: (shift: Shift) => number): Shift & { rate: number } {
  let best = { ...start, rate: rateOf(start) }
  for (let k = 0; k <= steps + 1; k++) {
    const center = best
    for (let y = -1; y <= 1; y++) {
      for (let x = -1; x <= 1; x++) {
        const shift = { x: center.x + x, y: center.y + y }
        const rate = x === 0 && y === 0 ? center.rate : rateOf(shift)
        if (rate > best.rate) best = { ...shift, rate }
      }
    }
    if (best === center) break
  }
  return best
}

/** The first `wanted` of the list that keep `gap` pixels from the ones taken before. */
function spread<T extends Shift>(list: T[], wanted: number, gap: number): T[] {
  const out: T[] = []
  for (const shift of list) {
    if (out.length >= wanted) break
    if (out.every((o) => Math.abs(o.x - shift.x) > gap || Math.abs(o.y - shift.y) > gap)) out.push(shift)
  }
  return out
}

/**
 * Some of the list as different as can be, beginning with the best: short shifts alone would let a large thing on the
 * pattern vote for itself.
 */
function farApart<T extends Shift>(list: T[], wanted: number): T[] {
  const out = list.slice(0, 1)
  while (out.length < Math.min(wanted, list.length)) {
    let best = list[0]
    let most = -1
    for (const shift of list) {
      const gap = Math.min(...out.flatMap((o) => [far(o, shift, 1), far(o, shift, -1)]), Math.hypot(shift.x, shift.y))
      if (gap > most) {
        most = gap
        best = shift
      }
    }
    if (most === 0) break
    out.push(best)
  }
  return out
}

function far(a: Shift, b: Shift, sign: number): number {
  return Math.hypot(a.x - sign * b.x, a.y - sign * b.y)
}

function framePoints(image: RgbF, known: Uint8Array, wanted: number): Int32Array {
  const { width, height } = image
  const band = 0.12 * Math.min(width, height)
  const step = Math.max(1, Math.floor(Math.sqrt((width * height * 0.4) / wanted)))
  const out: number[] = []
  for (let y = step >> 1; y < height; y += step) {
    for (let x = step >> 1; x < width; x += step) {
      const at = y * width + x
      if (known[at] && Math.min(x, y, width - 1 - x, height - 1 - y) < band) out.push(at)
    }
  }
  return Int32Array.from(out)
}

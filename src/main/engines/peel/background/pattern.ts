/** Backgrounds that repeat: stripes, checks, dots. Found and completed by the picture's own translations. */
import { autocorrelate } from '../../../imaging/fft.ts'
import type { RgbF } from '../../../imaging/pixels.ts'

interface Shift {
  x: number
  y: number
}

/** The 2 to 4 colours that nearly fill the band along the frame, or null where there are not so few. */
export function framePalette(image: RgbF): number[][] | null {
  const { width, height, data } = image
  const band = Math.max(2, Math.round(0.1 * Math.min(width, height)))
  const bins = new Map<number, { n: number; sum: number[] }>()
  let total = 0
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      if (Math.min(x, y, width - 1 - x, height - 1 - y) >= band) continue
      const at = (y * width + x) * 3
      const key = ((data[at] >> 2) << 12) | ((data[at + 1] >> 2) << 6) | (data[at + 2] >> 2)
      const bin = bins.get(key) ?? { n: 0, sum: [0, 0, 0] }
      bin.n++
      for (let c = 0; c < 3; c++) bin.sum[c] += data[at + c]
      bins.set(key, bin)
      total++
    }
  }
  const groups: { n: number; sum: number[] }[] = []
  for (const bin of [...bins.values()].sort((a, b) => b.n - a.n)) {
    const near = groups.find((g) => g.sum.every((s, c) => Math.abs(s / g.n - bin.sum[c] / bin.n) < 7))
    if (!near) groups.push({ n: bin.n, sum: bin.sum.slice() })
    else {
      near.n += bin.n
      for (let c = 0; c < 3; c++) near.sum[c] += bin.sum[c]
    }
  }
  const kept = groups.filter((g) => g.n > 0.06 * total).slice(0, 4)
  const covered = kept.reduce((sum, g) => sum + g.n, 0)
  return kept.length >= 2 && covered >= 0.6 * total ? kept.map((g) => g.sum.map((s) => s / g.n)) : null
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

/** Share of sampled pixels along the frame that equal the pixel a shift away. */
function agreement(image: RgbF, points: Int32Array, shift: Shift, limit: number): number {
  const { width, height, data } = image
  let same = 0
  let seen = 0
  for (const at of points) {
    const x = (at % width) + shift.x
    const y = Math.floor(at / width) + shift.y
    if (x < 0 || y < 0 || x >= width || y >= height) continue
    const to = (y * width + x) * 3
    seen++
    let equal = true
    for (let c = 0; c < 3; c++) equal &&= Math.abs(data[at * 3 + c] - data[to + c]) <= limit
    if (equal) same++
  }
  return seen < points.length / 8 ? 0 : same / seen
}

/** Shifts that bring the background onto itself, best spread first; empty where it does not repeat. */
function findShifts(image: RgbF, palette: number[][], limit: number): Shift[] {
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
  const points = framePoints(image, 1200)
  const shifts: (Shift & { rate: number })[] = []
  for (const peak of spread(peaks, 150, 6)) {
    let best = { x: 0, y: 0, rate: 0 }
    for (let y = -factor; y <= factor; y++) {
      for (let x = -factor; x <= factor; x++) {
        const shift = { x: peak.x * factor + x, y: peak.y * factor + y }
        const rate = agreement(image, points, shift, limit)
        if (rate > best.rate) best = { ...shift, rate }
      }
    }
    shifts.push(best)
  }
  shifts.sort((a, b) => b.rate - a.rate)
  const most = shifts[0]?.rate ?? 0
  if (most < 0.7) return []
  const good = shifts.filter((s) => s.rate > Math.max(0.7, most - 0.05))
  const size = Math.min(width, height)
  const near = good.filter((s) => Math.hypot(s.x, s.y) < 0.3 * size)
  const middle = good.filter((s) => Math.hypot(s.x, s.y) < 0.6 * size)
  return [...farApart(near, 5), ...farApart(middle, 5), ...farApart(good, 6)]
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

function framePoints(image: RgbF, wanted: number): Int32Array {
  const { width, height } = image
  const band = 0.12 * Math.min(width, height)
  const step = Math.max(1, Math.floor(Math.sqrt((width * height * 0.4) / wanted)))
  const out: number[] = []
  for (let y = step >> 1; y < height; y += step) {
    for (let x = step >> 1; x < width; x += step) {
      if (Math.min(x, y, width - 1 - x, height - 1 - y) < band) out.push(y * width + x)
    }
  }
  return Int32Array.from(out)
}

/**
 * The repeating background of the whole picture, or null where it does not repeat. Each pixel takes the commonest
 * colour among those its shifts bring to it; those of the palette and near the frame count more.
 */
export function fitPattern(image: RgbF, palette: number[][], noise: number): RgbF | null {
  const limit = Math.max(2, 3 * noise)
  const shifts = findShifts(image, palette, limit)
  if (shifts.length < 3) return null
  const both = shifts.flatMap((s) => [s, { x: -s.x, y: -s.y }])
  const { width, height } = image
  const band = 0.12 * Math.min(width, height)
  const known = nearPalette(image, palette, limit + 1)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) known[at] |= Math.min(x, y, width - 1 - x, height - 1 - y) < band ? 1 : 0
  }
  // What no shift brings known pixels to in one round may get them from the pixels completed in it.
  let picture = image
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = voteOnce(picture, known, both, limit, round > 0)
    picture = next.picture
    if (next.unknown === 0) break
  }
  return picture
}

const MOST_ROUNDS = 4

/** One round of votes over all pixels, or over the unknown ones only; marks in `known` those that known pixels decided. */
function voteOnce(image: RgbF, known: Uint8Array, shifts: Shift[], limit: number, onlyUnknown: boolean) {
  const { width, height, data } = image
  const out = data.slice()
  const was = known.slice()
  const votes = new Float32Array((shifts.length + 1) * 3)
  const weights = new Float32Array(shifts.length + 1)
  let unknown = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      if (onlyUnknown && was[at]) continue
      let n = 0
      let sure = 0
      for (let k = -1; k < shifts.length; k++) {
        const sx = k < 0 ? x : x + shifts[k].x
        const sy = k < 0 ? y : y + shifts[k].y
        if (sx < 0 || sy < 0 || sx >= width || sy >= height) continue
        const from = sy * width + sx
        votes[n * 3] = data[from * 3]
        votes[n * 3 + 1] = data[from * 3 + 1]
        votes[n * 3 + 2] = data[from * 3 + 2]
        sure += was[from]
        weights[n++] = was[from] ? 20 : 1
      }
      pickCommonest(votes, weights, n, limit, out, at * 3)
      if (sure > 0) known[at] = 1
      else unknown++
    }
  }
  return { picture: { width, height, data: out }, unknown }
}

function nearPalette(image: RgbF, palette: number[][], limit: number): Uint8Array {
  const out = new Uint8Array(image.width * image.height)
  for (let i = 0; i < out.length; i++) {
    for (const [r, g, b] of palette) {
      if (
        Math.abs(image.data[i * 3] - r) <= limit &&
        Math.abs(image.data[i * 3 + 1] - g) <= limit &&
        Math.abs(image.data[i * 3 + 2] - b) <= limit
      ) {
        out[i] = 1
        break
      }
    }
  }
  return out
}

/** Writes the vote with the most weight within `limit` of it; the first vote is the pixel itself and wins ties. */
function pickCommonest(
  votes: Float32Array,
  weights: Float32Array,
  n: number,
  limit: number,
  out: Float32Array,
  to: number,
): void {
  let total = 0
  for (let i = 0; i < n; i++) total += weights[i]
  let most = -1
  let best = 0
  for (let i = 0; i < n; i++) {
    let support = 0
    for (let j = 0; j < n; j++) {
      if (
        Math.abs(votes[i * 3] - votes[j * 3]) <= limit &&
        Math.abs(votes[i * 3 + 1] - votes[j * 3 + 1]) <= limit &&
        Math.abs(votes[i * 3 + 2] - votes[j * 3 + 2]) <= limit
      )
        support += weights[j]
    }
    if (support > most) {
      most = support
      best = i
    }
    if (most >= total / 2) break
  }
  for (let c = 0; c < 3; c++) out[to + c] = votes[best * 3 + c]
}

/** Backgrounds that repeat: stripes, checks, dots. Found and completed by the picture's own translations. */
import type { RgbF } from '../../../imaging/pixels.ts'
import { nearPalette, snapTo } from './palette.ts'
import { findShifts, type Shift } from './shifts.ts'

const MOST_ROUNDS = 16

/** With less noise than this the palette's colours are exact: what is near one is it, under the tail of a shadow. */
const EXACT = 1

/**
 * The repeating background of the whole picture, or null where it does not repeat. Each pixel takes the commonest
 * colour among those its shifts bring to it; those of the palette and near the frame count more.
 */
export function fitPattern(image: RgbF, palette: number[][], noise: number): RgbF | null {
  const limit = Math.max(2, 3 * noise)
  const known = nearPalette(image, palette, limit + 1)
  const shifts = findShifts(image, palette, known, limit)
  if (shifts.length < 3) return null
  const both = shifts.flatMap((s) => [s, { x: -s.x, y: -s.y }])
  const { width, height } = image
  const band = 0.12 * Math.min(width, height)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) if (Math.min(x, y, width - 1 - x, height - 1 - y) < band) known[at] = 1
  }
  // What no shift brings known pixels to in one round may get them from the pixels completed in it.
  let picture = image
  let unknown = -1
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = voteOnce(picture, known, both, limit, round > 0)
    picture = next.picture
    if (next.unknown === 0 || next.unknown === unknown) break
    unknown = next.unknown
  }
  if (noise < EXACT) snapTo(picture, palette, limit + 1)
  return picture
}

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

/** Finding the pixels of a line's glyphs: guesses at their colours. */
import { kmeans, luminance, toLab } from '../../../imaging/color.ts'
import { boxBlur } from '../../../imaging/filter.ts'
import { leastSquares } from '../../../imaging/linear.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { leastInk, likeness } from './likeness.ts'
import { share, type Window } from './window.ts'

/** A guess which pixels are glyphs. */
export interface Ink {
  mask: Mask
  source: InkSource
  /** How much it looks like writing: 0..1, a little more for an exact colour. */
  score: number
}

/** `exact`: one colour within 3 levels (drawn, never compressed); `close`: within 9; `cluster`; `unlike` the surroundings. */
export type InkSource = 'exact' | 'close' | 'cluster' | 'unlike'

/** Share of the inside that surely is ink where it stands out most. */
const strokeShare = 0.08

/** A colour that holds exactly over many pixels is no accident. */
const trust: Record<InkSource, number> = { exact: 1.3, close: 1.1, cluster: 1, unlike: 1 }

/** Guesses of flat artwork: one colour. Best first. */
export function drawnInk(window: Window): Ink[] {
  return ranked(window, exactColours(window))
}

/** Guesses that cost more: photographs, compressed and many-coloured letters. Best first. */
export function mixedInk(window: Window): Ink[] {
  return ranked(window, [...clusters(window), ...strokes(window), ...unlikeSurroundings(window)])
}

function ranked(window: Window, guesses: Guess[]): Ink[] {
  return guesses
    .map((guess) => ({ ...guess, score: likeness(window, guess.mask) * trust[guess.source] }))
    .filter((ink) => ink.score > 0)
    .sort((a, b) => b.score - a.score)
}

type Guess = Omit<Ink, 'score'>

/** Flat artwork: colours that fill much of the inside and little of the ring, within 3 or (compressed pictures) 9 levels. */
function exactColours(window: Window): Guess[] {
  const { data } = window.image
  const counts = new Map<number, number>()
  let total = 0
  for (let i = 0; i < window.inside.data.length; i++) {
    if (!window.inside.data[i]) continue
    const key = (Math.round(data[i * 3]) << 16) | (Math.round(data[i * 3 + 1]) << 8) | Math.round(data[i * 3 + 2])
    counts.set(key, (counts.get(key) ?? 0) + 1)
    total++
  }
  const common = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 20)
  const guesses: Guess[] = []
  const taken: number[][] = []
  for (const [key] of common) {
    const colour = [key >> 16, (key >> 8) & 255, key & 255]
    if (taken.some((other) => other.every((v, c) => Math.abs(v - colour[c]) <= 6))) continue
    taken.push(colour)
    let pixels = 0
    for (const [other, n] of counts) if (isClose(other, colour, 9)) pixels += n
    if (pixels < leastInk * total) continue
    const close = near(window.image, colour, 9)
    guesses.push({ mask: close, source: 'close' })
    const exact = near(window.image, colour, 3)
    if (share(exact, window.inside) > (0.4 * pixels) / total && solidity(exact) > 0.85 * solidity(close)) {
      guesses.push({ mask: exact, source: 'exact' })
    }
  }
  return guesses
}

function isClose(key: number, colour: readonly number[], tolerance: number): boolean {
  return (
    Math.abs((key >> 16) - colour[0]) <= tolerance &&
    Math.abs(((key >> 8) & 255) - colour[1]) <= tolerance &&
    Math.abs((key & 255) - colour[2]) <= tolerance
  )
}

/** Share of the mask's pixels whose four neighbours are in it: low where noise or compression has eaten holes. */
function solidity(mask: Mask): number {
  const { width, data } = mask
  let all = 0
  let whole = 0
  for (let i = 0; i < data.length; i++) {
    if (!data[i]) continue
    all++
    if (data[i - 1] && data[i + 1] && data[i - width] && data[i + width]) whole++
  }
  return all > 0 ? whole / all : 0
}

function near(image: RgbF, colour: readonly number[], tolerance: number): Mask {
  const out = new Uint8Array(image.width * image.height)
  for (let i = 0; i < out.length; i++) {
    if (
      Math.abs(image.data[i * 3] - colour[0]) <= tolerance &&
      Math.abs(image.data[i * 3 + 1] - colour[1]) <= tolerance &&
      Math.abs(image.data[i * 3 + 2] - colour[2]) <= tolerance
    ) {
      out[i] = 1
    }
  }
  return { width: image.width, height: image.height, data: out }
}

/** Photographs and shaded letters: clusters in Lab of the inside, for 2, 3 and 4 colours, and pairs of clusters. */
function clusters(window: Window): Guess[] {
  const { width, height, data } = window.image
  const lab = new Float32Array(width * height * 3)
  const chosen: number[] = []
  let n = 0
  for (let i = 0; i < width * height; i++) if (window.inside.data[i]) n++
  const step = Math.max(1, Math.floor(n / 5000))
  n = 0
  for (let i = 0; i < width * height; i++) {
    if (!window.inside.data[i] && !window.ring.data[i]) continue
    lab.set(toLab(data[i * 3], data[i * 3 + 1], data[i * 3 + 2]), i * 3)
    if (window.inside.data[i] && n++ % step === 0) chosen.push(i)
  }
  const samples = new Float32Array(chosen.length * 3)
  chosen.forEach((at, k) => samples.set(lab.subarray(at * 3, at * 3 + 3), k * 3))
  const guesses: Guess[] = []
  for (const k of [2, 3, 4]) {
    if (chosen.length < k) break
    const { centers } = kmeans(samples, k)
    const assigned = new Int8Array(width * height).fill(-1)
    for (let i = 0; i < assigned.length; i++) {
      if (!window.inside.data[i] && !window.ring.data[i]) continue
      let least = Infinity
      for (let j = 0; j < k; j++) {
        const d =
          (lab[i * 3] - centers[j * 3]) ** 2 +
          (lab[i * 3 + 1] - centers[j * 3 + 1]) ** 2 +
          (lab[i * 3 + 2] - centers[j * 3 + 2]) ** 2
        if (d < least) {
          least = d
          assigned[i] = j
        }
      }
    }
    for (let a = 0; a < k; a++) {
      for (let b = a; b < k; b++) {
        if (b > a && k < 3) continue
        const mask = { width, height, data: new Uint8Array(width * height) }
        for (let i = 0; i < assigned.length; i++) mask.data[i] = assigned[i] === a || assigned[i] === b ? 1 : 0
        guesses.push({ mask, source: 'cluster' })
      }
    }
  }
  return guesses
}

/**
 * Thin strokes over a ground of many colours: what is darkest (or lightest) against its surroundings has the glyphs'
 * colour, and that colour is looked for everywhere.
 */
function strokes(window: Window): Guess[] {
  const { image, inside, thickness } = window
  const luma = luminance(image)
  const local = boxBlur(luma, Math.max(2, Math.round(0.3 * thickness))).data
  const at: number[] = []
  for (let i = 0; i < inside.data.length; i++) if (inside.data[i]) at.push(i)
  const guesses: Guess[] = []
  for (const sign of [1, -1]) {
    const ranked = at.map((i) => sign * (luma.data[i] - local[i])).sort((a, b) => b - a)
    const limit = Math.max(8, ranked[Math.floor(ranked.length * strokeShare)])
    const chosen = at.filter((i) => sign * (luma.data[i] - local[i]) >= limit)
    if (chosen.length < 8) continue
    const colour = [0, 1, 2].map((c) => {
      const values = chosen.map((i) => image.data[i * 3 + c]).sort((a, b) => a - b)
      return values[values.length >> 1]
    })
    for (const tolerance of [16, 32]) guesses.push({ mask: near(image, colour, tolerance), source: 'cluster' })
  }
  return guesses
}

/** On a smooth ground whatever departs from it is glyph, many-coloured and outlined letters too. Empty on other grounds. */
function unlikeSurroundings(window: Window): Guess[] {
  const { width, height, data } = window.image
  const rows: number[] = []
  const targets: number[][] = [[], [], []]
  let n = 0
  for (let i = 0; i < width * height; i++) {
    if (!window.ring.data[i] || n++ % 3 !== 0) continue
    rows.push(...quadratic(i % width, Math.floor(i / width), width, height))
    for (let c = 0; c < 3; c++) targets[c].push(data[i * 3 + c])
  }
  if (targets[0].length < 30) return []
  const fits = targets.map((target) => leastSquares(rows, target, 6))
  if (fits.some((fit) => !fit)) return []
  const difference = (i: number): number => {
    const terms = quadratic(i % width, Math.floor(i / width), width, height)
    let most = 0
    for (let c = 0; c < 3; c++) {
      let value = 0
      for (let k = 0; k < 6; k++) value += terms[k] * (fits[c] as Float64Array)[k]
      most = Math.max(most, Math.abs(data[i * 3 + c] - value))
    }
    return most
  }
  const errors: number[] = []
  for (let i = 0; i < width * height; i += 3) if (window.ring.data[i]) errors.push(difference(i))
  errors.sort((a, b) => a - b)
  const usual = errors[Math.floor(errors.length * 0.8)]
  if (usual > 12) return []
  const threshold = Math.max(16, 3 * usual)
  const mask = { width, height, data: new Uint8Array(width * height) }
  for (let i = 0; i < width * height; i++) {
    if (window.inside.data[i] || window.ring.data[i]) mask.data[i] = difference(i) > threshold ? 1 : 0
  }
  return [{ mask, source: 'unlike' }]
}

function quadratic(x: number, y: number, width: number, height: number): number[] {
  const u = x / width - 0.5
  const v = y / height - 0.5
  return [1, u, v, u * u, u * v, v * v]
}

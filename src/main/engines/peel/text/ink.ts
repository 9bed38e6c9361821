/** Finding the pixels of a line's glyphs: candidate colours, and how much each candidate looks like writing. */
import { kmeans, luminance, toLab } from '../../../imaging/color.ts'
import { label } from '../../../imaging/components.ts'
import { boxBlur, gradient } from '../../../imaging/filter.ts'
import { leastSquares } from '../../../imaging/linear.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import type { Line } from './lines.ts'
import { contains, inflate, toQuad, type Quad } from './quad.ts'

/** A line's surroundings, cut out of the picture. */
export interface Window {
  image: RgbF
  /** The line, in the window's pixels. */
  quad: Quad
  /** The line's height (its width where it runs down), pixels. */
  thickness: number
  vertical: boolean
  /** Median gradient of the ring, levels a pixel: under 2 on drawn grounds, 4 and more on grass, stone, hair. */
  roughness: number
  /** How many characters were read, without spaces. */
  characters: number
  /** Inside the line's rectangle. */
  inside: Mask
  /** Around it, half a thickness wide, without other lines. */
  ring: Mask
}

/** A guess which pixels are glyphs. */
export interface Ink {
  mask: Mask
  source: InkSource
  /** How much it looks like writing: 0..1, a little more for an exact colour. */
  score: number
}

/** `exact`: one colour within 3 levels (drawn, never compressed); `close`: within 9; `cluster`; `unlike` the surroundings. */
export type InkSource = 'exact' | 'close' | 'cluster' | 'unlike'

/** Hairline fonts in a generous box cover little more of it. */
const leastInk = 0.03
/** Share of the inside that surely is ink where it stands out most. */
const strokeShare = 0.08

/** A colour that holds exactly over many pixels is no accident. */
const trust: Record<InkSource, number> = { exact: 1.3, close: 1.1, cluster: 1, unlike: 1 }

/** `line` in the image's pixels; `others` are the rectangles of other lines, which must not be taken for ground. */
export function makeWindow(
  image: RgbF,
  line: Pick<Line, 'quad' | 'vertical' | 'string'>,
  others: readonly Quad[],
): Window {
  const { quad, vertical } = line
  const characters = line.string.replaceAll(' ', '').length
  const { width, height } = image
  const thickness = vertical ? quad.width : quad.height
  const inner = inflate(quad, 0.05 * thickness)
  const outer = inflate(quad, 0.5 * thickness)
  const inside = { width, height, data: new Uint8Array(width * height) }
  const ring = { width, height, data: new Uint8Array(width * height) }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const p = toQuad(quad, x + 0.5, y + 0.5)
      const u = Math.abs(p.u)
      const v = Math.abs(p.v)
      if (u <= inner.width / 2 && v <= inner.height / 2) inside.data[y * width + x] = 1
      else if (u <= outer.width / 2 && v <= outer.height / 2) {
        ring.data[y * width + x] = others.some((other) => contains(other, x + 0.5, y + 0.5)) ? 0 : 1
      }
    }
  }
  return { image, quad, thickness, vertical, characters, inside, ring, roughness: roughnessOf(image, ring) }
}

function roughnessOf(image: RgbF, where: Mask): number {
  const slopes = gradient(image)
    .data.filter((_, i) => where.data[i] === 1)
    .sort()
  return slopes[slopes.length >> 1] ?? 0
}

/** All guesses worth a look, best first. `centers` tells where the characters stand along the line, 0..1. */
export function inkCandidates(window: Window, centers: readonly number[]): Ink[] {
  const guesses = [...exactColours(window), ...clusters(window), ...strokes(window), ...unlikeSurroundings(window)]
  return guesses
    .map((guess) => ({ ...guess, score: likeness(window, guess.mask, centers) * trust[guess.source] }))
    .filter((ink) => ink.score > 0)
    .sort((a, b) => b.score - a.score)
}

type Guess = Omit<Ink, 'score'>

/** Flat artwork: colours that fill much of the inside and little of the ring, within 3 or (compressed pictures) 9 levels. */
function exactColours(window: Window): Guess[] {
  const { data } = window.image
  const counts = new Map<number, number>()
  for (let i = 0; i < window.inside.data.length; i++) {
    if (!window.inside.data[i]) continue
    const key = (Math.round(data[i * 3]) << 16) | (Math.round(data[i * 3 + 1]) << 8) | Math.round(data[i * 3 + 2])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const common = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 20)
  const guesses: Guess[] = []
  const taken: number[][] = []
  for (const [key] of common) {
    const colour = [key >> 16, (key >> 8) & 255, key & 255]
    if (taken.some((other) => other.every((v, c) => Math.abs(v - colour[c]) <= 6))) continue
    taken.push(colour)
    const close = near(window.image, colour, 9)
    const closeShare = share(close, window.inside)
    if (closeShare < leastInk) continue
    guesses.push({ mask: close, source: 'close' })
    const exact = near(window.image, colour, 3)
    if (share(exact, window.inside) > 0.4 * closeShare && solidity(exact) > 0.85 * solidity(close)) {
      guesses.push({ mask: exact, source: 'exact' })
    }
  }
  return guesses
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

/** Share of `where` that the mask covers. */
export function share(mask: Mask, where: Mask): number {
  let hit = 0
  let all = 0
  for (let i = 0; i < mask.data.length; i++) {
    all += where.data[i]
    hit += where.data[i] & mask.data[i]
  }
  return all > 0 ? hit / all : 0
}

/** 0..1: rare in the ring, present at every character, of pieces about as tall as the line. */
function likeness(window: Window, mask: Mask, centers: readonly number[]): number {
  const within = share(mask, window.inside)
  if (within < leastInk || within > 0.8) return 0
  const around = share(mask, window.ring) / within
  if (around > 0.6) return 0
  const present = coverage(window, mask, centers)
  const tall = tallShare(window, mask)
  return (1 - around) * present * present * (0.3 + 0.7 * tall) * Math.min(1, within / 0.06)
}

/** Share of the characters that have ink near their centre. */
function coverage(window: Window, mask: Mask, centers: readonly number[]): number {
  const { quad, vertical } = window
  const bins = 200
  const counts = new Float32Array(bins)
  for (let i = 0; i < mask.data.length; i++) {
    if (!mask.data[i] || !window.inside.data[i]) continue
    const p = toQuad(quad, (i % mask.width) + 0.5, Math.floor(i / mask.width) + 0.5)
    const along = vertical ? p.v / quad.height : p.u / quad.width
    counts[Math.min(bins - 1, Math.max(0, Math.floor((along + 0.5) * bins)))]++
  }
  const length = vertical ? quad.height : quad.width
  const reach = Math.max(1, Math.round((0.25 * window.thickness * bins) / length))
  const least = 0.05 * window.thickness
  let hit = 0
  for (const center of centers) {
    const at = Math.round(center * bins)
    let sum = 0
    for (let k = Math.max(0, at - reach); k <= Math.min(bins - 1, at + reach); k++) sum += counts[k]
    if (sum >= least) hit++
  }
  return centers.length > 0 ? hit / centers.length : 1
}

/** Share of the ink in pieces between a third of the line and a little more than it, not running out of the ring. */
function tallShare(window: Window, mask: Mask): number {
  const parts = label(mask)
  let good = 0
  let all = 0
  const inner = new Float32Array(parts.count)
  for (let i = 0; i < mask.data.length; i++) {
    if (parts.labels[i] > 0 && window.inside.data[i]) inner[parts.labels[i] - 1]++
  }
  for (let id = 0; id < parts.count; id++) {
    if (inner[id] === 0) continue
    const box = parts.boxes[id]
    const size = window.vertical ? box.width : box.height
    all += parts.areas[id]
    if (size > 0.25 * window.thickness && size < 1.7 * window.thickness && inner[id] > 0.5 * parts.areas[id]) {
      good += parts.areas[id]
    }
  }
  return all > 0 ? good / all : 0
}

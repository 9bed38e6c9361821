/** Colours for shapes, hidden parts included. */
import { harmonicFill } from '../../../imaging/fill.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { spreadFrom } from '../modelled/spread.ts'
import type { Scene } from './scene.ts'

/** A colour is even if its pixels differ from their mean by at most so many levels. */
const EVEN = 1.5
/** Pixels this near to others are no source of colour. */
const DEPTH = 2
/** A colour that takes this share of an element is what it goes on in. */
const MAIN = 0.9

/** `below` with the k-th element of the scene laid over it in its own colours, as far as `coverage` says. */
export function paintShape(
  below: RgbF,
  image: RgbF,
  scene: Scene,
  rank: Int16Array,
  coverage: Float32Array,
  k: number,
): RgbF {
  const { width, height } = image
  const source = sourcesOf(rank, width, height, k)
  const colors = colorsOf(image, scene, source, coverage, k)
  const data = below.data.slice()
  for (let i = 0; i < coverage.length; i++) {
    const a = coverage[i]
    if (a > 0) for (let c = i * 3; c < i * 3 + 3; c++) data[c] += a * (colors[c] - data[c])
  }
  return { width, height, data }
}

/** 1 where a pixel shows the element and nothing else; all of its pixels where it is nowhere thick enough for that. */
function sourcesOf(rank: Int16Array, width: number, height: number, k: number): Uint8Array {
  const out = new Uint8Array(rank.length)
  let any = false
  for (let i = 0; i < rank.length; i++) {
    if (rank[i] !== k) continue
    out[i] = isDeep(rank, width, height, i) ? 1 : 0
    any ||= out[i] === 1
  }
  return any ? out : Uint8Array.from(rank, (r) => (r === k ? 1 : 0))
}

function isDeep(rank: Int16Array, width: number, height: number, i: number): boolean {
  const x = i % width
  const y = (i - x) / width
  for (let ny = Math.max(0, y - DEPTH); ny <= Math.min(height - 1, y + DEPTH); ny++) {
    for (let nx = Math.max(0, x - DEPTH); nx <= Math.min(width - 1, x + DEPTH); nx++) {
      if (rank[ny * width + nx] !== rank[i]) return false
    }
  }
  return true
}

/** Colours, 3 a pixel, where there is coverage: the element's own where it shows, continued elsewhere. */
function colorsOf(image: RgbF, scene: Scene, source: Uint8Array, coverage: Float32Array, k: number): Float32Array {
  const { width, height } = image
  const main = mainColor(scene, k)
  const ground = source.map((s, i) => (s && scene.colors.core[i] && scene.map.regions[scene.map.labels[i] - 1].color === main ? 1 : 0))
  const even = main > 0 ? evenColor(image, ground) : null
  const colors = image.data.slice()
  if (even) {
    for (let i = 0; i < source.length; i++) if (coverage[i] > 0 && !source[i]) colors.set(even, i * 3)
    return colors
  }
  if (main > 0) {
    const hole: Mask = { width, height, data: ground.map((g) => 1 - g) }
    const filled = harmonicFill(image, hole).data
    for (let i = 0; i < source.length; i++)
      if (coverage[i] > 0 && !source[i]) colors.set(filled.subarray(i * 3, i * 3 + 3), i * 3)
    return colors
  }
  const from = spreadFrom(
    width,
    height,
    (i) => source[i] !== 0,
    width + height,
    (i) => coverage[i] > 0,
  )
  for (let i = 0; i < source.length; i++) {
    if (coverage[i] > 0 && !source[i] && from[i] >= 0) colors.set(image.data.subarray(from[i] * 3, from[i] * 3 + 3), i * 3)
  }
  return colors
}

/** The colour class that nearly all of an element is in; 0 where there is none. */
function mainColor({ map, stack }: Scene, k: number): number {
  const areas = new Map<number, number>()
  let total = 0
  for (const id of stack[k].part) {
    const { color, area } = map.regions[id - 1]
    areas.set(color, (areas.get(color) ?? 0) + area)
    total += area
  }
  const [color, area] = [...areas].reduce((a, b) => (b[1] > a[1] ? b : a))
  return area >= MAIN * total ? color : 0
}

/** The mean of the marked pixels, if none is far from it. */
function evenColor(image: RgbF, marked: Uint8Array): number[] | null {
  const sums = [0, 0, 0]
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  let count = 0
  for (let i = 0; i < marked.length; i++) {
    if (!marked[i]) continue
    count++
    for (let c = 0; c < 3; c++) {
      const value = image.data[i * 3 + c]
      sums[c] += value
      if (value < low[c]) low[c] = value
      if (value > high[c]) high[c] = value
    }
  }
  if (count === 0) return null
  const mean = sums.map((sum) => sum / count)
  return mean.every((m, c) => high[c] - m <= EVEN && m - low[c] <= EVEN) ? mean : null
}

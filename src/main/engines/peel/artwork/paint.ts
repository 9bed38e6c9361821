/** Colours for shapes, hidden parts included. */
import { harmonicFill } from '../../../imaging/fill.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { spreadFrom } from '../modelled/spread.ts'
import type { LocalScene } from './layers.ts'
import type { Scene } from './scene.ts'

/** A colour is even if its pixels differ from their mean by at most so many levels. */
const EVEN = 1.5
/** Pixels this near to others are no source of colour. */
const DEPTH = 2
/** A colour that takes this share of an element is what it goes on in. */
const MAIN = 0.9

/** The colour class that nearly all of an element is in; 0 where there is none. */
export function mainColor({ map, stack }: Scene, k: number): number {
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

/** Lays the k-th element over what is painted in its own colours, in place, as far as `coverage` says. */
export function paintShape(local: LocalScene, coverage: Float32Array, k: number, main: number): void {
  const source = sourcesOf(local, k)
  const colors = colorsOf(local, source, coverage, main)
  const { data } = local.painted
  for (let i = 0; i < coverage.length; i++) {
    const a = coverage[i]
    if (a > 0) for (let c = i * 3; c < i * 3 + 3; c++) data[c] += a * (colors[c] - data[c])
  }
}

/** 1 where a pixel shows the element and nothing else; all of its pixels where it is nowhere thick enough for that. */
function sourcesOf({ own, image }: LocalScene, k: number): Uint8Array {
  const out = new Uint8Array(own.length)
  let any = false
  for (let i = 0; i < own.length; i++) {
    if (own[i] !== k || !isDeep(own, image.width, image.height, i)) continue
    out[i] = 1
    any = true
  }
  if (!any) for (let i = 0; i < own.length; i++) out[i] = own[i] === k ? 1 : 0
  return out
}

function isDeep(own: Int32Array, width: number, height: number, i: number): boolean {
  const x = i % width
  const y = (i - x) / width
  for (let ny = Math.max(0, y - DEPTH); ny <= Math.min(height - 1, y + DEPTH); ny++) {
    for (let nx = Math.max(0, x - DEPTH); nx <= Math.min(width - 1, x + DEPTH); nx++) {
      if (own[ny * width + nx] !== own[i]) return false
    }
  }
  return true
}

/** Colours, 3 a pixel, where there is coverage: the element's own where it shows, continued elsewhere. */
function colorsOf(local: LocalScene, source: Uint8Array, coverage: Float32Array, main: number): Float32Array {
  const { image, core, classes } = local
  const { width, height } = image
  const colors = image.data.slice()
  const fill = (filled: Float32Array, at: (i: number) => number): void => {
    for (let i = 0; i < source.length; i++) {
      const from = coverage[i] > 0 && !source[i] ? at(i) : -1
      if (from >= 0) for (let c = 0; c < 3; c++) colors[i * 3 + c] = filled[from * 3 + c]
    }
  }
  const plain = new Uint8Array(source.length)
  for (let i = 0; i < plain.length; i++) plain[i] = source[i] && core[i] && classes[i] === main ? 1 : 0
  const even = evenColor(image, plain)
  if (main > 0 && even) {
    fill(Float32Array.from(even), () => 0)
  } else if (main > 0 && plain.includes(1)) {
    const hole: Mask = { width, height, data: new Uint8Array(plain.length) }
    for (let i = 0; i < plain.length; i++) hole.data[i] = 1 - plain[i]
    fill(harmonicFill(image, hole).data, (i) => i)
  } else {
    const from = spreadFrom(
      width,
      height,
      (i) => source[i] !== 0,
      width + height,
      (i) => coverage[i] > 0,
    )
    fill(image.data, (i) => from[i])
  }
  return colors
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

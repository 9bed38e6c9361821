/** The pixels between even places: each is explained as a mixture of two of them, or it is of a line of its own. */
import { label } from '../../../imaging/components.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'

/** Unexplained pixels (fine lines, texture) that hang together are a region from this number on. */
const LEAST_LINE = 24
/** Edges are at most this soft on either side, pixels. */
const REACH = 3
/** A mixture may be off the line between its two colours by this many levels and this share of their distance. */
const OFF_LINE = 4
const OFF_LINE_SHARE = 0.06

/** Gives every pixel outside the hole a label, in place; new labels for lines that no even place explains. Returns their number. */
export function shareEdges(image: RgbF, hole: Mask, labels: Int32Array, count: number, noise: number): number {
  const { width, height } = image
  const seeds = labels.slice()
  const unexplained = new Uint8Array(labels.length)
  for (let i = 0; i < labels.length; i++) {
    if (seeds[i] > 0 || hole.data[i]) continue
    const { label: nearest, explained } = explain(image, seeds, i, noise)
    labels[i] = nearest
    if (!explained) unexplained[i] = 1
  }
  const lines = label({ width, height, data: unexplained })
  const fresh = lines.areas.map((area) => (area >= LEAST_LINE ? ++count : 0))
  for (let i = 0; i < labels.length; i++) {
    const line = lines.labels[i]
    if (line > 0 && fresh[line - 1] > 0) labels[i] = fresh[line - 1]
  }
  closeGaps(labels, hole, width, height)
  return count
}

/** The label that a pixel shows most of, and whether labels nearby explain it, alone or two mixed. */
function explain(
  { width, height, data }: RgbF,
  seeds: Int32Array,
  at: number,
  noise: number,
): { label: number; explained: boolean } {
  const found: { label: number; from: number; distance: number }[] = []
  const x0 = at % width
  const y0 = (at - x0) / width
  for (let y = Math.max(0, y0 - REACH); y <= Math.min(height - 1, y0 + REACH); y++) {
    for (let x = Math.max(0, x0 - REACH); x <= Math.min(width - 1, x0 + REACH); x++) {
      const from = y * width + x
      const seed = seeds[from]
      if (seed === 0) continue
      const distance = (x - x0) ** 2 + (y - y0) ** 2
      const known = found.find((f) => f.label === seed)
      if (!known) found.push({ label: seed, from, distance })
      else if (distance < known.distance) {
        known.distance = distance
        known.from = from
      }
    }
  }
  if (found.length === 0) return { label: 0, explained: false }
  const alone = found.reduce((a, b) => (differ(data, at, b.from) < differ(data, at, a.from) ? b : a))
  if (differ(data, at, alone.from) <= OFF_LINE + 2 * noise) return { label: alone.label, explained: true }
  let best = { label: alone.label, rest: Infinity }
  for (const a of found) {
    for (const b of found) {
      if (b.label <= a.label) continue
      const mix = mixture(data, at, a.from, b.from)
      const limit = OFF_LINE + 2 * noise + OFF_LINE_SHARE * mix.length
      if (mix.rest > limit || mix.rest >= best.rest) continue
      best = { label: mix.share < 0.5 ? a.label : b.label, rest: mix.rest }
    }
  }
  return { label: best.label, explained: best.rest < Infinity }
}

/** A pixel as a mixture of two others: the share of the second, how far off their line it is, and their distance. */
function mixture(
  data: Float32Array,
  at: number,
  from: number,
  to: number,
): { share: number; rest: number; length: number } {
  let along = 0
  let squared = 0
  for (let c = 0; c < 3; c++) {
    const way = data[to * 3 + c] - data[from * 3 + c]
    along += (data[at * 3 + c] - data[from * 3 + c]) * way
    squared += way * way
  }
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, along / squared))
  let rest = 0
  for (let c = 0; c < 3; c++) {
    const value = data[from * 3 + c] + share * (data[to * 3 + c] - data[from * 3 + c])
    rest = Math.max(rest, Math.abs(data[at * 3 + c] - value))
  }
  return { share, rest, length: Math.sqrt(squared) }
}

/** Pixels without a label take that of a neighbour, ring by ring. */
function closeGaps(labels: Int32Array, hole: Mask, width: number, height: number): void {
  let open: number[] = []
  for (let i = 0; i < labels.length; i++) if (labels[i] === 0 && !hole.data[i]) open.push(i)
  while (open.length > 0) {
    const found: [number, number][] = []
    for (const i of open) {
      const x = i % width
      for (const next of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
        if (next < 0 || next >= width * height || labels[next] === 0) continue
        found.push([i, labels[next]])
        break
      }
    }
    if (found.length === 0) return
    for (const [i, value] of found) labels[i] = value
    open = open.filter((i) => labels[i] === 0)
  }
}

/** Largest channel's difference of two pixels, levels. */
export function differ(data: Float32Array, a: number, b: number): number {
  return Math.max(
    Math.abs(data[a * 3] - data[b * 3]),
    Math.abs(data[a * 3 + 1] - data[b * 3 + 1]),
    Math.abs(data[a * 3 + 2] - data[b * 3 + 2]),
  )
}

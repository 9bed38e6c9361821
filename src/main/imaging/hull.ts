/** Convex hulls of sets of pixels, row by row. */
import type { Mask } from './pixels.ts'

/** First and last column of a set of pixels in each row; first > last in rows without any. */
export interface Spans {
  first: Int32Array
  last: Int32Array
}

export function emptySpans(height: number): Spans {
  return { first: new Int32Array(height).fill(0x7fffffff), last: new Int32Array(height).fill(-1) }
}

export function spansOf({ width, height, data }: Mask): Spans {
  const spans = emptySpans(height)
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width)
    const first = row.indexOf(1)
    if (first < 0) continue
    spans.first[y] = first
    spans.last[y] = row.lastIndexOf(1)
  }
  return spans
}

/** The spans of the pixels' convex hull. */
export function hullOf({ first, last }: Spans): Spans {
  const left: [number, number][] = []
  const right: [number, number][] = []
  for (let y = 0; y < first.length; y++) {
    if (first[y] > last[y]) continue
    addToChain(left, [first[y], y], 1)
    addToChain(right, [last[y], y], -1)
  }
  const hull = emptySpans(first.length)
  fillRows(left, hull.first, Math.ceil)
  fillRows(right, hull.last, Math.floor)
  return hull
}

/** Keeps the chain convex: drops points that lie inside it (`sign` 1 for the left chain, -1 for the right). */
function addToChain(chain: [number, number][], point: [number, number], sign: number): void {
  while (chain.length >= 2) {
    const [a, b] = [chain[chain.length - 2], chain[chain.length - 1]]
    const straight = a[0] + ((point[0] - a[0]) * (b[1] - a[1])) / (point[1] - a[1])
    if (sign * (b[0] - straight) < 0) break
    chain.pop()
  }
  chain.push(point)
}

/** The column of a chain in each row that it passes. */
function fillRows(chain: readonly [number, number][], out: Int32Array, round: (column: number) => number): void {
  if (chain.length === 1) out[chain[0][1]] = chain[0][0]
  for (let k = 1; k < chain.length; k++) {
    const [a, b] = [chain[k - 1], chain[k]]
    for (let y = a[1]; y <= b[1]; y++) out[y] = round(a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]))
  }
}

/**
 * Who lies on whom, as corners of the region map tell: where three regions meet and one runs on straight, its border is
 * its own, and it hides where the border between the other two goes on (a T-junction).
 */
import { cropData } from '../../../imaging/boxes.ts'
import type { RegionMap } from './regions.ts'

export interface Junction {
  x: number
  y: number
  /** The region that runs on. */
  bar: number
  /** The two that end at it. */
  stems: [number, number]
  /** 0..1: how straight the bar runs on. */
  weight: number
}

/** Radii, pixels, at which a corner is looked at: near, where outlines are straight, and farther, where noise is less. */
const RADII = [6, 10]
/** The bar fills a half of its surroundings, give or take this share. */
const HALF = 0.09
/** A stem fills at least this share, */
const LEAST_STEM = 0.08
/** and three regions at least this share of the disc: more than three say nothing. */
const LEAST_TOGETHER = 0.93
/** Corners nearer than this to another are one. */
const APART = 4

/** The T-junctions of a region map. Places where `skip` is set are not looked at: what was filled in tells nothing. */
export function findJunctions(map: RegionMap, skip: Uint8Array): Junction[] {
  const { width, height, labels } = map
  const out: Junction[] = []
  const seen = new Uint8Array(width * height)
  for (let y = 1; y < height; y++) {
    for (let x = 1; x < width; x++) {
      const i = y * width + x
      if (seen[i] || skip[i] || !isCorner(labels, i, width)) continue
      const center = centerOf(labels, seen, i, width, height)
      const junction = judge(map, center.x, center.y)
      if (junction) out.push(junction)
    }
  }
  return out
}

/** Whether three regions or more meet at the pixel's upper left corner. */
function isCorner(labels: Int32Array, i: number, width: number): boolean {
  const [a, b, c, d] = [labels[i], labels[i - 1], labels[i - width], labels[i - width - 1]]
  if (a === b) return c !== d && c !== a && d !== a
  const other = c !== a && c !== b ? c : d !== a && d !== b ? d : 0
  return other !== 0
}

/** The middle of the corners around one, which then count as seen. */
function centerOf(
  labels: Int32Array,
  seen: Uint8Array,
  from: number,
  width: number,
  height: number,
): { x: number; y: number } {
  const x0 = from % width
  const y0 = (from - x0) / width
  let sumX = 0
  let sumY = 0
  let count = 0
  for (let y = Math.max(1, y0); y <= Math.min(height - 1, y0 + APART); y++) {
    for (let x = Math.max(1, x0 - APART); x <= Math.min(width - 1, x0 + APART); x++) {
      const i = y * width + x
      if (seen[i] || !isCorner(labels, i, width)) continue
      seen[i] = 1
      sumX += x
      sumY += y
      count++
    }
  }
  return { x: sumX / count, y: sumY / count }
}

function judge(map: RegionMap, x: number, y: number): Junction | null {
  const [near, far] = RADII.map((radius) => sharesAround(map, x, y, radius))
  if (!near || !far) return null
  const three = [...near].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 3)
  if (three.length < 3 || three[2][1] < LEAST_STEM || three.reduce((s, [, v]) => s + v, 0) < LEAST_TOGETHER) return null
  const [bar] = three[0]
  const off = Math.max(Math.abs((near.get(bar) ?? 0) - 0.5), Math.abs((far.get(bar) ?? 0) - 0.5))
  if (off > HALF || three.slice(1).some(([k]) => (far.get(k) ?? 0) < LEAST_STEM)) return null
  return { x, y, bar, stems: [three[1][0], three[2][0]], weight: 1 - off / HALF / 2 }
}

/** Shares of the regions in a disc; null where it reaches over the picture's frame. */
function sharesAround(
  { width, height, labels }: RegionMap,
  x: number,
  y: number,
  radius: number,
): Map<number, number> | null {
  const left = Math.round(x - radius)
  const top = Math.round(y - radius)
  const size = 2 * radius
  if (left < 0 || top < 0 || left + size > width || top + size > height) return null
  const part = cropData(labels, width, 1, { x: left, y: top, width: size, height: size })
  const shares = new Map<number, number>()
  let count = 0
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < size; k++) {
      if (Math.hypot(left + k + 0.5 - x, top + j + 0.5 - y) > radius) continue
      const region = part[j * size + k]
      shares.set(region, (shares.get(region) ?? 0) + 1)
      count++
    }
  }
  for (const [k, n] of shares) shares.set(k, n / count)
  return shares
}

/** From solid pixels to things: connected parts, and small parts joined to what they belong to. */
import { labelWhere } from '../../../imaging/components.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Box, Mask, RgbF } from '../../../imaging/pixels.ts'
import { intersect, union } from '../../../imaging/boxes.ts'

export interface Clusters {
  /** 0 outside, 1..count. */
  labels: Int32Array
  boxes: Box[]
  areas: number[]
}

/** Parts nearer to each other than this share of the picture's longer side are one thing. */
const TOUCHING = 1 / 384
/** A part of at most this share of another's area may be a detached piece of it... */
const SMALL_PART = 0.2
/** ...when the gap is at most this share of the other's size (square root of the area)... */
const NEAR = 0.3
/** ...or it lies in the other's box. A part larger than this share of the picture stands alone if it only lies near. */
const STANDALONE = 0.015
/** A part smaller than this share of the picture is a detail of the nearest thing, however far that is. */
const DETAIL = 2e-4

/** Small parts of like size, colour and closeness (letters, dots) are one thing: at most this share of the picture each, */
const REPEATED_AREA = 0.02
/** apart by at most this share of the smaller one's longer side, */
const REPEATED_GAP = 0.3
/** differing in longer side by at most this factor, */
const REPEATED_SIZE = 3
/** with this share of their colours in common. */
const REPEATED_COLORS = 0.6

/** Groups the mask's pixels into things; drops specks that no thing is near to. */
export function clusterParts(mask: Mask, image: RgbF): Clusters {
  const { width, height } = mask
  const grown = dilate(mask, Math.max(width, height) * TOUCHING * 0.5 + 0.5)
  const parts = labelWhere(width, height, 8, (i) => grown.data[i] !== 0)
  const areas = new Array<number>(parts.count).fill(0)
  for (let i = 0; i < mask.data.length; i++) if (mask.data[i]) areas[parts.labels[i] - 1]++
  const leader = joinSmall(parts.boxes, areas, width * height)
  joinRepeated(leader, parts.boxes, areas, paletteOf(image, mask, parts), width * height)
  const ids = new Map<number, number>()
  const order = [...new Set(leader)].filter((k) => k >= 0).sort((a, b) => parts.boxes[a].x - parts.boxes[b].x || a - b)
  for (const k of order) ids.set(k, ids.size + 1)
  const labels = new Int32Array(width * height)
  const boxes: Box[] = []
  const total = new Array<number>(ids.size).fill(0)
  for (let k = 0; k < parts.count; k++) {
    const id = ids.get(leader[k])
    if (id === undefined) continue
    boxes[id - 1] = boxes[id - 1] ? union(boxes[id - 1], parts.boxes[k]) : parts.boxes[k]
    total[id - 1] += areas[k]
  }
  for (let i = 0; i < labels.length; i++) {
    if (mask.data[i]) labels[i] = ids.get(leader[parts.labels[i] - 1]) ?? 0
  }
  return { labels, boxes, areas: total }
}

/** For each part the index of the one it belongs to (itself where it stands alone), or -1 where it is a speck. */
function joinSmall(boxes: Box[], areas: number[], pixels: number): number[] {
  const bySize = boxes.map((_, k) => k).sort((a, b) => areas[a] - areas[b] || a - b)
  const leader = boxes.map((_, k) => k)
  const box = boxes.slice()
  const area = areas.slice()
  for (const k of bySize) {
    let best = -1
    let least = Infinity
    for (let other = 0; other < boxes.length; other++) {
      if (leader[other] !== other || other === k || area[k] > SMALL_PART * area[other]) continue
      const gap = boxGap(box[k], box[other])
      const overlap = intersect(boxes[k], boxes[other])
      const inside = overlap !== null && overlap.width * overlap.height > 0.5 * boxes[k].width * boxes[k].height
      if (!inside && areas[k] > STANDALONE * pixels) continue
      const relative = inside ? 0 : gap / Math.sqrt(area[other])
      if ((relative <= NEAR || areas[k] < DETAIL * pixels) && relative < least) {
        least = relative
        best = other
      }
    }
    if (best >= 0) {
      leader[k] = best
      box[best] = union(box[best], box[k])
      area[best] += area[k]
    } else if (area[k] < Math.max(12, 2e-5 * pixels)) {
      leader[k] = -1
    }
  }
  const root = (k: number): number => (leader[k] < 0 || leader[k] === k ? leader[k] : root(leader[k]))
  return leader.map((_, k) => root(k))
}

export function boxGap(a: Box, b: Box): number {
  const dx = Math.max(0, a.x - (b.x + b.width), b.x - (a.x + a.width))
  const dy = Math.max(0, a.y - (b.y + b.height), b.y - (a.y + a.height))
  return Math.hypot(dx, dy)
}

/** Colours of each part: counts in 4×4×4 bins. */
function paletteOf(image: RgbF, mask: Mask, parts: { labels: Int32Array; count: number }): Float32Array[] {
  const out = Array.from({ length: parts.count }, () => new Float32Array(64))
  for (let i = 0; i < mask.data.length; i++) {
    if (!mask.data[i]) continue
    const [r, g, b] = [0, 1, 2].map((c) => Math.min(3, image.data[i * 3 + c] >> 6))
    out[parts.labels[i] - 1][r * 16 + g * 4 + b]++
  }
  return out
}

/** Share of the colours that two palettes have in common, 0..1. */
export function commonColors(a: Float32Array, b: Float32Array): number {
  const totalA = a.reduce((s, v) => s + v, 0)
  const totalB = b.reduce((s, v) => s + v, 0)
  if (totalA === 0 || totalB === 0) return 0
  return a.reduce((s, v, k) => s + Math.min(v / totalA, b[k] / totalB), 0)
}

/** Joins leaders that look like repeats of each other standing side by side; `leader` is changed in place. */
function joinRepeated(leader: number[], boxes: Box[], areas: number[], palettes: Float32Array[], pixels: number): void {
  const heads = leader.flatMap((l, k) => (l === k && areas[k] <= REPEATED_AREA * pixels ? [k] : []))
  const longer = (k: number): number => Math.max(boxes[k].width, boxes[k].height)
  const root = (k: number): number => (leader[k] === k ? k : root(leader[k]))
  for (const a of heads) {
    for (const b of heads) {
      if (b <= a || root(a) === root(b)) continue
      const [small, large] = longer(a) < longer(b) ? [longer(a), longer(b)] : [longer(b), longer(a)]
      if (large > REPEATED_SIZE * small || boxGap(boxes[a], boxes[b]) > REPEATED_GAP * small) continue
      if (commonColors(palettes[a], palettes[b]) >= REPEATED_COLORS) leader[root(b)] = root(a)
    }
  }
  for (let k = 0; k < leader.length; k++) if (leader[k] >= 0) leader[k] = root(leader[k])
}

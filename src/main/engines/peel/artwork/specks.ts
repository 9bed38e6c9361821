/** The fine tips of shapes: pixels that show more of the ground than of the shape, but are no part of the ground. */
import type { RgbF } from '../../../imaging/pixels.ts'
import { mainColor } from './paint.ts'
import type { Scene } from './scene.ts'

/** Levels by which a pixel is off its element's colour to be a speck, besides noise. */
const OFF = 4
/** A tip's shape begins within so many pixels. */
const REACH = 5

/**
 * Gives specks on elements of one colour the rank of the nearest higher element, in place; and those that hang on them as
 * well, as far as a hairline runs.
 */
export function liftSpecks(image: RgbF, scene: Scene, rank: Int32Array, noise: number): void {
  const { width, height } = image
  const { colors, labels, main } = tablesOf(scene)
  const lifted = new Map<number, number>()
  const lone = new Set<number>()
  for (let i = 0; i < rank.length; i++) {
    const k = rank[i]
    if (k >= main.length || main[k] === 0 || colors[labels[i]] !== main[k]) continue
    const at = (main[k] - 1) * 3
    let off = 0
    for (let c = 0; c < 3; c++) off = Math.max(off, Math.abs(image.data[i * 3 + c] - scene.colors.colors[at + c]))
    if (off <= OFF + 2 * noise || scene.colors.core[i]) continue
    const near = nearestHigher(rank, width, height, i)
    if (near.distance <= 1) continue
    if (near.rank >= 0) lifted.set(i, near.rank)
    else lone.add(i)
  }
  // A map can grow while it is walked over.
  for (const [i, k] of lifted) {
    rank[i] = k
    for (const next of around(i, width, height)) if (lone.delete(next)) lifted.set(next, k)
  }
}

function around(i: number, width: number, height: number): number[] {
  const x = i % width
  const y = (i - x) / width
  const out: number[] = []
  for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
    for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) out.push(ny * width + nx)
  return out
}

/** Lookup tables: colour of each region, and main colour of each element. */
function tablesOf(scene: Scene): { colors: Int32Array; labels: Int32Array; main: number[] } {
  const colors = new Int32Array(scene.map.regions.length + 1)
  for (const region of scene.map.regions) colors[region.id] = region.color
  return { colors, labels: scene.map.labels, main: scene.stack.map((_, k) => mainColor(scene, k)) }
}

/** The nearest element above the pixel's own within reach, and how far (across or down); 1 where any other is beside it. */
function nearestHigher(rank: Int32Array, width: number, height: number, i: number): { distance: number; rank: number } {
  const x0 = i % width
  const y0 = (i - x0) / width
  let best = { distance: Infinity, rank: -1 }
  for (let y = Math.max(0, y0 - REACH); y <= Math.min(height - 1, y0 + REACH); y++) {
    for (let x = Math.max(0, x0 - REACH); x <= Math.min(width - 1, x0 + REACH); x++) {
      const other = rank[y * width + x]
      if (other === rank[i]) continue
      const distance = Math.max(Math.abs(x - x0), Math.abs(y - y0))
      if (distance <= 1) return { distance: 1, rank: other }
      if (other > rank[i] && distance < best.distance) best = { distance, rank: other }
    }
  }
  return best
}

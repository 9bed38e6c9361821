/** Operations on found things: union, tidying, and what is too little or too much alike to be a layer. */
import { boundsOf, cropData, intersect, pasteData, union } from '../../imaging/boxes.ts'
import { label } from '../../imaging/components.ts'
import type { Box } from '../../imaging/pixels.ts'
import type { Found } from './types.ts'

/** Mattes under this are haze. */
const HAZE = 2 / 255

/** A layer of fewer opaque pixels than this (or this share of the picture) is dirt. */
const LEAST_PIXELS = 12
const LEAST_SHARE = 2e-5

/** Parts of a cover, where its matte is over this, smaller than this share of the picture are specks. */
const GRAIN_ALPHA = 0.1
const GRAIN_SHARE = 2e-4

/** Two layers that cover each other this well, in colours this near (mean levels), are one. */
const SAME_MATTE = 0.95
const SAME_COLOR = 8

/** Index of a document position in a found thing's box, or -1 outside. */
function indexIn(box: Box, x: number, y: number): number {
  const dx = x - box.x
  const dy = y - box.y
  return dx >= 0 && dy >= 0 && dx < box.width && dy < box.height ? dy * box.width + dx : -1
}

/** `above` over `below` as one thing: source-over of mattes and colours, in floats. */
export function mergeFound(below: Found, above: Found): Found {
  const box = union(below.box, above.box)
  const alpha = new Float32Array(box.width * box.height)
  const color = new Float32Array(alpha.length * 3)
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      const to = y * box.width + x
      const low = indexIn(below.box, box.x + x, box.y + y)
      const high = indexIn(above.box, box.x + x, box.y + y)
      const over = high < 0 ? 0 : above.alpha[high]
      const under = low < 0 ? 0 : below.alpha[low] * (1 - over)
      const sum = over + under
      alpha[to] = sum
      if (sum <= 0) continue
      for (let c = 0; c < 3; c++) {
        const a = high < 0 ? 0 : above.color[high * 3 + c] * over
        const b = low < 0 ? 0 : below.color[low * 3 + c] * under
        color[to * 3 + c] = (a + b) / sum
      }
    }
  }
  const main = coverage(below) >= coverage(above) ? below : above
  return {
    kind: main.kind,
    name: main.name,
    box,
    alpha,
    color,
    confidence: Math.min(below.confidence, above.confidence),
    texts: [...below.texts, ...above.texts],
  }
}

/** Sum of the matte: its size in opaque pixels. */
export function coverage(found: Found): number {
  let sum = 0
  for (let i = 0; i < found.alpha.length; i++) sum += found.alpha[i]
  return sum
}

/** sRGB 0..255, weighed by the matte; black where nothing shows. */
export function meanColor(found: Pick<Found, 'alpha' | 'color'>): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0]
  let total = 0
  for (let i = 0; i < found.alpha.length; i++) {
    total += found.alpha[i]
    for (let c = 0; c < 3; c++) sums[c] += found.alpha[i] * found.color[i * 3 + c]
  }
  return sums.map((sum) => sum / Math.max(1e-6, total)) as [number, number, number]
}

/** Clears haze and crops to what is left; null when nothing is. */
export function tidy(found: Found): Found | null {
  const alpha = found.alpha.map((a) => (a < HAZE ? 0 : Math.min(1, a)))
  const inner = boundsOf({ width: found.box.width, height: found.box.height, data: alpha })
  if (!inner) return null
  const box = { ...inner, x: found.box.x + inner.x, y: found.box.y + inner.y }
  return cropFound({ ...found, alpha }, box)
}

/** The part of a found thing within a box that lies inside its own. */
export function cropFound(found: Found, box: Box): Found {
  const inner = { ...box, x: box.x - found.box.x, y: box.y - found.box.y }
  const alpha = cropData(found.alpha, found.box.width, 1, inner)
  const color = cropData(found.color, found.box.width, 3, inner)
  return { ...found, box, alpha, color }
}

/** The same thing in a larger box around its own, clear outside it. */
export function expandFound(found: Found, box: Box): Found {
  if (found.box.width === box.width && found.box.height === box.height) return found
  const alpha = new Float32Array(box.width * box.height)
  const color = new Float32Array(alpha.length * 3)
  const inner = { ...found.box, x: found.box.x - box.x, y: found.box.y - box.y }
  pasteData(alpha, box.width, 1, inner, found.alpha)
  pasteData(color, box.width, 3, inner, found.color)
  return { ...found, box, alpha, color }
}

/** What shows of each layer of a stack, bottom to top: without what those above it cover. Unseen ones keep their place. */
export function withoutCovered(layers: readonly Found[]): Found[] {
  return layers.map((found, k) => {
    const alpha = found.alpha.slice()
    for (const above of layers.slice(k + 1)) {
      const common = intersect(found.box, above.box)
      if (!common) continue
      for (let y = common.y; y < common.y + common.height; y++) {
        for (let x = common.x; x < common.x + common.width; x++) {
          alpha[indexIn(found.box, x, y)] *= 1 - above.alpha[indexIn(above.box, x, y)]
        }
      }
    }
    return { ...found, alpha }
  })
}

/** Soft intersection over union of two mattes, and the mean difference of colour where both show. */
function likeness(a: Found, b: Found): { overlap: number; difference: number } {
  let shared = 0
  let difference = 0
  for (let y = 0; y < a.box.height; y++) {
    for (let x = 0; x < a.box.width; x++) {
      const i = y * a.box.width + x
      const j = indexIn(b.box, a.box.x + x, a.box.y + y)
      if (j < 0 || a.alpha[i] <= 0 || b.alpha[j] <= 0) continue
      const both = Math.min(a.alpha[i], b.alpha[j])
      shared += both
      for (let c = 0; c < 3; c++) difference += (both * Math.abs(a.color[i * 3 + c] - b.color[j * 3 + c])) / 3
    }
  }
  const all = coverage(a) + coverage(b) - shared
  return { overlap: all > 0 ? shared / all : 0, difference: shared > 0 ? difference / shared : 0 }
}

/**
 * Whether a soft cover is the picture's own grain: most of it in specks, where smoke, glass and strands hang together.
 */
function isGrain(found: Found, width: number, height: number): boolean {
  if (found.kind !== 'overlay') return false
  const shown = Uint8Array.from(found.alpha, (a) => (a > GRAIN_ALPHA ? 1 : 0))
  const { areas } = label({ width: found.box.width, height: found.box.height, data: shown })
  const speck = GRAIN_SHARE * width * height
  let all = 0
  let specks = 0
  for (const area of areas) {
    all += area
    if (area < speck) specks += area
  }
  return specks >= all / 2
}

/** Drops dirt, haze, grain and copies. Order is kept; of two copies the lower one goes, as it is the hidden one. */
export function worthwhile(layers: readonly Found[], width: number, height: number): Found[] {
  const least = Math.max(LEAST_PIXELS, LEAST_SHARE * width * height)
  const tidied = layers
    .map(tidy)
    .filter((found) => found !== null && coverage(found) >= least && !isGrain(found, width, height)) as Found[]
  return tidied.filter(
    (found, i) =>
      !tidied.slice(i + 1).some((other) => {
        const { overlap, difference } = likeness(found, other)
        return overlap > SAME_MATTE && difference < SAME_COLOR
      }),
  )
}

/** From the stack of a scene to layers: each shape completed, coloured, and cut out of what is behind it. */
import { boundsOf, cropData, grow } from '../../../imaging/boxes.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { cutThings } from '../modelled/cut.ts'
import { cropMatte } from '../modelled/found.ts'
import type { Found, Peeled } from '../types.ts'
import { completeShape } from './complete.ts'
import { HIDDEN, INSIDE, OUTSIDE } from './outline.ts'
import { paintShape } from './paint.ts'
import { hullOfRegions, type RegionMap } from './regions.ts'
import type { Scene } from './scene.ts'
import type { Element } from './order.ts'

/** Pixels this near to something higher show some of it. */
const RIM = 2
/** Room around a shape to be cut out. */
const MARGIN = 3
/** Higher than every element: text. */
const TOPMOST = 0x7fff

export interface ArtworkLayers extends Peeled {
  /** The elements of the layers, in their order. */
  elements: Element[]
  /** The picture without its text. */
  withoutText: RgbF
}

/**
 * The layers of a scene above its lowest ground, bottom to top; that ground, whole, is what is behind them. `hole` is what
 * text covers. `pause` is called between layers and may throw.
 */
export function layersOf(image: RgbF, scene: Scene, hole: Mask, pause: (done: number) => void): ArtworkLayers {
  const { width, height } = image
  const rank = ranksOf(scene, hole)
  const beside = highest(rank, width, height, 1)
  const around = highest(rank, width, height, RIM)
  const layers: Found[] = []
  const elements: Element[] = []
  let painted: RgbF = { width, height, data: new Float32Array(image.data.length) }
  let behind: RgbF | null = null
  let below = painted
  for (const [k, element] of scene.stack.entries()) {
    pause(k / scene.stack.length)
    const coverage = k === 0 ? new Float32Array(rank.length).fill(1) : coverageOf(scene.map, element, rank, beside, k)
    painted = paintShape(painted, image, scene, rank, coverage, k)
    const picture = seenUpTo(image, painted, around, k)
    const found = behind && cutOut(picture, below, coverage)
    if (found) {
      layers.push(found)
      elements.push(element)
    }
    behind ??= picture
    below = picture
  }
  return { layers, elements, behind: behind ?? image, withoutText: below }
}

/** Place in the stack of what each pixel shows. */
function ranksOf({ map, stack }: Scene, hole: Mask): Int16Array {
  const byRegion = new Int16Array(map.regions.length + 1)
  stack.forEach(({ part }, k) => part.forEach((id) => (byRegion[id] = k)))
  return Int16Array.from(map.labels, (label, i) => (hole.data[i] ? TOPMOST : byRegion[label]))
}

/** The highest rank within `radius` pixels, across and down. */
function highest(rank: Int16Array, width: number, height: number, radius: number): Int16Array {
  const rows = rank.slice()
  const out = rank.slice()
  for (let i = 0; i < rank.length; i++) {
    const x = i % width
    for (let n = Math.max(-radius, -x); n <= Math.min(radius, width - 1 - x); n++)
      if (rank[i + n] > rows[i]) rows[i] = rank[i + n]
  }
  for (let i = 0; i < rank.length; i++) {
    const y = (i - (i % width)) / width
    for (let n = Math.max(-radius, -y); n <= Math.min(radius, height - 1 - y); n++)
      if (rows[i + n * width] > out[i]) out[i] = Math.max(out[i], rows[i + n * width])
  }
  return out
}

/** The shape with what is hidden of it. What shows is its own, whatever the completion says. */
function coverageOf(map: RegionMap, element: Element, rank: Int16Array, beside: Int16Array, k: number): Float32Array {
  const { width, height } = map
  const state = Uint8Array.from(rank, (r, i) => (beside[i] > k ? HIDDEN : r === k ? INSIDE : OUTSIDE))
  const hull = element.role === 'ground' ? null : hullOfRegions(map, element.part)
  const coverage = completeShape(state, width, height, hull)
  for (let i = 0; i < coverage.length; i++) if (rank[i] === k) coverage[i] = 1
  return coverage
}

/** The picture as it is without what lies above the k-th element. */
function seenUpTo(image: RgbF, painted: RgbF, around: Int16Array, k: number): RgbF {
  const data = painted.data.slice()
  for (let i = 0; i < around.length; i++) {
    if (around[i] <= k) for (let c = i * 3; c < i * 3 + 3; c++) data[c] = image.data[c]
  }
  return { ...painted, data }
}

function cutOut(picture: RgbF, below: RgbF, coverage: Float32Array): Found | null {
  const { width, height } = picture
  const tight = boundsOf({ width, height, data: coverage })
  if (!tight) return null
  const box = grow(tight, MARGIN, width, height)
  const size = { width: box.width, height: box.height }
  const image: RgbF = { ...size, data: cropData(picture.data, width, 3, box) }
  const behind: RgbF = { ...size, data: cropData(below.data, width, 3, box) }
  const labels = Int32Array.from(cropData(coverage, width, 1, box), (a) => (a >= 0.5 ? 1 : 0))
  const { alpha, color } = cutThings(image, behind, labels)
  const found: Found = { kind: 'object', name: 'Object', box, alpha, color, confidence: 0.9, texts: [] }
  return cropMatte(found, alpha)
}

/** From the stack of a scene to layers: each shape completed, coloured, and cut out of what is behind it. */
import { cropData, grow, pasteData, union, wholeBox } from '../../../imaging/boxes.ts'
import { hullOf, spansOf } from '../../../imaging/hull.ts'
import type { Box, Mask, RgbF } from '../../../imaging/pixels.ts'
import type { DraftText } from '../../engine.ts'
import { cutThings } from '../modelled/cut.ts'
import { cropMatte } from '../modelled/found.ts'
import type { Found, Peeled } from '../types.ts'
import { completeShape } from './complete.ts'
import { describe } from './names.ts'
import type { Element } from './order.ts'
import { HIDDEN, INSIDE, OUTSIDE } from './outline.ts'
import { mainColor, paintShape } from './paint.ts'
import type { Scene } from './scene.ts'
import { liftSpecks } from './specks.ts'

/** Pixels this near to something higher show some of it. */
const RIM = 2
/** Room around what shows of a thing, of its size and in pixels: what is hidden of it lies within. */
const ROOM = 0.5
const MARGIN = 4
/** Higher than every element: text. */
const TOPMOST = 0x7fff

export interface ArtworkLayers extends Peeled {
  /** The elements of the layers, in their order. */
  elements: Element[]
  /** The picture without its text. */
  withoutText: RgbF
}

/** What shows where: places in the stack. */
interface Ranks {
  /** Of each pixel; the highest beside it, and around it within the rim. */
  own: Int32Array
  beside: Int32Array
  around: Int32Array
}

/** What is known besides the scene. */
export interface Surroundings {
  /** What text covers. */
  hole: Mask
  /** Levels. */
  noise: number
  /** Text that stays in the picture: what it is on is named after it. */
  printed: readonly DraftText[]
  /** The lowest ground, whole, where it is known. */
  ground?: RgbF
}

/**
 * The layers of a scene above its lowest ground, bottom to top; that ground, whole, is what is behind them. `each` is
 * called before every layer with those that are done and their share of the work, 0..1, and may throw.
 */
export function layersOf(
  image: RgbF,
  scene: Scene,
  { hole, noise, printed, ground }: Surroundings,
  each: (layers: readonly Found[], done: number) => void,
): ArtworkLayers {
  const { width, height } = image
  const own = ranksOf(scene, hole)
  liftSpecks(image, scene, own, noise)
  const ranks: Ranks = { own, beside: highest(own, width, height, 1), around: highest(own, width, height, RIM) }
  const painted: RgbF = { width, height, data: new Float32Array(image.data.length) }
  const result: ArtworkLayers = { layers: [], elements: [], behind: painted, withoutText: painted }
  for (const [k, element] of scene.stack.entries()) {
    each(result.layers, k / scene.stack.length)
    const window = windowOf(scene, element)
    const local = cropScene(image, painted, scene, ranks, window)
    const below = seenUpTo(local, k - 1)
    const coverage = k === 0 ? new Float32Array(window.width * window.height).fill(1) : coverageOf(local, element, k)
    if (k === 0 && ground) local.painted.data.set(ground.data)
    else paintShape(local, coverage, k, mainColor(scene, k))
    pasteData(painted.data, width, 3, window, local.painted.data)
    const picture = seenUpTo(local, k)
    if (k === 0) {
      result.behind = picture
      continue
    }
    const found = cutOut(picture, below, coverage, window)
    if (!found) continue
    result.layers.push({ ...found, ...describe(scene, element, found, printed) })
    result.elements.push(element)
  }
  result.withoutText = seenUpTo({ ...ranks, image, painted }, scene.stack.length - 1)
  each(result.layers, 1)
  return result
}

/** Place in the stack of what each pixel shows. */
function ranksOf({ map, stack }: Scene, hole: Mask): Int32Array {
  const byRegion = new Int32Array(map.regions.length + 1)
  stack.forEach(({ part }, k) => part.forEach((id) => (byRegion[id] = k)))
  const rank = new Int32Array(map.labels.length)
  for (let i = 0; i < rank.length; i++) rank[i] = hole.data[i] ? TOPMOST : byRegion[map.labels[i]]
  return rank
}

/** The highest rank within `radius` pixels, across and down. */
function highest(rank: Int32Array, width: number, height: number, radius: number): Int32Array {
  const rows = new Int32Array(rank.length)
  const out = new Int32Array(rank.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let most = 0
      for (let n = Math.max(0, x - radius); n <= Math.min(width - 1, x + radius); n++) {
        if (rank[y * width + n] > most) most = rank[y * width + n]
      }
      rows[y * width + x] = most
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let most = 0
      for (let n = Math.max(0, y - radius); n <= Math.min(height - 1, y + radius); n++) {
        if (rows[n * width + x] > most) most = rows[n * width + x]
      }
      out[y * width + x] = most
    }
  }
  return out
}

/** Where an element may lie, hidden parts included. */
function windowOf({ map }: Scene, { role, part }: Element): Box {
  if (role === 'ground') return wholeBox(map)
  const tight = [...part].map((id) => map.regions[id - 1].box).reduce(union)
  return grow(tight, ROOM * Math.max(tight.width, tight.height) + MARGIN, map.width, map.height)
}

/** All that is known of a part of the picture. */
export interface LocalScene extends Ranks {
  image: RgbF
  painted: RgbF
  /** As in the colour map. */
  core: Uint8Array
  classes: Int32Array
}

function cropScene(image: RgbF, painted: RgbF, scene: Scene, ranks: Ranks, window: Box): LocalScene {
  const { width } = image
  const size = { width: window.width, height: window.height }
  return {
    image: { ...size, data: cropData(image.data, width, 3, window) },
    painted: { ...size, data: cropData(painted.data, width, 3, window) },
    own: cropData(ranks.own, width, 1, window),
    beside: cropData(ranks.beside, width, 1, window),
    around: cropData(ranks.around, width, 1, window),
    core: cropData(scene.colors.core, width, 1, window),
    classes: cropData(scene.colors.classes, width, 1, window),
  }
}

/** The shape with what is hidden of it. What shows is its own, whatever the completion says. */
function coverageOf({ image, own, beside }: LocalScene, element: Element, k: number): Float32Array {
  const { width, height } = image
  const state = new Uint8Array(own.length)
  for (let i = 0; i < state.length; i++) state[i] = beside[i] > k ? HIDDEN : own[i] === k ? INSIDE : OUTSIDE
  const coverage = completeShape(
    state,
    width,
    height,
    element.role === 'ground' ? null : hullWhere(own, width, height, k),
  )
  for (let i = 0; i < coverage.length; i++) if (own[i] === k) coverage[i] = 1
  return coverage
}

function hullWhere(own: Int32Array, width: number, height: number, k: number) {
  const data = new Uint8Array(own.length)
  for (let i = 0; i < data.length; i++) data[i] = own[i] === k ? 1 : 0
  return hullOf(spansOf({ width, height, data }))
}

/** The picture as it is without what lies above the k-th element. */
function seenUpTo({ image, painted, around }: Pick<LocalScene, 'image' | 'painted' | 'around'>, k: number): RgbF {
  const data = painted.data.slice()
  for (let i = 0; i < around.length; i++) {
    if (around[i] > k) continue
    data[i * 3] = image.data[i * 3]
    data[i * 3 + 1] = image.data[i * 3 + 1]
    data[i * 3 + 2] = image.data[i * 3 + 2]
  }
  return { ...painted, data }
}

function cutOut(picture: RgbF, below: RgbF, coverage: Float32Array, window: Box): Found | null {
  const labels = new Int32Array(coverage.length)
  for (let i = 0; i < labels.length; i++) labels[i] = coverage[i] >= 0.5 ? 1 : 0
  const { alpha, color } = cutThings(picture, below, labels)
  const found: Found = { kind: 'object', name: 'Object', box: window, alpha, color, confidence: 0.9, texts: [] }
  return cropMatte(found, alpha)
}

/** Takes apart a picture whose background is known: what differs from it is a thing, a shadow or something soft. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { partThings } from '../artwork/part-things.ts'
import { cropData } from '../../../imaging/boxes.ts'
import type { Box, Mask, RgbF } from '../../../imaging/pixels.ts'
import { tolerance, type BackgroundModel } from '../background/model.ts'
import { fromTheTop } from '../found-so-far.ts'
import type { Found, Peeled, PeelContext } from '../types.ts'
import { clusterParts, type Clusters } from './cluster.ts'
import { cutThings } from './cut.ts'
import { coverLayer } from './found.ts'
import { findGlass, glassLayer, withoutGlass } from './glass.ts'
import { asPanel } from './panel.ts'
import { castBy, onShadow, shadedBehind, thingOf } from './shadows.ts'
import { continueUnder, withoutCover } from './smoke.ts'
import { findSoft, type SoftCover } from './soft.ts'
import { findStrands } from './strands.ts'

export interface ModelledContext extends PeelContext {
  /** Where text was taken away. */
  textBoxes: Box[]
}

/** From this limit on (levels) the ground's own grain looks like strands. */
const GRAINY = 4.5

/** Panels may lie on panels, but not without end. */
const DEEPEST = 2

/**
 * The things on a known background, bottom to top, each with its shadow, unblended from what is behind it; and the
 * background without them. The image has had its text removed. Throws RangeError where the background has no picture.
 */
export async function peelModelled(
  image: RgbF,
  background: BackgroundModel,
  context: ModelledContext,
): Promise<Peeled> {
  const behind = background.picture
  if (!behind) throw new RangeError('peelModelled needs a background with a picture')
  throwIfCancelled(context.signal)
  const limit = limitOf(background.sigma)
  const overlays: Found[] = []
  let below = image
  for (const glass of findGlass(image, limit)) {
    const layer = glassLayer(glass, below, behind)
    if (layer) overlays.unshift(layer)
    below = withoutGlass(below, glass, behind, limit)
  }
  context.onProgress?.(0.2, 'finding')
  const tell = (layers: Found[]) => {
    const all = numbered([...layers, ...overlays])
    context.onFound?.(fromTheTop(all))
    context.onFinished?.(all)
  }
  tell([])
  const layers = peelLevel(below, behind, limit, context.textBoxes, 0, tell)
  context.onProgress?.(1)
  return { layers: numbered([...layers, ...overlays]), behind }
}

/** Names for things that have none of their own. */
function numbered(layers: Found[]): Found[] {
  let count = 0
  return layers.map((layer) => (layer.kind === 'object' ? { ...layer, name: `Object ${++count}` } : layer))
}

/** Difference in levels that the background's noise explains. */
function limitOf(sigma: number): number {
  return Math.max(3, tolerance(sigma))
}

/** About the median difference of neighbouring pixels, levels. */
function noiseOf(limit: number): number {
  return (limit - 3) / 3
}

/** What lies on one surface, and on the panels on it. `tell` is given what was found so far. */
function peelLevel(
  image: RgbF,
  behind: RgbF,
  limit: number,
  textBoxes: Box[],
  depth: number,
  tell: (layers: Found[]) => void,
): Found[] {
  const { width, height } = image
  let below = image
  let difference = differenceOf(below, behind)
  let parts = separate(below, behind, difference, limit)
  const strands = limit < GRAINY ? findStrands(below, behind, difference, parts.solid, limit) : null
  if (strands) {
    below = strands.below
    difference = differenceOf(below, behind)
    parts = separate(below, behind, difference, limit)
  }
  const clusters = clusterParts(parts.solid, below)
  if (parts.light) {
    continueUnder(parts.light, below, clusters.labels)
    below = withoutCover(below, parts.light)
  }
  const shaded = shadedBehind(behind, parts.shadow, clusters.labels)
  const cut = cutThings(below, shaded, clusters.labels)
  const { labels } = clusters
  const things = { image: below, ground: shaded, labels, count: clusters.boxes.length, noise: noiseOf(limit) }
  const shapes = partThings(things)
  const cast = castBy(labels, parts.shadow, width, height)
  const objects: Found[] = []
  const panels: Found[] = []
  for (let k = 1; k <= clusters.boxes.length; k++) {
    const thing = thingOf(k, image, labels, cut, cast)
    if (!thing) continue
    const tellPanel = (on: Found[]) => tell([...objects, ...panels, ...on])
    const onPanel = depth < DEEPEST ? takePanel(thing, k, below, clusters, textBoxes, depth, tellPanel) : null
    const apart = shapes.get(k)
    if (onPanel) panels.push(...onPanel)
    else objects.push(...(apart ? onShadow(apart, k, image, cast) : [thing]))
    tell([...objects, ...panels])
  }
  const soft = [parts.light && coverLayer(parts.light, 'Soft overlay', width, height)]
  if (strands) soft.push(coverLayer(strands.cover, 'Strands', width, height))
  return [...objects, ...panels, ...soft.filter((layer) => layer !== null)]
}

interface Parts {
  shadow: SoftCover | null
  light: SoftCover | null
  solid: Mask
}

/** What differs from the background, by how: soft and dark, soft and light, or solid. */
function separate(image: RgbF, behind: RgbF, difference: Float32Array, limit: number): Parts {
  const { width, height } = image
  const shadow = findSoft(image, behind, difference, limit, 'dark')
  const light = findSoft(image, behind, difference, limit, 'light')
  const solid: Mask = { width, height, data: new Uint8Array(width * height) }
  for (let i = 0; i < solid.data.length; i++) {
    if (difference[i] <= limit || shadow?.alpha[i] || light?.alpha[i]) continue
    if (!isShifted(image, behind, limit, i)) solid.data[i] = 1
  }
  return { shadow, light, solid }
}

/** Whether a pixel is the background's own but for an edge of it that lies a pixel or two elsewhere (a pattern's). */
function isShifted(image: RgbF, behind: RgbF, limit: number, i: number): boolean {
  const { width, height } = image
  const x = i % width
  const y = (i - x) / width
  for (let c = 0; c < 3; c++) {
    const value = image.data[i * 3 + c]
    let low = Infinity
    let high = -Infinity
    for (let ny = Math.max(0, y - 2); ny <= Math.min(height - 1, y + 2); ny++) {
      for (let nx = Math.max(0, x - 2); nx <= Math.min(width - 1, x + 2); nx++) {
        const v = behind.data[(ny * width + nx) * 3 + c]
        if (v < low) low = v
        if (v > high) high = v
      }
    }
    if (value < low - limit || value > high + limit) return false
  }
  return true
}

/** Largest channel's difference, levels. */
export function differenceOf(image: RgbF, behind: RgbF): Float32Array {
  const out = new Float32Array(image.width * image.height)
  for (let i = 0; i < out.length; i++) {
    for (let c = 0; c < 3; c++) out[i] = Math.max(out[i], Math.abs(image.data[i * 3 + c] - behind.data[i * 3 + c]))
  }
  return out
}

/** The panel and what lies on it, bottom to top; null where the thing is no panel. */
function takePanel(
  thing: Found,
  k: number,
  image: RgbF,
  clusters: Clusters,
  textBoxes: Box[],
  depth: number,
  tell: (layers: Found[]) => void,
): Found[] | null {
  const { box } = thing
  const inner: RgbF = {
    width: box.width,
    height: box.height,
    data: cropData(image.data, image.width, 3, box),
  }
  const mask: Mask = { width: box.width, height: box.height, data: new Uint8Array(box.width * box.height) }
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      if (clusters.labels[(box.y + y) * image.width + box.x + x] === k) mask.data[y * box.width + x] = 1
    }
  }
  const texts = textBoxes.map((t) => ({ ...t, x: t.x - box.x, y: t.y - box.y }))
  const panel = asPanel(mask, inner, texts, image.width * image.height)
  if (!panel) return null
  for (let i = 0; i < mask.data.length; i++) {
    if (panel.inside[i]) {
      thing.alpha[i] = 1
      for (let c = 0; c < 3; c++) thing.color[i * 3 + c] = panel.surface.data[i * 3 + c]
    } else {
      for (let c = 0; c < 3; c++) inner.data[i * 3 + c] = panel.surface.data[i * 3 + c]
    }
  }
  const withPanel = (on: Found[]): Found[] => [
    { ...thing, kind: 'panel', name: 'Panel' },
    ...on.map((found) => ({ ...found, box: { ...found.box, x: found.box.x + box.x, y: found.box.y + box.y } })),
  ]
  tell(withPanel([]))
  return withPanel(peelLevel(inner, panel.surface, limitOf(panel.sigma), texts, depth + 1, (on) => tell(withPanel(on))))
}

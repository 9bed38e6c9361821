/** Flat things on one ground: where something in one surely goes on behind something else, it is more than one. */
import { union } from '../../../imaging/boxes.ts'
import type { Box, Mask, RgbF } from '../../../imaging/pixels.ts'
import { boxGap } from '../modelled/cluster.ts'
import type { Found } from '../types.ts'
import { joinBeside } from './beside.ts'
import { asJunction } from './figures.ts'
import { findJunctions } from './junctions.ts'
import { kinOf } from './kin.ts'
import { layersOf } from './layers.ts'
import { stackElements, type Element } from './order.ts'
import { splitOverlaps } from './overlaps.ts'
import { borderBetween, outlineOf, touchingParts, type Part } from './parts.ts'
import { mapRegions, type RegionMap } from './regions.ts'
import { withoutDetails } from './scene.ts'
import { segmentColors } from './segment.ts'

/** A thing is looked at from this share of the picture on, */
const LEAST = 0.015
/** and if so much of it is even: neighbours differ by at most so many levels, besides noise. */
const EVEN = 0.8
const STEP = 2
/** Each part has this share of its outline on the ground: what has less is a patch on a thing. */
const FREE = 0.25

/** Things on a ground that is known. */
export interface ThingsOnGround {
  image: RgbF
  /** The ground with the shadows on it. */
  ground: RgbF
  /** The thing of each pixel, from 1; 0 on the ground. */
  labels: Int32Array
  count: number
  /** Levels. */
  noise: number
}

/** For each thing that is more than one, its parts, bottom to top, hidden parts of them included. */
export function partThings({ image, ground, labels, count, noise }: ThingsOnGround): Map<number, Found[]> {
  const { width, height } = image
  const even = evenThings(image, labels, count, noise)
  if (!even.includes(true)) return new Map()
  const hole: Mask = { width, height, data: new Uint8Array(width * height) }
  const colors = segmentColors(image, hole, noise)
  const map = mapRegions(colors)
  const kin = kinOf(colors)
  const thingOf = thingsOfRegions(map, labels)
  const corners = findJunctions(map, hole.data)
  const rest: Part = new Set(map.regions.map(({ id }) => id))
  const elements: Element[] = [{ role: 'ground', part: rest }]
  const junctions = [...corners]
  for (let thing = 1; thing <= count; thing++) {
    if (!even[thing]) continue
    const [main, ...bits] = touchingParts(map, ({ id }) => thingOf[id] === thing)
    const { parts, overlaps } = splitOverlaps({ map, junctions: corners, hole, figures: main, kin }, main)
    const shapes = withoutPatches(map, joinBeside(map, parts), main)
    if (shapes.length < 2) continue
    for (const bit of bits) for (const id of bit) nearest(map, shapes, bit).add(id)
    const found = withoutDetails(
      map,
      shapes.map((part) => ({ role: 'thing', part })),
    )
    if (found.length < 2) continue
    elements.push(...found)
    junctions.push(...overlaps.map((overlap) => asJunction(map, overlap)))
    for (const { part } of found) for (const id of part) rest.delete(id)
  }
  if (elements.length === 1) return new Map()
  const scene = { colors, map, stack: stackElements(map, elements, junctions) }
  const { layers, elements: layered } = layersOf(image, scene, { hole, noise, printed: [], ground }, () => {})
  const out = new Map<number, Found[]>()
  layers.forEach((layer, k) => {
    const [id] = layered[k].part
    out.set(thingOf[id], [...(out.get(thingOf[id]) ?? []), layer])
  })
  return out
}

/** Which things are large and even; index 0 is unused. */
function evenThings({ width, height, data }: RgbF, labels: Int32Array, count: number, noise: number): boolean[] {
  const pairs = new Float64Array(count + 1)
  const alike = new Float64Array(count + 1)
  for (let i = 0; i + width < labels.length; i++) {
    const thing = labels[i]
    for (const next of [i + 1, i + width]) {
      if (thing === 0 || labels[next] !== thing) continue
      pairs[thing]++
      let step = 0
      for (let c = 0; c < 3; c++) step = Math.max(step, Math.abs(data[i * 3 + c] - data[next * 3 + c]))
      if (step <= STEP + 3 * noise) alike[thing]++
    }
  }
  return Array.from(pairs, (n, thing) => thing > 0 && n >= 2 * LEAST * width * height && alike[thing] >= EVEN * n)
}

/** The thing that most of each region is of; index 0 is unused. */
function thingsOfRegions(map: RegionMap, labels: Int32Array): Int32Array {
  const shares = map.regions.map(() => new Map<number, number>())
  for (let i = 0; i < labels.length; i++) {
    const share = shares[map.labels[i] - 1]
    share.set(labels[i], (share.get(labels[i]) ?? 0) + 1)
  }
  return Int32Array.from([0, ...shares.map((share) => [...share].reduce((a, b) => (b[1] > a[1] ? b : a))[0])])
}

/** The shapes of a thing without those that border on little but other shapes: they go with the one that they border on most. */
function withoutPatches(map: RegionMap, shapes: readonly Part[], thing: Part): Part[] {
  const inner = (shape: Part): number => {
    const others: Part = new Set([...thing].filter((id) => !shape.has(id)))
    return borderBetween(map, shape, others)
  }
  const patches = shapes.filter((shape) => inner(shape) > (1 - FREE) * outlineOf(map, shape))
  const kept = shapes.filter((shape) => !patches.includes(shape))
  if (kept.length === 0) return []
  for (const patch of patches) {
    const borders = kept.map((shape) => borderBetween(map, patch, shape))
    const home = kept[borders.indexOf(Math.max(...borders))]
    for (const id of patch) home.add(id)
  }
  return kept
}

/** The shape whose box is nearest. */
function nearest(map: RegionMap, shapes: readonly Part[], bit: Part): Part {
  const boxOf = (part: Part): Box => [...part].map((id) => map.regions[id - 1].box).reduce(union)
  const gaps = shapes.map((shape) => boxGap(boxOf(shape), boxOf(bit)))
  return shapes[gaps.indexOf(Math.min(...gaps))]
}

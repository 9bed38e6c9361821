/** Flat artwork sorted out: its grounds and things, bottom to top. */
import { dilate } from '../../../imaging/morphology.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { spreadFrom } from '../modelled/spread.ts'
import { cutLimbs } from './bridges.ts'
import { findFigures } from './figures.ts'
import { findGrounds } from './grounds.ts'
import { findJunctions } from './junctions.ts'
import { kinOf } from './kin.ts'
import { stackElements, type Element } from './order.ts'
import { areaOf, outlineOf, type Part } from './parts.ts'
import { mapRegions, regionsOf, type RegionMap } from './regions.ts'
import { joinSlopes } from './slopes.ts'
import { segmentColors, type ColorMap } from './segment.ts'

export interface Scene {
  colors: ColorMap
  map: RegionMap
  /** Bottom to top; every region is of one element. The lowest is a ground. */
  stack: Element[]
}

/** Smaller than this share of the picture, a thing is a detail of what it lies on; */
const LEAST_THING = 3e-4
/** and smaller than this, one of another thing if it shares so much of its outline with things. */
const SMALL_THING = 2e-3
const AMONG_THINGS = 0.5
/** Regions from this share on are looked at for limbs. */
const LEAST_LIMBED = 5e-4
/** Corners nearer than this to what was filled in tell nothing, pixels. */
const FILLED_REACH = 10

/**
 * Sorts a picture into elements. `hole` is what text covers; `noise` in levels; `subject` the main subject's matte.
 * Null where no ground is found.
 */
export function sortScene(image: RgbF, hole: Mask, noise: number, subject: Float32Array): Scene | null {
  const colors = segmentColors(image, hole, noise)
  bridgeHole(colors)
  const kin = kinOf(colors)
  const whole = mapRegions(colors)
  joinSlopes(whole, image)
  const groundOfWhole = findGrounds(whole, kin, sharesOf(whole, subject))
  if (!groundOfWhole.some((ground) => ground > 0)) return null
  const { map, groundOf } = withLimbs(whole, colors, groundOfWhole)
  const corners = findJunctions(map, dilate(hole, FILLED_REACH).data)
  const figures: Part = new Set(map.regions.filter((r) => groundOf[r.id] === 0).map((r) => r.id))
  const { things, junctions } = findFigures({ map, junctions: corners, hole, figures, kin })
  const elements: Element[] = []
  const count = groundOf.reduce((most, ground) => Math.max(most, ground), 0)
  for (let k = 1; k <= count; k++) {
    const part: Part = new Set(map.regions.filter((r) => groundOf[r.id] === k).map((r) => r.id))
    if (part.size > 0) elements.push({ role: 'ground', part })
  }
  for (const part of things) elements.push({ role: 'thing', part })
  const stack = stackElements(map, withoutDetails(map, elements), junctions)
  return { colors, map, stack }
}

/** What text covers takes the nearest colour for now: enough to see what belongs together. */
function bridgeHole({ classes, width, height }: ColorMap): void {
  const source = spreadFrom(width, height, (i) => classes[i] > 0, width + height)
  for (let i = 0; i < classes.length; i++) if (classes[i] === 0 && source[i] >= 0) classes[i] = classes[source[i]]
}

/** Mean of a plane over each region; index 0 is unused. */
function sharesOf({ labels, regions }: RegionMap, plane: Float32Array): Float64Array {
  const shares = new Float64Array(regions.length + 1)
  for (let i = 0; i < labels.length; i++) shares[labels[i]] += plane[i] / regions[labels[i] - 1].area
  return shares
}

/** The regions with limbs cut off where they are of another thing's kind. */
function withLimbs(whole: RegionMap, colors: ColorMap, groundOf: Int32Array): { map: RegionMap; groundOf: Int32Array } {
  const { width, height, labels, regions } = whole
  const classes = new Int32Array(labels.length)
  for (let i = 0; i < classes.length; i++) classes[i] = regions[labels[i] - 1].color
  const least = LEAST_LIMBED * width * height
  const limbed = regions.filter((r) => groundOf[r.id] === 0 && r.area >= least).map((r) => r.id)
  const origin = cutLimbs(whole, limbed, classes, colors.count + 1)
  if (origin.length === 0) return { map: whole, groundOf }
  const map = regionsOf(classes, width, height)
  const grounds = new Int32Array(map.regions.length + 1)
  for (let i = 0; i < labels.length; i++) grounds[map.labels[i]] = groundOf[labels[i]]
  for (const region of map.regions)
    if (region.color > colors.count) region.color = origin[region.color - colors.count - 1]
  return { map, groundOf: grounds }
}

/** Small things go to the element that they share most of their outline with. */
export function withoutDetails(map: RegionMap, elements: readonly Element[]): Element[] {
  const elementOf = new Map<number, Element>()
  for (const element of elements) for (const id of element.part) elementOf.set(id, element)
  const contactsOf = (element: Element): [Element, number][] => {
    const contacts = new Map<Element, number>()
    for (const id of element.part) {
      for (const [next, border] of map.regions[id - 1].borders) {
        const other = elementOf.get(next)
        if (other && other !== element) contacts.set(other, (contacts.get(other) ?? 0) + border)
      }
    }
    return [...contacts]
  }
  const pixels = map.width * map.height
  const isDetail = (element: Element): boolean => {
    if (element.role === 'ground') return false
    const area = areaOf(map, element.part)
    if (area >= SMALL_THING * pixels) return false
    const things = contactsOf(element).filter(([{ role }]) => role === 'thing')
    const border = things.reduce((sum, [, n]) => sum + n, 0)
    return area < LEAST_THING * pixels || border >= AMONG_THINGS * outlineOf(map, element.part)
  }
  const bySize = [...elements].sort((a, b) => areaOf(map, b.part) - areaOf(map, a.part))
  const details = new Set(bySize.filter(isDetail))
  const kept = elements.filter((element) => !details.has(element))
  for (const detail of details) {
    const [home] = contactsOf(detail).reduce((a, b) => (b[1] > a[1] ? b : a), [kept[0], 0])
    for (const id of detail.part) {
      home.part.add(id)
      elementOf.set(id, home)
    }
  }
  return kept
}

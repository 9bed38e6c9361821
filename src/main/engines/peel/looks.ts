/** What a thing looks like, in words: "Orange disc", "Green and brown object". */
import { boundsOf } from '../../imaging/boxes.ts'
import type { Found } from './types.ts'

/** A colour with this share of a shape is its only one; a second needs this share. */
const ALONE = 0.8
const SECOND = 0.12
/** Shares of the box: a disc's is π/4. */
const DISC = Math.PI / 4
const NEAR_DISC = 0.02
const RECTANGLE = 0.96
/** Pixels with less are a shadow or a soft edge. */
const BODY = 0.5

/** Names that say no more than that there is a thing. */
const plain = /^Object( \d+)?(, part \d+)?$/

/** Things whose names say nothing are named by their look, and so are their shadows. */
export function namedByLook(stack: readonly Found[]): Found[] {
  const names = new Map<string, string>()
  for (const found of stack) if (found.kind === 'object' && plain.test(found.name)) names.set(found.name, lookOf(found))
  return stack.map((found) => {
    const [, of] = /^Shadow of (.*)$/.exec(found.name) ?? []
    const look = names.get(of ?? found.name)
    return look === undefined
      ? found
      : { ...found, name: of === undefined ? look : `Shadow of ${look.charAt(0).toLowerCase()}${look.slice(1)}` }
  })
}

/** Colours and shape of a thing. */
export function lookOf(found: Found): string {
  const areas = new Map<string, number>()
  for (let i = 0; i < found.alpha.length; i++) {
    if (found.alpha[i] < BODY) continue
    const name = colorName(found.color[i * 3], found.color[i * 3 + 1], found.color[i * 3 + 2])
    areas.set(name, (areas.get(name) ?? 0) + 1)
  }
  const { tint, single } = tintOf(areas)
  // "Shape" is for what is flat.
  return tint ? `${tint} ${shapeOf(found, single).replace('shape', 'object')}` : 'Object'
}

/** The one or two colours that a thing has most of; `areas` is how much of it has which, in any unit. */
export function tintOf(areas: ReadonlyMap<string, number>): { tint: string; single: boolean } {
  const total = [...areas.values()].reduce((sum, area) => sum + area, 0)
  const [first, second] = [...areas].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  if (!first) return { tint: '', single: true }
  const single = first[1] >= ALONE * total || !second || second[1] < SECOND * total
  return { tint: single ? first[0] : `${first[0]} and ${second[0].toLowerCase()}`, single }
}

/** A word for the outline; `single`: whether the thing is of one colour. */
export function shapeOf(found: Pick<Found, 'alpha' | 'box'>, single: boolean): string {
  // Without the faint rim of a soft edge.
  const { width, height } = boundsOf({ ...found.box, data: found.alpha }, 0.5) ?? found.box
  let solid = 0
  for (const a of found.alpha) if (a > 0.5) solid++
  const filled = solid / (width * height)
  // Small ones are less exact: their box is in whole pixels.
  const nearDisc = Math.max(NEAR_DISC, 2 / width)
  const aspect = Math.max(width, height) / Math.min(width, height)
  if (aspect < 1.05 && Math.abs(filled - DISC) <= nearDisc) return 'disc'
  if (filled >= RECTANGLE) return aspect > 4 ? 'bar' : aspect < 1.05 ? 'square' : 'rectangle'
  return single ? 'shape' : 'object'
}

/** Upper bounds of hue, degrees. */
const hues: readonly [bound: number, name: string][] = [
  [15, 'Red'],
  [42, 'Orange'],
  [68, 'Yellow'],
  [168, 'Green'],
  [195, 'Teal'],
  [255, 'Blue'],
  [292, 'Purple'],
  [345, 'Pink'],
  [360, 'Red'],
]

/** The everyday name of an sRGB colour, 0..255. */
export function colorName(red: number, green: number, blue: number): string {
  const high = Math.max(red, green, blue)
  const low = Math.min(red, green, blue)
  const light = (high + low) / 510
  const chroma = (high - low) / 255
  if (light > 0.93 || (light > 0.85 && chroma < 0.1)) return 'White'
  if (light < 0.1) return 'Black'
  if (chroma < 0.1) return 'Gray'
  const sector =
    high === red
      ? (green - blue) / (high - low)
      : high === green
        ? 2 + (blue - red) / (high - low)
        : 4 + (red - green) / (high - low)
  const hue = (sector * 60 + 360) % 360
  const name = hues.find(([bound]) => hue < bound)?.[1] ?? 'Red'
  const warm = name === 'Orange' || name === 'Yellow'
  if (light > 0.75 && warm) return 'Beige'
  if (light < 0.45 && chroma < 0.65 && (name === 'Orange' || (name === 'Red' && light < 0.25))) return 'Brown'
  if (light > 0.7 && name === 'Red') return 'Pink'
  if (light < 0.25 && name === 'Blue') return 'Navy'
  return name
}

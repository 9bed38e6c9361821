/** Names that say what a shape looks like: "Orange disc", "Green and brown object". */
import type { LayerKind } from '../../../../shared/document/types.ts'
import { boundsOf } from '../../../imaging/boxes.ts'
import type { DraftText } from '../../engine.ts'
import type { Found } from '../types.ts'
import { paletteOf } from './parts.ts'
import type { Element } from './order.ts'
import type { Scene } from './scene.ts'

/** A colour with this share of a shape is its only one; a second needs this share. */
const ALONE = 0.8
const SECOND = 0.12
/** Shares of the box: a disc's is π/4. */
const DISC = Math.PI / 4
const NEAR_DISC = 0.02
const RECTANGLE = 0.96

/** Longest text that a name quotes. */
const QUOTE = 40

/** Kind and name of an element's layer. `printed` is text that stays in the picture: what is on a thing names it. */
export function describe(
  scene: Scene,
  element: Element,
  found: Found,
  printed: readonly DraftText[],
): { kind: LayerKind; name: string } {
  const { map, colors } = scene
  const areas = new Map<string, number>()
  let total = 0
  for (const [color, area] of paletteOf(map, element.part)) {
    const at = (color - 1) * 3
    const name = colorName(colors.colors[at], colors.colors[at + 1], colors.colors[at + 2])
    areas.set(name, (areas.get(name) ?? 0) + area)
    total += area
  }
  const [first, second] = [...areas].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const single = first[1] >= ALONE * total || !second || second[1] < SECOND * total
  const tint = single ? first[0] : `${first[0]} and ${second[0].toLowerCase()}`
  const shape = `${tint} ${shapeWord(scene, element, found, single)}`
  const words = element.role === 'ground' ? '' : wordsOn(found, printed)
  return { kind: 'object', name: words ? `${shape}: ${words}` : shape }
}

/** The text whose middle lies on a thing, in reading order. */
function wordsOn({ box, alpha }: Found, printed: readonly DraftText[]): string {
  const on = printed.filter((text) => {
    const x = Math.round(text.box.x + text.box.width / 2) - box.x
    const y = Math.round(text.box.y + text.box.height / 2) - box.y
    return x >= 0 && y >= 0 && x < box.width && y < box.height && alpha[y * box.width + x] > 0.5
  })
  on.sort((a, b) => a.box.y - b.box.y || a.box.x - b.box.x)
  const words = on.map((text) => text.string).join(' ')
  return words.length > QUOTE ? `${words.slice(0, QUOTE - 1).trimEnd()}…` : words
}

function shapeWord({ map }: Scene, element: Element, found: Found, single: boolean): string {
  const sides = [0, 1, 2, 3].map((side) => [...element.part].some((id) => map.regions[id - 1].frame[side] > 0))
  if (element.role === 'ground') {
    if (sides[3] && sides[0] && sides[1]) return 'ground'
    return (sides[0] && sides[1]) || (sides[2] && sides[3]) ? 'band' : 'area'
  }
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
  if (light > 0.93) return 'White'
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

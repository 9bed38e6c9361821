/** Names that say what a shape looks like: "Orange disc", "Green and brown object". */
import type { LayerKind } from '../../../../shared/document/types.ts'
import type { DraftText } from '../../engine.ts'
import { colorName, shapeOf, tintOf } from '../looks.ts'
import type { Found } from '../types.ts'
import { paletteOf } from './parts.ts'
import type { Element } from './order.ts'
import type { Scene } from './scene.ts'

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
  for (const [color, area] of paletteOf(map, element.part)) {
    const at = (color - 1) * 3
    const name = colorName(colors.colors[at], colors.colors[at + 1], colors.colors[at + 2])
    areas.set(name, (areas.get(name) ?? 0) + area)
  }
  const { tint, single } = tintOf(areas)
  const shape = `${tint} ${element.role === 'ground' ? groundWord(scene, element) : shapeOf(found, single)}`
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

function groundWord({ map }: Scene, element: Element): string {
  const sides = [0, 1, 2, 3].map((side) => [...element.part].some((id) => map.regions[id - 1].frame[side] > 0))
  if (sides[3] && sides[0] && sides[1]) return 'ground'
  return (sides[0] && sides[1]) || (sides[2] && sides[3]) ? 'band' : 'area'
}

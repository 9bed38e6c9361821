/** Grounds of one kind (waves, hills), grouped where there would be too many layers. */
import { toLab } from '../../../imaging/color.ts'
import { mergeFound } from '../stack.ts'
import type { Found } from '../types.ts'
import type { Element } from './order.ts'
import { paletteOf } from './parts.ts'
import type { Scene } from './scene.ts'

/** Grounds this near in colour (CIE Lab) are of one kind. */
const KIN = 35

interface Group {
  found: Found
  /** Lab of the first ground's main colour and of the last one's; null for what is no ground. */
  tints: [number, number, number][] | null
  count: number
}

/** At most `most` layers as far as grounds that follow each other in the stack are alike. */
export function groupGrounds(
  scene: Scene,
  elements: readonly Element[],
  layers: readonly Found[],
  most: number,
): Found[] {
  const groups: Group[] = layers.map((found, k) => ({
    found,
    tints: elements[k].role === 'ground' ? [tintOf(scene, elements[k])] : null,
    count: 1,
  }))
  while (groups.length > Math.max(1, most)) {
    let best = { apart: KIN, low: -1 }
    for (let low = 0; low + 1 < groups.length; low++) {
      const [a, b] = [groups[low].tints, groups[low + 1].tints]
      const apart = a && b ? Math.hypot(...[0, 1, 2].map((c) => a[a.length - 1][c] - b[0][c])) : Infinity
      if (apart < best.apart) best = { apart, low }
    }
    if (best.low < 0) break
    const [lower, upper] = groups.splice(best.low, 2)
    const count = lower.count + upper.count
    const name = `${lower.found.name.replace(/s \(\d+\)$/, '')}s (${count})`
    const found = { ...mergeFound(lower.found, upper.found), name }
    groups.splice(best.low, 0, { found, tints: [...lower.tints!, ...upper.tints!], count })
  }
  return groups.map((group) => group.found)
}

function tintOf({ map, colors }: Scene, { part }: Element): [number, number, number] {
  const [color] = [...paletteOf(map, part)].reduce((a, b) => (b[1] > a[1] ? b : a))
  const at = (color - 1) * 3
  return toLab(colors.colors[at], colors.colors[at + 1], colors.colors[at + 2])
}

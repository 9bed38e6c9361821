/** Colours that are of one kind: shades of one leaf, walls of one town. */
import { toLab } from '../../../imaging/color.ts'
import type { ColorMap } from './segment.ts'

/** Whether two colours, by their numbers, are nearer than a distance in CIE Lab. */
export type Kin = (a: number, b: number, within: number) => boolean

export function kinOf({ colors, count }: Pick<ColorMap, 'colors' | 'count'>): Kin {
  const labs = Array.from({ length: count }, (_, k) => toLab(colors[k * 3], colors[k * 3 + 1], colors[k * 3 + 2]))
  return (a, b, within) => {
    const [p, q] = [labs[a - 1], labs[b - 1]]
    return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) <= within
  }
}

/** Splits one found thing into parts, where a person asks for more layers. */
import type { RgbF } from '../../../imaging/pixels.ts'
import { label } from '../../../imaging/components.ts'
import type { Found, PeelContext } from '../types.ts'

/** At most `wanted` parts, bottom to top; the thing itself where it cannot be split. */
export async function splitFurther(
  found: Found,
  _behind: RgbF,
  wanted: number,
  _context: PeelContext,
): Promise<Found[]> {
  const { width, height } = found.box
  const solid = { width, height, data: Uint8Array.from(found.alpha, (a) => (a > 0 ? 1 : 0)) }
  const components = label(solid)
  const order = components.areas.map((_, i) => i).sort((a, b) => components.areas[b] - components.areas[a])
  const kept = order.slice(0, Math.max(1, wanted))
  return kept.map((id, n) => ({
    ...found,
    name: n === 0 ? found.name : `Part ${n + 1}`,
    alpha: found.alpha.map((a, i) => {
      const own = components.labels[i] - 1
      const to = kept.includes(own) ? own : kept[0]
      return own >= 0 && to === id ? a : 0
    }),
  }))
}

/** Splits one found thing into parts, where a person asks for more layers. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { kmeans, toLab } from '../../../imaging/color.ts'
import { label } from '../../../imaging/components.ts'
import { distance, open } from '../../../imaging/morphology.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import type { Found, PeelContext } from '../types.ts'
import { fromTheTop } from '../found-so-far.ts'
import { boxGap } from './cluster.ts'
import { cropMatte } from './found.ts'
import { separateSides } from './overlap.ts'
import { cutTouching } from './touching.ts'

/** Parts under this share of the thing go with their nearest neighbour. */
const SMALLEST_PART = 0.01
/** A shadow or glow of at least this share of the solid part is worth a layer. */
const SOFT_SHARE = 0.1

/**
 * At most `wanted` parts, bottom to top: disconnected ones first, then things that touch, a shadow, and regions of one
 * colour. The thing itself, alone, where nothing of that is there.
 */
export async function splitFurther(found: Found, behind: RgbF, wanted: number, context: PeelContext): Promise<Found[]> {
  const parts = disconnected(found, wanted)
  const whole = new Set<Found>()
  const namedParts = () => (parts.length < 2 ? [found] : parts.map((part, k) => named(part, found, k + 1)))
  while (parts.length < wanted) {
    throwIfCancelled(context.signal)
    context.onFound?.(fromTheTop(namedParts()))
    const open = parts.filter((part) => !whole.has(part))
    if (open.length === 0) break
    const next = open.reduce((a, b) => (coverOf(b) > coverOf(a) ? b : a))
    const pair = (await cutTouching(next, behind, context)) ?? withoutShadow(next) ?? byColor(next)
    if (pair) parts.splice(parts.indexOf(next), 1, ...pair)
    else whole.add(next)
  }
  return namedParts()
}

function coverOf(found: Found): number {
  return found.alpha.reduce((sum, a) => sum + a, 0)
}

/** `Object 2` becomes `Object 2, part 1`...; what was given a name of its own keeps it. */
function named(part: Found, whole: Found, number: number): Found {
  return part.name === whole.name ? { ...part, name: `${whole.name}, part ${number}` } : part
}

/** Connected parts, the largest ones; small and surplus ones go with the nearest of them. Soft pixels follow. */
function disconnected(found: Found, wanted: number): Found[] {
  const { width, height } = found.box
  const parts = label({ width, height, data: Uint8Array.from(found.alpha, (a) => (a > 0 ? 1 : 0)) })
  const total = parts.areas.reduce((sum, area) => sum + area, 0)
  const order = parts.areas.map((_, k) => k).sort((a, b) => parts.areas[b] - parts.areas[a])
  const kept = order.filter((k) => parts.areas[k] >= SMALLEST_PART * total).slice(0, Math.max(1, wanted))
  if (kept.length < 2) return [found]
  const home = parts.boxes.map((box, k) => {
    if (kept.includes(k)) return k
    return kept.reduce((a, b) => (boxGap(box, parts.boxes[b]) < boxGap(box, parts.boxes[a]) ? b : a))
  })
  kept.sort((a, b) => parts.boxes[a].x - parts.boxes[b].x || a - b)
  return kept.flatMap((k) => {
    const part = cropMatte(
      found,
      found.alpha.map((a, i) => (a > 0 && home[parts.labels[i] - 1] === k ? a : 0)),
    )
    return part ? [part] : []
  })
}

/** Shadow or glow below, the solid thing above. */
function withoutShadow(found: Found): [Found, Found] | null {
  const { width, height } = found.box
  const solid: Mask = { width, height, data: Uint8Array.from(found.alpha, (a) => (a >= 0.9 ? 1 : 0)) }
  const body = open(solid, 1)
  const far = distance(body).data
  const soft = found.alpha.map((a, i) => (far[i] > 2.5 && a < 0.9 ? a : 0))
  const hard = found.alpha.map((a, i) => (soft[i] > 0 ? 0 : a))
  const area = (plane: Float32Array): number => plane.reduce((sum, a) => sum + (a > 0.02 ? 1 : 0), 0)
  if (area(soft) < SOFT_SHARE * area(hard) || area(hard) < SOFT_SHARE * area(soft)) return null
  const below = cropMatte(found, soft)
  const above = cropMatte(found, hard)
  return below && above ? [{ ...below, kind: 'shadow', name: `Shadow of ${found.name}` }, above] : null
}

/** The regions of the rarer of two colours, above the rest. */
function byColor(found: Found): Found[] | null {
  const { width, height } = found.box
  const covered: number[] = []
  for (let i = 0; i < found.alpha.length; i++) if (found.alpha[i] >= 0.5) covered.push(i)
  if (covered.length < 64) return null
  const samples = new Float32Array(covered.length * 3)
  covered.forEach((i, k) =>
    samples.set(toLab(found.color[i * 3], found.color[i * 3 + 1], found.color[i * 3 + 2]), k * 3),
  )
  const { assigned, sizes, centers } = kmeans(samples, 2)
  const apart = Math.hypot(centers[0] - centers[3], centers[1] - centers[4], centers[2] - centers[5])
  // Closer colours than this are one to the eye, shaded.
  if (apart < 12) return null
  const rare = sizes[0] < sizes[1] ? 0 : 1
  const picked: Mask = { width, height, data: new Uint8Array(found.alpha.length) }
  covered.forEach((i, k) => (picked.data[i] = assigned[k] === rare ? 1 : 0))
  const kept = open(picked, 0.5)
  let area = 0
  for (let i = 0; i < kept.data.length; i++) area += kept.data[i] &= found.alpha[i] >= 0.5 ? 1 : 0
  if (area < SMALLEST_PART * covered.length) return null
  const sides = new Uint8Array(found.alpha.length)
  for (let i = 0; i < sides.length; i++) if (found.alpha[i] > 0) sides[i] = kept.data[i] ? 2 : 1
  return separateSides(found, sides)
}

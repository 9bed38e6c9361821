/** Reaching a number of layers: what belongs together is grouped, or what is there is split further. */
import { intersect } from '../../imaging/boxes.ts'
import type { RgbF } from '../../imaging/pixels.ts'
import { splitFurther } from './modelled/split-further.ts'
import { coverage, mergeFound } from './stack.ts'
import { splitText } from './text/split-text.ts'
import type { Found, PeelContext } from './types.ts'

/** What it costs to join two neighbours of the stack: infinite when something between them would end up on the wrong side. */
function joinCost(layers: readonly Found[], low: number, high: number, width: number, height: number): number {
  const a = layers[low]
  const b = layers[high]
  for (let k = low + 1; k < high; k++) if (intersect(layers[k].box, b.box)) return Infinity
  const gapX = Math.max(0, Math.max(a.box.x, b.box.x) - Math.min(a.box.x + a.box.width, b.box.x + b.box.width))
  const gapY = Math.max(0, Math.max(a.box.y, b.box.y) - Math.min(a.box.y + a.box.height, b.box.y + b.box.height))
  const gap = Math.hypot(gapX / width, gapY / height)
  const smaller = Math.sqrt(Math.min(coverage(a), coverage(b)) / (width * height))
  const isText = (found: Found) => found.kind === 'text'
  // Words with words and things with things; a panel or the main subject stays on its own as long as it can.
  const mixed = isText(a) !== isText(b) ? 0.5 : a.kind === b.kind ? 0 : 0.15
  const alone = [a, b].some((found) => found.kind === 'panel' || found.kind === 'subject') ? 0.2 : 0
  return gap + smaller + mixed + alone
}

/** Joins the cheapest pairs until at most `wanted` layers are left. Bottom to top in and out. */
export function groupTo(layers: readonly Found[], wanted: number, width: number, height: number): Found[] {
  let groups = layers.map((found) => ({ found, members: [found] }))
  while (groups.length > Math.max(1, wanted)) {
    const stack = groups.map((group) => group.found)
    let best = { cost: Infinity, low: groups.length - 2, high: groups.length - 1 }
    for (let low = 0; low < stack.length; low++) {
      for (let high = low + 1; high < stack.length; high++) {
        const cost = joinCost(stack, low, high, width, height)
        if (cost < best.cost) best = { cost, low, high }
      }
    }
    const { low, high } = best
    const members = [...groups[low].members, ...groups[high].members]
    const found = { ...mergeFound(groups[low].found, groups[high].found), ...described(members) }
    groups = groups.filter((_, i) => i !== high)
    groups[low] = { found, members }
  }
  return groups.map((group) => group.found)
}

/** Kind and name of several things together. */
function described(members: readonly Found[]): Pick<Found, 'kind' | 'name'> {
  if (members.every((found) => found.kind === 'text')) {
    const strings = members.flatMap((found) => found.texts.map((text) => text.string))
    return { kind: 'text', name: `Text: ${strings.join(' / ')}` }
  }
  const largest = members.reduce((a, b) => (coverage(b) > coverage(a) ? b : a))
  const things = members.filter((found) => found.kind !== 'text')
  if (largest.kind !== 'object') return { kind: largest.kind, name: largest.name }
  return { kind: 'object', name: things.length > 1 ? `Objects (${things.length})` : largest.name }
}

/**
 * Splits until `wanted` layers are there: lines of text into words, things into their parts, the largest first.
 * Gives fewer where nothing can be split any more.
 */
export async function splitTo(
  layers: readonly Found[],
  wanted: number,
  behind: RgbF,
  context: PeelContext,
): Promise<Found[]> {
  const done: Found[] = [...layers]
  const whole = new Set<Found>()
  while (done.length < wanted) {
    const candidates = done.filter((found) => !whole.has(found))
    if (candidates.length === 0) break
    // Things before words: a person who asks for more layers rarely means single words.
    const next = candidates.reduce((a, b) => (splitRank(b) > splitRank(a) ? b : a))
    const room = wanted - done.length + 1
    const parts = next.kind === 'text' ? splitText(next, room) : await splitFurther(next, behind, room, context)
    if (parts.length < 2) whole.add(next)
    else done.splice(done.indexOf(next), 1, ...groupTo(parts, room, behind.width, behind.height))
  }
  return done
}

function splitRank(found: Found): number {
  return coverage(found) * (found.kind === 'text' ? 1e-6 : 1)
}

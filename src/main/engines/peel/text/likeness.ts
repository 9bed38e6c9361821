/** How much a guess at the glyphs' pixels looks like writing. */
import { label } from '../../../imaging/components.ts'
import type { Mask } from '../../../imaging/pixels.ts'
import { toQuad } from './quad.ts'
import { share, type Window } from './window.ts'

/** Hairline fonts in a generous box cover little more of it. */
export const leastInk = 0.03

/** Pieces by what they are to the line: pixels inside and in the ring, of pieces of a glyph's size and of larger ones. */
interface Pieces {
  /** Inside, of all pieces. */
  inner: number
  /** Inside, of pieces that run on outside: frames, outlines, the ground itself. */
  leaking: number
  /** Inside, of pieces about as tall as the line. */
  tall: number
  /** In the ring, of pieces that are no frames or stripes: clutter of the glyphs' colour. */
  clutter: number
}

/**
 * 0..1 (0: cannot be): present at every character, of pieces about as tall as the line, few of which run on outside, and
 * with little in the ring that could pass for a glyph as well.
 */
export function likeness(window: Window, mask: Mask): number {
  const within = share(mask, window.inside)
  if (within < leastInk || within > 0.8) return 0
  const { inner, leaking, tall, clutter } = piecesOf(window, mask)
  const insideArea = inner / within
  let ringArea = 0
  for (let i = 0; i < mask.data.length; i++) ringArea += window.ring.data[i]
  const around = (clutter / Math.max(1, ringArea)) * (insideArea / inner)
  const leak = leaking / inner
  if (around > 0.6 || leak > 0.6) return 0
  const present = coverage(window, mask)
  return (1 - around) * (1 - leak) * present * present * (0.3 + (0.7 * tall) / inner) * Math.min(1, within / 0.06)
}

function piecesOf(window: Window, mask: Mask): Pieces {
  const parts = label(mask)
  const inner = new Float32Array(parts.count)
  const outer = new Float32Array(parts.count)
  for (let i = 0; i < mask.data.length; i++) {
    const id = parts.labels[i] - 1
    if (id < 0) continue
    if (window.inside.data[i]) inner[id]++
    else if (window.ring.data[i]) outer[id]++
  }
  const out: Pieces = { inner: 0, leaking: 0, tall: 0, clutter: 0 }
  for (let id = 0; id < parts.count; id++) {
    const box = parts.boxes[id]
    const size = window.vertical ? box.width : box.height
    const large = size > 1.7 * window.thickness
    out.inner += inner[id]
    if (outer[id] > inner[id]) out.leaking += inner[id]
    else if (size > 0.25 * window.thickness && !large) out.tall += inner[id]
    const isStructure = Math.max(box.width, box.height) > 2.5 * window.thickness && outer[id] > inner[id]
    if (!isStructure) out.clutter += outer[id]
  }
  return out
}

/** Share of the characters that have ink near their centre. */
function coverage(window: Window, mask: Mask): number {
  const { quad, vertical, centers } = window
  const bins = 200
  const counts = new Float32Array(bins)
  for (let i = 0; i < mask.data.length; i++) {
    if (!mask.data[i] || !window.inside.data[i]) continue
    const p = toQuad(quad, (i % mask.width) + 0.5, Math.floor(i / mask.width) + 0.5)
    const along = vertical ? p.v / quad.height : p.u / quad.width
    counts[Math.min(bins - 1, Math.max(0, Math.floor((along + 0.5) * bins)))]++
  }
  const length = vertical ? quad.height : quad.width
  const reach = Math.max(1, Math.round((0.25 * window.thickness * bins) / length))
  const least = 0.05 * window.thickness
  let hit = 0
  for (const center of centers) {
    const at = Math.round(center * bins)
    let sum = 0
    for (let k = Math.max(0, at - reach); k <= Math.min(bins - 1, at + reach); k++) sum += counts[k]
    if (sum >= least) hit++
  }
  return centers.length > 0 ? hit / centers.length : 1
}

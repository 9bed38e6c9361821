/** Text over what is now known to be behind it. */
import type { RgbF } from '../../../imaging/pixels.ts'
import type { Found } from '../types.ts'

/** The text stage's guess at what is behind was right where it differs by at most so many levels. */
const RIGHT = 6
/** From this alpha on a pixel shows the glyph's own colour. */
const SOLID = 0.98

/** The text with the alphas of soft edges taken anew where the text stage did not see what is behind: over an edge. */
export function refitText(found: Found, picture: RgbF, guessed: RgbF, behind: RgbF): Found {
  const { box } = found
  const ink = meanInk(found)
  if (!ink) return found
  const alpha = found.alpha.slice()
  const color = found.color.slice()
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i] <= 0 || alpha[i] >= SOLID) continue
    const at = ((box.y + Math.floor(i / box.width)) * picture.width + box.x + (i % box.width)) * 3
    let off = 0
    let along = 0
    let length = 0
    for (let c = 0; c < 3; c++) {
      const below = behind.data[at + c]
      off = Math.max(off, Math.abs(below - guessed.data[at + c]))
      along += (picture.data[at + c] - below) * (ink[c] - below)
      length += (ink[c] - below) ** 2
    }
    if (off <= RIGHT || length === 0) continue
    alpha[i] = Math.min(1, Math.max(0, along / length))
    color.set(ink, i * 3)
  }
  return { ...found, alpha, color }
}

function meanInk({ alpha, color }: Found): number[] | null {
  const sums = [0, 0, 0]
  let count = 0
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i] < SOLID) continue
    count++
    for (let c = 0; c < 3; c++) sums[c] += color[i * 3 + c]
  }
  return count === 0 ? null : sums.map((sum) => sum / count)
}

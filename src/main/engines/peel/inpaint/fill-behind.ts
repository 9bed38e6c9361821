/** What may lie behind things that are taken away. */
import { harmonicFill } from '../../../imaging/fill.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'

/** Fills the hole from what surrounds it; pixels outside the hole come back unchanged. */
export function fillBehind(image: RgbF, hole: Mask): RgbF {
  return harmonicFill(image, hole)
}

/** A mask in greys. */
import type { PlacedMask, Region } from '../../../shared/compositing/composite.ts'
import { newSurface, type Surface } from './fast-blend.ts'

export function maskSurface(mask: PlacedMask, region: Region): Surface {
  const made = newSurface(region)
  for (let y = 0, i = 0; y < made.height; y++) {
    for (let x = 0; x < made.width; x++, i++) {
      const mx = made.x + x - mask.x
      const my = made.y + y - mask.y
      const inside = mx >= 0 && my >= 0 && mx < mask.width && my < mask.height
      const grey = inside ? mask.data[my * mask.width + mx] : mask.outside
      made.words[i] = grey | (grey << 8) | (grey << 16) | 0xff000000
    }
  }
  return made
}

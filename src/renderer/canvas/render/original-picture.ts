/** The picture that was opened, as large as the document is shown: reduced as the document itself is. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { intersection, type Raster } from '../../../shared/compositing/transform.ts'
import { copySurface, newSurface, type Surface } from './fast-blend.ts'
import { reduceInto } from './reduce.ts'
import { around, sameRegion } from './regions.ts'

export class OriginalPicture {
  #made: { asset: string; scale: number; surface: Surface } | null = null

  /** The part of it in the region of the scaled canvas. What was made of it before is used again. */
  surface(asset: string, raster: Raster, scale: number, region: Region): Surface {
    const before = this.#made?.asset === asset && this.#made.scale === scale ? this.#made.surface : null
    if (before && sameRegion(before, region)) return before
    const surface = newSurface(region)
    const clean = before ? intersection(before, region) : null
    const fresh = clean && clean.width > 0 && clean.height > 0 ? around(region, clean) : [region]
    if (before && clean) copySurface(surface, before, clean)
    const pixels = { x: 0, y: 0, ...raster }
    for (const part of fresh) reduceInto(surface, part, pixels, scale, raster)
    this.#made = { asset, scale, surface }
    return surface
  }

  forget(): void {
    this.#made = null
  }
}

/** Regions of a document as exports have them, from the pixels that are there. */
import { flatten, type PlacedMask, type Region } from '../../../shared/compositing/composite.ts'
import { assetOfLayer, rasterise } from '../../../shared/compositing/rasterise.ts'
import { boundsUnder, intersection } from '../../../shared/compositing/transform.ts'
import type { FillLayer, LayerRecord, PixelLayer } from '../../../shared/document/types.ts'
import type { PixelSource } from './proxies.ts'
import { unitsOf, type Children } from './units.ts'

/** What is put together: all of it, or some of the units at the top level. */
export interface Whole {
  children: Children
  canvas: { width: number; height: number }
  source: PixelSource
}

/**
 * The region at full size, straight alpha, of the units whose index `keep` says; null as long as pixels of a visible layer
 * in the region are not there.
 */
export function composeExactly(
  { children, canvas, source }: Whole,
  region: Region,
  keep: (index: number) => boolean = () => true,
): Uint8Array<ArrayBuffer> | null {
  let missing = false
  const rasterOf = (asset: string) => {
    const raster = source(asset)
    if (!raster) missing = true
    return raster
  }
  const pixels = (layer: PixelLayer | FillLayer) => {
    if (!reaches(layer, region)) return null
    const use = assetOfLayer(layer)
    const raster = use && rasterOf(use.asset)
    return use && !raster ? null : rasterise(layer, raster, canvas, region)
  }
  const mask = ({ mask: own }: LayerRecord): PlacedMask | null => {
    const raster = own?.enabled ? rasterOf(own.asset) : null
    if (!own || !raster) return null
    const { x, y, width, height, outside } = own
    return { x, y, width, height, outside, data: raster.data }
  }
  const units = unitsOf(children, { pixels, mask }).filter((_unit, index) => keep(index))
  if (missing) return null
  return flatten(
    units.flatMap(({ nodes }) => nodes),
    region,
  )
}

function reaches(layer: PixelLayer | FillLayer, region: Region): boolean {
  if (layer.type === 'fill') return true
  const { width, height } = intersection(boundsUnder(layer.width, layer.height, layer.transform), region)
  return width > 0 && height > 0
}

/** Which layer is to be seen at a point, from the layers' own pixels. */
import { assetOfLayer, rasterise } from '../../../shared/compositing/rasterise.ts'
import type { FillLayer, LayerRecord, PixelLayer } from '../../../shared/document/types.ts'
import type { Whole } from './exact-composer.ts'

/** Least alpha that counts as something to see. */
const LEAST_ALPHA = 8

/**
 * The topmost layer with a visible pixel within the pixel (x, y) of the canvas at a scale, 0..1: at 1 a pixel of the
 * document, else the brightest of nine places in it.
 */
export function pickLayer(whole: Whole, x: number, y: number, scale: number): string | null {
  const offsets = scale < 1 ? [1 / 6, 1 / 2, 5 / 6] : [0.5]
  const places = offsets.flatMap((dy) =>
    offsets.map((dx) => [Math.floor((Math.floor(x) + dx) / scale), Math.floor((Math.floor(y) + dy) / scale)] as const),
  )
  const isSeen = (layer: LayerRecord) =>
    places.some(([px, py]) => {
      if (maskAt(whole, layer, px, py) < LEAST_ALPHA) return false
      return layer.type === 'group' || alphaAt(whole, layer, px, py) >= LEAST_ALPHA
    })
  const at = (parent: string | null): string | null => {
    for (const layer of (whole.children.get(parent) ?? []).toReversed()) {
      if (!layer.visible || layer.opacity === 0 || !isSeen(layer)) continue
      const hit = layer.type === 'group' ? at(layer.id) : layer.id
      if (hit) return hit
    }
    return null
  }
  return at(null)
}

function alphaAt({ source, canvas }: Whole, layer: PixelLayer | FillLayer, x: number, y: number): number {
  const use = assetOfLayer(layer)
  const raster = use && source(use.asset)
  if (use && !raster) return 0
  const drawn = rasterise(layer, raster, canvas, { x, y, width: 1, height: 1 })
  const px = x - drawn.x
  const py = y - drawn.y
  if (px < 0 || py < 0 || px >= drawn.width || py >= drawn.height) return 0
  return drawn.data[(py * drawn.width + px) * 4 + 3]
}

function maskAt({ source }: Whole, { mask }: LayerRecord, x: number, y: number): number {
  const raster = mask?.enabled ? source(mask.asset) : null
  if (!mask || !raster) return 255
  const px = x - mask.x
  const py = y - mask.y
  if (px < 0 || py < 0 || px >= mask.width || py >= mask.height) return mask.outside
  return raster.data[py * mask.width + px]
}

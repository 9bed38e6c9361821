/** Layers and masks as they look at the scale of the screen. Each is drawn once and kept. */
import type { PlacedMask, PlacedPixels, Region } from '../../../shared/compositing/composite.ts'
import { assetOfLayer, rasterise } from '../../../shared/compositing/rasterise.ts'
import { drawUnder, invert, multiply, type Matrix, type Raster } from '../../../shared/compositing/transform.ts'
import type { FillLayer, LayerMask, PixelLayer } from '../../../shared/document/types.ts'
import { halved } from './halve.ts'

/** Pixels of an asset, or null as long as they are not there. */
export type PixelSource = (hash: string) => Raster | null

/** A mask at the scale, and the asset that it was drawn from. */
export interface ProxyMask extends PlacedMask {
  source: string
}

interface Proxy {
  layer: PixelLayer | FillLayer
  placed: PlacedPixels
}

export class Proxies {
  readonly #source: PixelSource
  readonly #layers = new Map<string, Proxy>()
  readonly #masks = new Map<string, { mask: LayerMask; placed: ProxyMask }>()
  /** Halves, quarters... of assets: a proxy is drawn from the smallest that is large enough. */
  readonly #halves = new Map<string, Raster[]>()
  #scale = 1
  #canvas = { width: 1, height: 1 }

  constructor(source: PixelSource) {
    this.#source = source
  }

  get scale(): number {
    return this.#scale
  }

  /** Another scale or size of the canvas makes all proxies anew. */
  setScale(scale: number, canvas: { width: number; height: number }): void {
    if (scale === this.#scale && canvas.width === this.#canvas.width && canvas.height === this.#canvas.height) return
    this.#scale = scale
    this.#canvas = canvas
    this.#layers.clear()
    this.#masks.clear()
  }

  clear(): void {
    this.#layers.clear()
    this.#masks.clear()
    this.#halves.clear()
  }

  /** Forgets what is not among the layers and assets that are left. */
  keepOnly(layers: ReadonlySet<string>, assets: ReadonlySet<string>): void {
    for (const id of this.#layers.keys()) if (!layers.has(id)) this.#layers.delete(id)
    for (const id of this.#masks.keys()) if (!layers.has(id)) this.#masks.delete(id)
    for (const hash of this.#halves.keys()) if (!assets.has(hash)) this.#halves.delete(hash)
  }

  /**
   * The layer in scaled document pixels; null as long as its pixels are not there. `rough`, during a gesture: a layer
   * that moves keeps its pixels, one that is scaled or turned is drawn from the proxy it had.
   */
  layer(layer: PixelLayer | FillLayer, rough: boolean): PlacedPixels | null {
    const known = this.#layers.get(layer.id)
    if (known && sameLook(known.layer, layer)) return known.placed
    if (rough && known?.layer.type === 'pixels' && layer.type === 'pixels' && known.layer.asset === layer.asset) {
      const moved = this.#moved(known.layer.transform, layer.transform, known.placed)
      if (moved) return moved
    }
    const placed = this.#draw(layer)
    if (placed) this.#layers.set(layer.id, { layer, placed })
    return placed
  }

  /** Whether the layer's proxy is there as it is to be shown at rest. */
  isReady(layer: PixelLayer): boolean {
    const known = this.#layers.get(layer.id)
    return known !== undefined && sameLook(known.layer, layer)
  }

  /** From the proxy of another transform. */
  #moved(from: Matrix, to: Matrix, placed: PlacedPixels): PlacedPixels | null {
    if ([0, 1, 2, 3].every((i) => from[i] === to[i])) {
      const dx = Math.round((to[4] - from[4]) * this.#scale)
      const dy = Math.round((to[5] - from[5]) * this.#scale)
      return { ...placed, x: placed.x + dx, y: placed.y + dy }
    }
    const back = invert(from)
    if (!back) return null
    const scale: Matrix = [this.#scale, 0, 0, this.#scale, 0, 0]
    const unscale: Matrix = [1 / this.#scale, 0, 0, 1 / this.#scale, 0, 0]
    const change = multiply(scale, multiply(multiply(to, back), unscale))
    return drawUnder(placed, multiply(change, [1, 0, 0, 1, placed.x, placed.y]), this.#canvasRegion())
  }

  #draw(layer: PixelLayer | FillLayer): PlacedPixels | null {
    const use = assetOfLayer(layer)
    const raster = use && this.#source(use.asset)
    if (use && !raster) return null
    if (layer.type === 'fill' || !use || !raster)
      return rasterise(layer, raster, this.#canvas, this.#canvasRegion(), this.#scale)
    const { level, reduced } = this.#reduced(use.asset, raster, layer.transform)
    const transform = multiply(layer.transform, [2 ** level, 0, 0, 2 ** level, 0, 0])
    return rasterise({ ...layer, transform }, reduced, this.#canvas, this.#reach(), this.#scale)
  }

  /** The smallest of the halves that still has a pixel for each of the screen. */
  #reduced(hash: string, raster: Raster, [a, b, c, d]: Matrix): { level: number; reduced: Raster } {
    const size = Math.max(Math.hypot(a, b), Math.hypot(c, d)) * this.#scale
    const level = Math.max(0, Math.floor(Math.log2(1 / size) + 1e-9))
    if (level === 0) return { level, reduced: raster }
    const halves = this.#halves.get(hash) ?? []
    this.#halves.set(hash, halves)
    while (halves.length < level) halves.push(halved(halves.at(-1) ?? raster))
    return { level, reduced: halves[level - 1] }
  }

  /** The mask in scaled pixels; null as long as its pixels are not there. `rough`: a mask that moves keeps its pixels. */
  mask(id: string, mask: LayerMask, rough: boolean): ProxyMask | null {
    const known = this.#masks.get(id)
    if (known && sameMask(known.mask, mask)) {
      const isThere = known.mask.x === mask.x && known.mask.y === mask.y
      if (isThere) return known.placed
      if (rough)
        return movedMask(known.placed, (mask.x - known.mask.x) * this.#scale, (mask.y - known.mask.y) * this.#scale)
    }
    const raster = this.#source(mask.asset)
    if (!raster) return known?.placed ?? null
    const placed = { ...scaledMask(mask, raster.data, this.#scale), source: mask.asset }
    this.#masks.set(id, { mask, placed })
    return placed
  }

  /** The canvas in scaled pixels. */
  #canvasRegion(): Region {
    return scaledCanvas(this.#canvas, this.#scale)
  }

  /** As far around the canvas as layers are kept, so that they can be dragged in. */
  #reach(): Region {
    const { width, height } = this.#canvasRegion()
    return { x: -width, y: -height, width: 3 * width, height: 3 * height }
  }
}

/** The canvas in scaled pixels. */
export function scaledCanvas(canvas: { width: number; height: number }, scale: number): Region {
  const width = Math.max(1, Math.round(canvas.width * scale))
  const height = Math.max(1, Math.round(canvas.height * scale))
  return { x: 0, y: 0, width, height }
}

/** Whether both draw the same pixels in the same place. */
function sameLook(one: PixelLayer | FillLayer, other: PixelLayer | FillLayer): boolean {
  if (one === other) return true
  if (one.type === 'fill') return other.type === 'fill' && one.fill === other.fill
  if (other.type === 'fill' || one.asset !== other.asset) return false
  return one.transform.every((value, index) => value === other.transform[index])
}

function sameMask(one: LayerMask, other: LayerMask): boolean {
  const { asset, width, height, outside } = one
  return other.asset === asset && other.width === width && other.height === height && other.outside === outside
}

function movedMask(placed: ProxyMask, x: number, y: number): ProxyMask {
  return { ...placed, x: placed.x + Math.round(x), y: placed.y + Math.round(y) }
}

/** A mask at a scale: its own bytes at full size, else the average over each target pixel. */
function scaledMask(mask: LayerMask, data: Uint8Array | Uint8ClampedArray, scale: number): PlacedMask {
  if (scale === 1) return { x: mask.x, y: mask.y, width: mask.width, height: mask.height, outside: mask.outside, data }
  const x = Math.floor(mask.x * scale)
  const y = Math.floor(mask.y * scale)
  const width = Math.max(1, Math.ceil((mask.x + mask.width) * scale) - x)
  const height = Math.max(1, Math.ceil((mask.y + mask.height) * scale) - y)
  const out = new Uint8Array(width * height)
  const spans = (from: number, length: number, origin: number, size: number) =>
    Array.from({ length }, (_, i) => {
      const low = Math.round((from + i) / scale - origin)
      const start = Math.min(size - 1, Math.max(0, low))
      return [start, Math.max(start + 1, Math.min(size, Math.round((from + i + 1) / scale - origin)))]
    })
  const columns = spans(x, width, mask.x, mask.width)
  const rows = spans(y, height, mask.y, mask.height)
  for (let ty = 0; ty < height; ty++) {
    const [top, bottom] = rows[ty]
    for (let tx = 0; tx < width; tx++) {
      const [left, right] = columns[tx]
      let sum = 0
      for (let sy = top; sy < bottom; sy++) {
        for (let sx = left, i = sy * mask.width + left; sx < right; sx++, i++) sum += data[i]
      }
      out[ty * width + tx] = Math.round(sum / ((right - left) * (bottom - top)))
    }
  }
  return { x, y, width, height, outside: mask.outside, data: out }
}

/** What a layer shows in the document: pixels under their matrix, and fills. */
import type { FillLayer, PixelLayer } from '../document/types.ts'
import type { PlacedPixels, Region } from './composite.ts'
import { drawUnder, multiply, type Matrix, type Raster } from './transform.ts'

/** The asset that a layer is drawn from; null for fills without a picture. */
export function assetOfLayer(layer: PixelLayer | FillLayer): { asset: string; width: number; height: number } | null {
  if (layer.type === 'pixels') return layer
  return layer.fill.type === 'picture' ? layer.fill : null
}

/**
 * The part of a layer that lies in `clip` (document pixels), without its opacity, mask and blend mode; a layer on whole
 * pixels gives the raster's own bytes. `raster` is what assetOfLayer names. `scale` draws it smaller, for a proxy: `clip`
 * and the result are then in scaled pixels.
 */
export function rasterise(
  layer: PixelLayer | FillLayer,
  raster: Raster | null,
  canvas: { width: number; height: number },
  clip: Region,
  scale = 1,
): PlacedPixels {
  if (layer.type === 'pixels') {
    return raster
      ? drawUnder(raster, scaled(layer.transform, scale), clip)
      : { ...clip, width: 0, height: 0, data: new Uint8Array(0) }
  }
  const { fill } = layer
  const size = { width: canvas.width * scale, height: canvas.height * scale }
  if (fill.type === 'picture')
    return raster
      ? pictureFill(fill.fit, raster, canvas, clip, scale)
      : { ...clip, data: new Uint8Array(clip.width * clip.height * 4) }
  const data = new Uint8Array(clip.width * clip.height * 4)
  if (fill.type === 'color') new Uint32Array(data.buffer).fill(packed([...fill.color, 255]))
  else gradientFill(fill, size, clip, data)
  return { ...clip, data }
}

function scaled(matrix: Matrix, scale: number): Matrix {
  return scale === 1 ? matrix : multiply([scale, 0, 0, scale, 0, 0], matrix)
}

/** Four bytes as a typed array of the machine holds them. */
function packed(bytes: readonly number[]): number {
  return new Uint32Array(Uint8Array.from(bytes.map(Math.round)).buffer)[0]
}

/** The picture on the canvas, its proportions kept: over all of it, within it, or again and again at its own size. */
function pictureFill(
  fit: 'cover' | 'contain' | 'tile',
  raster: Raster,
  canvas: { width: number; height: number },
  clip: Region,
  scale: number,
): PlacedPixels {
  const ratios = [canvas.width / raster.width, canvas.height / raster.height]
  const factor = fit === 'tile' ? 1 : fit === 'cover' ? Math.max(...ratios) : Math.min(...ratios)
  const left = fit === 'tile' ? 0 : (canvas.width - raster.width * factor) / 2
  const top = fit === 'tile' ? 0 : (canvas.height - raster.height * factor) / 2
  const tile = scaled([factor, 0, 0, factor, left, top], scale)
  const data = new Uint8Array(clip.width * clip.height * 4)
  const columns = fit === 'tile' ? Math.ceil(canvas.width / raster.width) : 1
  const rows = fit === 'tile' ? Math.ceil(canvas.height / raster.height) : 1
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const moved = multiply([1, 0, 0, 1, column * raster.width * scale, row * raster.height * scale], tile)
      copyInto(drawUnder(raster, moved, clip), clip, data)
    }
  }
  return { ...clip, data }
}

/** Copies what lies in the region; where tiles share a pixel at their seam, the one that covers more of it stays. */
function copyInto(placed: PlacedPixels, region: Region, out: Uint8Array): void {
  const from = Math.max(placed.x, region.x)
  const to = Math.min(placed.x + placed.width, region.x + region.width)
  for (let y = Math.max(placed.y, region.y); y < Math.min(placed.y + placed.height, region.y + region.height); y++) {
    let source = ((y - placed.y) * placed.width + from - placed.x) * 4
    let target = ((y - region.y) * region.width + from - region.x) * 4
    for (let x = from; x < to; x++, source += 4, target += 4) {
      if (placed.data[source + 3] <= out[target + 3]) continue
      for (let c = 0; c < 4; c++) out[target + c] = placed.data[source + c]
    }
  }
}

type Gradient = Extract<FillLayer['fill'], { type: 'gradient' }>

/** Steps of the table that a gradient is read from. */
const STEPS = 4096

/**
 * Linear: from end to end of the canvas as seen along the angle. Radial: from the centre to the corners. Colours and
 * opacity run between the stops, in sRGB, as Photoshop's classic gradients do.
 */
function gradientFill(
  gradient: Gradient,
  size: { width: number; height: number },
  clip: Region,
  out: Uint8Array,
): void {
  const table = gradientTable(gradient.stops)
  const pixels = new Uint32Array(out.buffer)
  const angle = (gradient.angle * Math.PI) / 180
  const dx = Math.cos(angle)
  const dy = -Math.sin(angle)
  const length = Math.abs(size.width * dx) + Math.abs(size.height * dy)
  const radius = Math.hypot(size.width, size.height) / 2
  for (let y = 0, i = 0; y < clip.height; y++) {
    for (let x = 0; x < clip.width; x++, i++) {
      const cx = clip.x + x + 0.5 - size.width / 2
      const cy = clip.y + y + 0.5 - size.height / 2
      const t = gradient.shape === 'linear' ? 0.5 + (cx * dx + cy * dy) / length : Math.hypot(cx, cy) / radius
      pixels[i] = table[Math.round(Math.min(1, Math.max(0, t)) * STEPS)]
    }
  }
}

function gradientTable(stops: Gradient['stops']): Uint32Array {
  const sorted = stops.toSorted((one, other) => one.offset - other.offset)
  const table = new Uint32Array(STEPS + 1)
  for (let i = 0; i <= STEPS; i++) {
    const t = i / STEPS
    const after = sorted.findIndex(({ offset }) => offset >= t)
    const high = sorted[after < 0 ? sorted.length - 1 : after]
    const low = after <= 0 ? high : sorted[after - 1]
    const share = high.offset > low.offset ? (t - low.offset) / (high.offset - low.offset) : 0
    const between = (from: number, to: number) => from + share * (to - from)
    const color = low.color.map((value, channel) => between(value, high.color[channel]))
    table[i] = packed([...color, 255 * between(low.opacity, high.opacity)])
  }
  return table
}

/** From a surface of the canvas to the pixels of the screen: enlarged by whole or broken factors, over the checkerboard. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { intersection } from '../../../shared/compositing/transform.ts'
import { faded, type Surface } from './fast-blend.ts'

export interface ScreenView {
  /** Device pixels. */
  width: number
  height: number
  /** Where the top left corner of the canvas is; whole device pixels. */
  offsetX: number
  offsetY: number
  /** Device pixels a pixel of the surface: 1 where the surface is made at the scale of the screen. */
  factor: number
  /** The canvas in pixels of the surface. */
  canvas: Region
  /** Side of a cell of the checkerboard in device pixels, and its two greys. */
  cell: number
  greys: readonly [number, number]
}

/** The part of the screen that a part of the surface's canvas covers. */
export function screenRegion(view: ScreenView, { x, y, width, height }: Region): Region {
  const left = Math.max(0, Math.floor(view.offsetX + x * view.factor))
  const top = Math.max(0, Math.floor(view.offsetY + y * view.factor))
  const right = Math.min(view.width, Math.ceil(view.offsetX + (x + width) * view.factor))
  const bottom = Math.min(view.height, Math.ceil(view.offsetY + (y + height) * view.factor))
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) }
}

/** The visible part of the canvas in pixels of the surface. */
export function visibleRegion({
  width,
  height,
  offsetX,
  offsetY,
  factor,
}: Omit<ScreenView, 'canvas' | 'cell' | 'greys'>): Region {
  const x = Math.floor(-offsetX / factor)
  const y = Math.floor(-offsetY / factor)
  return {
    x,
    y,
    width: Math.ceil((width - offsetX) / factor) - x,
    height: Math.ceil((height - offsetY) / factor) - y,
  }
}

/**
 * Fills a part of the screen (one word a pixel, `view.width` a row). Outside the canvas it is clear; where the canvas has no
 * surface (null, or not as far) it is the checkerboard alone.
 */
export function present(out: Int32Array, view: ScreenView, surface: Surface | null, part: Region): void {
  const inside = intersection(part, screenRegion(view, view.canvas))
  const shown = surface ? intersection(inside, screenRegion(view, intersection(surface, view.canvas))) : null
  const columns = new Int32Array(part.width)
  for (let i = 0; i < part.width; i++) columns[i] = sourceOf(part.x + i, view.offsetX, view.factor)
  const light = opaqueGrey(view.greys[0])
  const dark = opaqueGrey(view.greys[1])
  for (let y = part.y; y < part.y + part.height; y++) {
    const start = y * view.width
    if (inside.width < part.width || !isWithin(y, inside)) out.fill(0, start + part.x, start + part.x + part.width)
    if (!isWithin(y, inside)) continue
    const odd = Math.floor(y / view.cell) & 1
    const ground = (x: number) => (((Math.floor(x / view.cell) & 1) ^ odd) === 0 ? light : dark)
    if (!surface || !shown || !isWithin(y, shown) || shown.width < inside.width) {
      for (let x = inside.x; x < inside.x + inside.width; x++) out[start + x] = ground(x)
    }
    if (!surface || !shown || !isWithin(y, shown)) continue
    const row = Math.min(surface.y + surface.height - 1, Math.max(surface.y, sourceOf(y, view.offsetY, view.factor)))
    const line = (row - surface.y) * surface.width - surface.x
    const last = line + surface.x + surface.width - 1
    const { words } = surface
    for (let x = shown.x; x < shown.x + shown.width; x++) {
      // Half a pixel at a border may round outwards.
      const at = line + columns[x - part.x]
      const pixel = words[at < line + surface.x ? line + surface.x : at > last ? last : at]
      const alpha = pixel >>> 24
      out[start + x] = alpha === 255 ? pixel : alpha === 0 ? ground(x) : (pixel + faded(ground(x), 255 - alpha)) | 0
    }
  }
}

/** |a − b| of every channel, opaque, in the place of the one. Outside of the canvas nothing is shown. */
export function showDifference(words: Int32Array, other: Int32Array, width: number, region: Region): void {
  for (let y = region.y; y < region.y + region.height; y++) {
    for (let i = y * width + region.x; i < y * width + region.x + region.width; i++) {
      if (words[i] === 0 && other[i] === 0) continue
      let out = 0xff000000
      for (let shift = 0; shift < 24; shift += 8) {
        out |= Math.abs(((words[i] >>> shift) & 255) - ((other[i] >>> shift) & 255)) << shift
      }
      words[i] = out | 0
    }
  }
}

/** The pixel of the surface under the middle of a pixel of the screen. */
function sourceOf(at: number, offset: number, factor: number): number {
  return Math.floor((at + 0.5 - offset) / factor)
}

function isWithin(y: number, region: Region): boolean {
  return y >= region.y && y < region.y + region.height
}

function opaqueGrey(grey: number): number {
  return grey | (grey << 8) | (grey << 16) | 0xff000000
}

/** From a surface of the canvas to the pixels of the screen: enlarged by whole or broken factors, over the checkerboard. */
import type { Region } from '../../../shared/compositing/composite.ts'
import type { Surface } from './fast-blend.ts'

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

const LANES = 0x00ff00ff

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
export function present(out: Uint32Array, view: ScreenView, surface: Surface | null, part: Region): void {
  const columns = new Int32Array(part.width)
  for (let i = 0; i < part.width; i++) columns[i] = Math.floor((part.x + i + 0.5 - view.offsetX) / view.factor)
  const [light, dark] = view.greys.map((grey) => (grey | (grey << 8) | (grey << 16) | 0xff000000) >>> 0)
  for (let y = part.y; y < part.y + part.height; y++) {
    const row = Math.floor((y + 0.5 - view.offsetY) / view.factor)
    const to = y * view.width + part.x
    if (row < 0 || row >= view.canvas.height) {
      out.fill(0, to, to + part.width)
      continue
    }
    const odd = Math.floor(y / view.cell) & 1
    const line =
      surface && row >= surface.y && row < surface.y + surface.height
        ? (row - surface.y) * surface.width - surface.x
        : null
    const left = surface?.x ?? 0
    const right = left + (surface?.width ?? 0)
    for (let i = 0; i < part.width; i++) {
      const column = columns[i]
      if (column < 0 || column >= view.canvas.width) {
        out[to + i] = 0
        continue
      }
      const pixel = surface && line !== null && column >= left && column < right ? surface.words[line + column] : 0
      const alpha = pixel >>> 24
      if (alpha === 255) {
        out[to + i] = pixel
        continue
      }
      const grey = ((Math.floor((part.x + i) / view.cell) & 1) ^ odd) === 0 ? light : dark
      if (alpha === 0) {
        out[to + i] = grey
        continue
      }
      const keep = 255 - alpha
      const rb = Math.imul(grey & LANES, keep) + 0x00800080
      const ag = Math.imul((grey >>> 8) & LANES, keep) + 0x00800080
      out[to + i] = pixel + ((((rb + ((rb >>> 8) & LANES)) >>> 8) & LANES) | ((ag + ((ag >>> 8) & LANES)) & 0xff00ff00))
    }
  }
}

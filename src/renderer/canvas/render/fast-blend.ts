/**
 * Source-over on packed pixels in integers: what a frame has time for. Surfaces are premultiplied RGBA, one 32-bit word a
 * pixel (the alpha in the highest byte, as on every machine that browsers run on). Every layer rounds once, so a frame may
 * be a level off until the compositor itself has drawn it.
 */
import type { PlacedPixels, Region } from '../../../shared/compositing/composite.ts'
import { intersection } from '../../../shared/compositing/transform.ts'

/** Premultiplied pixels of a region. */
export interface Surface extends Region {
  words: Uint32Array<ArrayBuffer>
}

export function newSurface({ x, y, width, height }: Region): Surface {
  return { x, y, width, height, words: new Uint32Array(width * height) }
}

/** The words of bytes, without a copy where they are aligned. */
export function wordsOf(data: Uint8Array | Uint8ClampedArray): Uint32Array {
  if (data.byteOffset % 4 === 0) return new Uint32Array(data.buffer, data.byteOffset, data.length >> 2)
  return new Uint32Array(data.slice().buffer)
}

const LANES = 0x00ff00ff

/** Draws straight-alpha pixels over the surface within the region. Opacity 0..1. */
export function drawOver(surface: Surface, pixels: PlacedPixels, opacity: number, clip: Region): void {
  const source = wordsOf(pixels.data)
  const share = Math.round(opacity * 256)
  forRows(surface, pixels, clip, (to, from, count) => overRow(surface.words, to, source, from, count, share))
}

function overRow(
  target: Uint32Array,
  to: number,
  source: Uint32Array,
  from: number,
  count: number,
  share: number,
): void {
  for (let i = 0; i < count; i++) {
    const pixel = source[from + i]
    let alpha = pixel >>> 24
    if (alpha === 0) continue
    if (share < 256) alpha = (alpha * share + 128) >> 8
    if (alpha === 255) {
      target[to + i] = pixel
      continue
    }
    const below = target[to + i]
    const keep = 255 - alpha
    const rb = Math.imul(pixel & LANES, alpha) + Math.imul(below & LANES, keep) + 0x00800080
    const ag =
      Math.imul(((pixel >>> 8) & 0xff) | 0x00ff0000, alpha) + Math.imul((below >>> 8) & LANES, keep) + 0x00800080
    target[to + i] = (((rb + ((rb >>> 8) & LANES)) >>> 8) & LANES) | ((ag + ((ag >>> 8) & LANES)) & 0xff00ff00)
  }
}

/** Draws one surface over another within the region. */
export function drawSurface(surface: Surface, source: Surface, clip: Region): void {
  forRows(surface, source, clip, (to, from, count) => overPremultiplied(surface.words, to, source.words, from, count))
}

function overPremultiplied(target: Uint32Array, to: number, source: Uint32Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const pixel = source[from + i]
    const alpha = pixel >>> 24
    if (alpha === 0) continue
    if (alpha === 255) {
      target[to + i] = pixel
      continue
    }
    const below = target[to + i]
    const keep = 255 - alpha
    const rb = Math.imul(below & LANES, keep) + 0x00800080
    const ag = Math.imul((below >>> 8) & LANES, keep) + 0x00800080
    target[to + i] =
      pixel + ((((rb + ((rb >>> 8) & LANES)) >>> 8) & LANES) | ((ag + ((ag >>> 8) & LANES)) & 0xff00ff00))
  }
}

/** Copies a region from one surface to the other, or clears it where there is none. */
export function copySurface(surface: Surface, source: Surface | null, clip: Region): void {
  if (source) {
    forRows(surface, source, clip, (to, from, count) =>
      surface.words.set(source.words.subarray(from, from + count), to),
    )
  } else {
    forRows(surface, surface, clip, (to, _from, count) => surface.words.fill(0, to, to + count))
  }
}

/** Straight-alpha bytes of the region, put into the surface. */
export function putStraight(surface: Surface, data: Uint8Array, region: Region): void {
  const source = wordsOf(data)
  forRows(surface, region, region, (to, from, count) => {
    for (let i = 0; i < count; i++) surface.words[to + i] = premultiplied(source[from + i])
  })
}

/** Straight-alpha bytes of a region of the surface. */
export function takeStraight(surface: Surface, region: Region): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(region.width * region.height * 4)
  const words = new Uint32Array(out.buffer)
  forRows(surface, region, region, (from, to, count) => {
    for (let i = 0; i < count; i++) words[to + i] = straight(surface.words[from + i])
  })
  return out
}

function premultiplied(pixel: number): number {
  const alpha = pixel >>> 24
  if (alpha === 255 || alpha === 0) return alpha === 0 ? 0 : pixel
  const rb = Math.imul(pixel & LANES, alpha) + 0x00800080
  const g = Math.imul((pixel >>> 8) & 0xff, alpha) + 0x80
  return (((rb + ((rb >>> 8) & LANES)) >>> 8) & LANES) | ((g + (g >>> 8)) & 0xff00) | (alpha << 24)
}

function straight(pixel: number): number {
  const alpha = pixel >>> 24
  if (alpha === 255 || alpha === 0) return pixel
  const back = (value: number) => Math.min(255, Math.round((value * 255) / alpha))
  return back(pixel & 255) | (back((pixel >>> 8) & 255) << 8) | (back((pixel >>> 16) & 255) << 16) | (alpha << 24)
}

/** Calls with the index in the surface, that in the source, and the length, for each row that all three share. */
function forRows(
  surface: Region,
  source: Region,
  clip: Region,
  row: (to: number, from: number, count: number) => void,
): void {
  const { x, y, width, height } = intersection(intersection(surface, source), clip)
  if (width === 0) return
  for (let line = y; line < y + height; line++) {
    const to = (line - surface.y) * surface.width + x - surface.x
    const from = (line - source.y) * source.width + x - source.x
    row(to, from, width)
  }
}

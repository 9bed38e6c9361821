/**
 * Source-over on packed pixels in integers: what a frame has time for. Surfaces are premultiplied RGBA, one 32-bit word a
 * pixel (the alpha in the highest byte, as on every machine that browsers run on). Every layer rounds once, so a frame may
 * be a level off until the compositor itself has drawn it.
 */
import type { PlacedPixels, Region } from '../../../shared/compositing/composite.ts'
import { intersection } from '../../../shared/compositing/transform.ts'

/** Premultiplied pixels of a region. */
export interface Surface extends Region {
  words: Int32Array<ArrayBuffer>
}

export function newSurface({ x, y, width, height }: Region): Surface {
  return { x, y, width, height, words: new Int32Array(width * height) }
}

/** The words of bytes, without a copy where they are aligned. */
export function wordsOf(data: Uint8Array | Uint8ClampedArray): Int32Array {
  if (data.byteOffset % 4 === 0) return new Int32Array(data.buffer, data.byteOffset, data.length >> 2)
  return new Int32Array(data.slice().buffer)
}

const LANES = 0x00ff00ff
const HALF = 0x00800080

/** (upper·share + lower·keep) / 255 of two channels that lie 16 bits apart, rounded; share + keep is 255. */
function mixed(upper: number, share: number, lower: number, keep: number): number {
  const sum = (Math.imul(upper, share) + Math.imul(lower, keep) + HALF) | 0
  return ((sum + ((sum >>> 8) & LANES)) >>> 8) & LANES
}

/** One pixel of a premultiplied surface times keep / 255. */
export function faded(pixel: number, keep: number): number {
  return mixed(0, 0, pixel & LANES, keep) | (mixed(0, 0, (pixel >>> 8) & LANES, keep) << 8)
}

/** Draws straight-alpha pixels over the surface within the region. Opacity 0..1. */
export function drawOver(surface: Surface, pixels: PlacedPixels, opacity: number, clip: Region): void {
  const source = wordsOf(pixels.data)
  const share = Math.round(opacity * 256)
  forRows(surface, pixels, clip, (to, from, count) => overRow(surface.words, to, source, from, count, share))
}

function overRow(target: Int32Array, to: number, source: Int32Array, from: number, count: number, share: number): void {
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
    const rb = mixed(pixel & LANES, alpha, below & LANES, keep)
    const ag = mixed(((pixel >>> 8) & 0xff) | 0x00ff0000, alpha, (below >>> 8) & LANES, keep)
    target[to + i] = rb | (ag << 8)
  }
}

/** Draws one surface over another within the region. */
export function drawSurface(surface: Surface, source: Surface, clip: Region): void {
  forRows(surface, source, clip, (to, from, count) => overPremultiplied(surface.words, to, source.words, from, count))
}

function overPremultiplied(target: Int32Array, to: number, source: Int32Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const pixel = source[from + i]
    const alpha = pixel >>> 24
    if (alpha === 0) continue
    if (alpha === 255) {
      target[to + i] = pixel
      continue
    }
    target[to + i] = (pixel + faded(target[to + i], 255 - alpha)) | 0
  }
}

/**
 * A layer between what lies above it and everything else: draws straight-alpha pixels into a surface that has the whole
 * picture but them, `above` being what of that lies above them (null: nothing). What they do not touch stays as it is.
 */
export function drawBetween(
  surface: Surface,
  above: Surface | null,
  pixels: PlacedPixels,
  opacity: number,
  clip: Region,
): void {
  if (!above) return drawOver(surface, pixels, opacity, clip)
  const source = wordsOf(pixels.data)
  const share = Math.round(opacity * 256)
  const region = intersection(clip, above)
  forRows(surface, pixels, region, (to, from, count) => {
    const over = to + indexShift(surface, above, to)
    betweenRow(surface.words, to, above.words, over, source, from, count, share)
  })
}

/** From an index in one surface to that of the same place in the other. */
function indexShift(one: Region, other: Region, index: number): number {
  const row = Math.floor(index / one.width)
  const column = index - row * one.width
  return (one.y + row - other.y) * other.width + one.x + column - other.x - index
}

/** Takes what lies above out of the picture, draws the layer over the rest, and puts it back. */
function betweenRow(
  target: Int32Array,
  to: number,
  above: Int32Array,
  over: number,
  source: Int32Array,
  from: number,
  count: number,
  share: number,
): void {
  for (let i = 0; i < count; i++) {
    const pixel = source[from + i]
    let alpha = pixel >>> 24
    if (alpha === 0) continue
    if (share < 256) alpha = (alpha * share + 128) >> 8
    const upper = above[over + i]
    const covered = upper >>> 24
    if (covered === 255) continue
    const below = covered === 0 ? target[to + i] : without(target[to + i], upper)
    const seen = 255 - covered
    const keep = 255 - alpha
    const rb = mixed(scaledLane(pixel & LANES, alpha), seen, below & LANES, keep)
    const ag = mixed(scaledLane(((pixel >>> 8) & 0xff) | 0x00ff0000, alpha), seen, (below >>> 8) & LANES, keep)
    target[to + i] = (upper + (rb | (ag << 8))) | 0
  }
}

function scaledLane(lane: number, share: number): number {
  return share === 255 ? lane : mixed(lane, share, 0, 0)
}

/** One premultiplied pixel less a part of it, channel by channel. */
function without(pixel: number, part: number): number {
  let out = 0
  for (let shift = 0; shift < 32; shift += 8) {
    out |= Math.max(0, ((pixel >>> shift) & 255) - ((part >>> shift) & 255)) << shift
  }
  return out
}

/** Copies the pixels of `source` in which `drawn` is another than `before`. All but `drawn` are of one size. */
export function putTouched(surface: Surface, source: Surface, drawn: Surface, before: Surface, clip: Region): void {
  forRows(surface, drawn, clip, (to, from, count) => {
    for (let i = 0; i < count; i++) {
      if (drawn.words[from + i] !== before.words[to + i]) surface.words[to + i] = source.words[to + i]
    }
  })
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

/** Puts straight-alpha pixels into the surface within the region. */
export function putStraight(surface: Surface, pixels: PlacedPixels, clip: Region): void {
  const source = wordsOf(pixels.data)
  forRows(surface, pixels, clip, (to, from, count) => {
    for (let i = 0; i < count; i++) surface.words[to + i] = premultiplied(source[from + i])
  })
}

/** Straight-alpha bytes of a region of the surface. */
export function takeStraight(surface: Surface, region: Region): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(region.width * region.height * 4)
  const words = new Int32Array(out.buffer)
  forRows(surface, region, region, (from, to, count) => {
    for (let i = 0; i < count; i++) words[to + i] = straight(surface.words[from + i])
  })
  return out
}

function premultiplied(pixel: number): number {
  const alpha = pixel >>> 24
  if (alpha === 255 || alpha === 0) return alpha === 0 ? 0 : pixel
  return mixed(pixel & LANES, alpha, 0, 0) | (mixed((pixel >>> 8) & 0xff, alpha, 0, 0) << 8) | (alpha << 24)
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

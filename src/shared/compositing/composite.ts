/**
 * The compositor: a stack of layers over nothing, in floating point, rounded once at the end (and an isolated group
 * once at its own). The window's preview and every export go through it, so that what is seen is what is saved.
 */
import type { BlendMode } from '../document/types.ts'
import { blendFunction } from './blend.ts'

/** A rectangle of whole pixels in the document. */
export interface Region {
  x: number
  y: number
  width: number
  height: number
}

/** Straight-alpha RGBA, 8 bit, placed in the document. */
export interface PlacedPixels extends Region {
  data: Uint8Array | Uint8ClampedArray
}

/** One byte a pixel; 255 shows. */
export interface PlacedMask extends Region {
  data: Uint8Array | Uint8ClampedArray
  outside: 0 | 255
}

interface NodeBase {
  visible: boolean
  /** 0..1 */
  opacity: number
  blendMode: BlendMode
  /** Clipped to the nearest unclipped layer below. */
  clipping: boolean
  mask: PlacedMask | null
}

export interface CompositeLayer extends NodeBase {
  pixels: PlacedPixels
}

/** Children bottom to top. With blend mode `pass through` they blend with what lies below the group. */
export interface CompositeGroup extends NodeBase {
  children: CompositeNode[]
}

export type CompositeNode = CompositeLayer | CompositeGroup

/** A layer that is simply there: what engines give. */
export function plainLayer(pixels: PlacedPixels): CompositeLayer {
  return { visible: true, opacity: 1, blendMode: 'normal', clipping: false, mask: null, pixels }
}

/** Premultiplied RGBA, 0..1, 4 floats a pixel of the region. */
type Surface = Float32Array

/** The stack (bottom to top) over the region as premultiplied RGBA floats 0..1. */
export function composite(nodes: readonly CompositeNode[], region: Region): Surface {
  const surface = new Float32Array(region.width * region.height * 4)
  compositeInto(surface, nodes, region)
  return surface
}

const STRIP_ROWS = 128

/** The stack as an 8-bit straight-alpha picture of the region, worked out in strips. */
export function flatten(nodes: readonly CompositeNode[], region: Region): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(region.width * region.height * 4)
  for (let row = 0; row < region.height; row += STRIP_ROWS) {
    const height = Math.min(STRIP_ROWS, region.height - row)
    const strip = { x: region.x, y: region.y + row, width: region.width, height }
    toStraightBytes(composite(nodes, strip), out, row * region.width * 4)
  }
  return out
}

function toStraightBytes(surface: Surface, out: Uint8Array, offset: number): void {
  for (let i = 0; i < surface.length; i += 4) {
    const alpha = surface[i + 3]
    if (alpha <= 0) continue
    if (alpha === 1) {
      out[offset + i] = toByte(surface[i])
      out[offset + i + 1] = toByte(surface[i + 1])
      out[offset + i + 2] = toByte(surface[i + 2])
      out[offset + i + 3] = 255
      continue
    }
    out[offset + i] = toByte(surface[i] / alpha)
    out[offset + i + 1] = toByte(surface[i + 1] / alpha)
    out[offset + i + 2] = toByte(surface[i + 2] / alpha)
    out[offset + i + 3] = toByte(alpha)
  }
}

/** Rounded to the nearest byte, halves upwards. */
function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 1 ? 255 : (value * 255 + 0.5) | 0
}

function compositeInto(surface: Surface, nodes: readonly CompositeNode[], region: Region): void {
  for (let i = lowestSeen(nodes, region); i < nodes.length; i++) {
    const base = nodes[i]
    let end = i + 1
    while (end < nodes.length && nodes[end].clipping) end++
    const clipped = nodes.slice(i + 1, end).filter((node) => node.visible)
    i = end - 1
    if (!base.visible) continue
    if (clipped.length > 0) drawClippingGroup(surface, base, clipped, region)
    else drawNode(surface, base, region)
  }
}

/** Index of the topmost layer that hides everything below it in the region; 0 where none does. */
function lowestSeen(nodes: readonly CompositeNode[], region: Region): number {
  for (let i = nodes.length - 1; i > 0; i--) {
    const node = nodes[i]
    const isAlone = !node.clipping && !nodes[i + 1]?.clipping
    if (isAlone && 'pixels' in node && isPlain(node) && node.opacity === 1 && isOpaque(node.pixels, region)) return i
  }
  return 0
}

/** Drawn by alpha alone. */
function isPlain({ visible, blendMode, mask }: NodeBase): boolean {
  return visible && blendMode === 'normal' && mask === null
}

/** Whether the pixels cover all of the region with full alpha. */
function isOpaque(pixels: PlacedPixels, { x, y, width, height }: Region): boolean {
  const right = pixels.x + pixels.width
  const bottom = pixels.y + pixels.height
  if (pixels.x > x || pixels.y > y || right < x + width || bottom < y + height) return false
  for (let row = 0; row < height; row++) {
    const start = ((y + row - pixels.y) * pixels.width + (x - pixels.x)) * 4 + 3
    for (let i = start; i < start + width * 4; i += 4) if (pixels.data[i] !== 255) return false
  }
  return true
}

function drawNode(surface: Surface, node: CompositeNode, region: Region): void {
  if ('pixels' in node) return drawPixels(surface, node, region)
  if (node.blendMode === 'pass through') return drawPassThrough(surface, node, region)
  drawPixels(surface, { ...node, pixels: groupPixels(node, region) }, region)
}

/**
 * What an isolated group gives is a layer of 8 bits, as in programs that keep it as one: so a layer can be taken apart
 * into a group that gives back its very bytes, and the picture stays the same whatever lies above and below.
 */
function groupPixels(group: CompositeGroup, region: Region): PlacedPixels {
  const data = new Uint8Array(region.width * region.height * 4)
  toStraightBytes(composite(group.children, region), data, 0)
  return { ...region, data }
}

/** Clipped layers blend with the base's colour inside its alpha; the result blends as the base does. */
function drawClippingGroup(surface: Surface, base: CompositeNode, clipped: CompositeNode[], region: Region): void {
  const plain: CompositeNode = { ...base, opacity: 1, blendMode: 'normal', clipping: false }
  const group = composite([plain], region)
  const shape = new Float32Array(group.length / 4)
  for (let i = 0; i < shape.length; i++) {
    const alpha = (shape[i] = group[i * 4 + 3])
    if (alpha <= 0) continue
    for (let c = 0; c < 3; c++) group[i * 4 + c] /= alpha
    group[i * 4 + 3] = 1
  }
  for (const node of clipped) drawNode(group, node, region)
  for (let i = 0; i < shape.length; i++) for (let c = 0; c < 4; c++) group[i * 4 + c] *= shape[i]
  drawSurface(surface, group, { ...base, mask: null }, region)
}

/** The group's children drawn on the backdrop itself, then faded by the group's opacity and mask. */
function drawPassThrough(surface: Surface, group: CompositeGroup, region: Region): void {
  const before = group.opacity < 1 || group.mask ? surface.slice() : null
  compositeInto(surface, group.children, region)
  if (!before) return
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) {
      const i = (y * region.width + x) * 4
      const share = group.opacity * maskAt(group.mask, region.x + x, region.y + y)
      for (let c = 0; c < 4; c++) surface[i + c] = before[i + c] + share * (surface[i + c] - before[i + c])
    }
  }
}

/** Blends a finished surface of the same region. */
function drawSurface(surface: Surface, source: Surface, node: NodeBase, region: Region): void {
  const blend = new PixelBlender(node.blendMode)
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) {
      const i = (y * region.width + x) * 4
      const own = source[i + 3]
      if (own <= 0) continue
      const share = node.opacity * maskAt(node.mask, region.x + x, region.y + y)
      blend.draw(
        surface,
        i,
        source[i] / own,
        source[i + 1] / own,
        source[i + 2] / own,
        own * share,
        region.x + x,
        region.y + y,
      )
    }
  }
}

function drawPixels(surface: Surface, layer: CompositeLayer, region: Region): void {
  const { pixels, mask, opacity } = layer
  const left = Math.max(region.x, pixels.x)
  const right = Math.min(region.x + region.width, pixels.x + pixels.width)
  const top = Math.max(region.y, pixels.y)
  const bottom = Math.min(region.y + region.height, pixels.y + pixels.height)
  if (isPlain(layer)) {
    for (let y = top; y < bottom; y++) {
      const from = ((y - pixels.y) * pixels.width + (left - pixels.x)) * 4
      const to = ((y - region.y) * region.width + (left - region.x)) * 4
      drawPlainRow(surface, to, pixels.data, from, right - left, opacity)
    }
    return
  }
  const blend = new PixelBlender(layer.blendMode)
  for (let y = top; y < bottom; y++) {
    let from = ((y - pixels.y) * pixels.width + (left - pixels.x)) * 4
    let to = ((y - region.y) * region.width + (left - region.x)) * 4
    for (let x = left; x < right; x++, from += 4, to += 4) {
      if (pixels.data[from + 3] === 0) continue
      const alpha = (pixels.data[from + 3] / 255) * opacity * maskAt(mask, x, y)
      blend.draw(
        surface,
        to,
        pixels.data[from] / 255,
        pixels.data[from + 1] / 255,
        pixels.data[from + 2] / 255,
        alpha,
        x,
        y,
      )
    }
  }
}

/** Bytes as 0..1. */
const shares = Float64Array.from({ length: 256 }, (_, byte) => byte / 255)

/** As PixelBlender draws in mode normal, pixel for pixel: most of what is drawn is this. */
function drawPlainRow(
  surface: Surface,
  to: number,
  data: Uint8Array | Uint8ClampedArray,
  from: number,
  count: number,
  opacity: number,
): void {
  for (let end = from + count * 4; from < end; from += 4, to += 4) {
    const byte = data[from + 3]
    if (byte === 0) continue
    if (byte === 255 && opacity === 1) {
      surface[to] = shares[data[from]]
      surface[to + 1] = shares[data[from + 1]]
      surface[to + 2] = shares[data[from + 2]]
      surface[to + 3] = 1
      continue
    }
    const alpha = shares[byte] * opacity
    const keep = 1 - alpha
    surface[to] = surface[to] * keep + shares[data[from]] * alpha
    surface[to + 1] = surface[to + 1] * keep + shares[data[from + 1]] * alpha
    surface[to + 2] = surface[to + 2] * keep + shares[data[from + 2]] * alpha
    surface[to + 3] = surface[to + 3] * keep + alpha
  }
}

function maskAt(mask: PlacedMask | null, x: number, y: number): number {
  if (!mask) return 1
  const mx = x - mask.x
  const my = y - mask.y
  const inside = mx >= 0 && my >= 0 && mx < mask.width && my < mask.height
  return (inside ? mask.data[my * mask.width + mx] : mask.outside) / 255
}

/** One pixel over the backdrop: co = (1−αb)·αs·Cs + (1−αs)·αb·Cb + αb·αs·B(Cb, Cs) (W3C, 9.1.4). */
class PixelBlender {
  private readonly blend
  private readonly dissolve: boolean
  private readonly mixed = new Float64Array(3)

  constructor(mode: BlendMode) {
    this.blend = blendFunction(mode)
    this.dissolve = mode === 'dissolve'
  }

  draw(surface: Surface, i: number, r: number, g: number, b: number, alpha: number, x: number, y: number): void {
    if (this.dissolve) alpha = alpha > noise(x, y) ? 1 : 0
    if (alpha <= 0) return
    const keep = 1 - alpha
    const below = surface[i + 3]
    if (this.blend && below > 0) {
      const mixed = this.mixed
      this.blend(surface[i] / below, surface[i + 1] / below, surface[i + 2] / below, r, g, b, mixed)
      r += below * (mixed[0] - r)
      g += below * (mixed[1] - g)
      b += below * (mixed[2] - b)
    }
    surface[i] = surface[i] * keep + r * alpha
    surface[i + 1] = surface[i + 1] * keep + g * alpha
    surface[i + 2] = surface[i + 2] * keep + b * alpha
    surface[i + 3] = below * keep + alpha
  }
}

/** A fixed pattern in 0..1 for dissolve: the same pixel always falls the same way. (An integer hash of the position.) */
function noise(x: number, y: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296
}

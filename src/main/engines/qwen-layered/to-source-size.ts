/** Layers at the model's size become exact ones at the picture's own size. */
import { boundsOf, cropData, wholeBox } from '../../imaging/boxes.ts'
import type { Rgba8, RgbF } from '../../imaging/pixels.ts'
import type { WorkingCopy } from '../carry/working-copy.ts'
import type { LayerDraft } from '../engine.ts'
import { assemble } from '../peel/assemble.ts'
import type { Found } from '../peel/types.ts'

/** Alpha below this is haze of the decoder, in levels of 255. */
const HAZE = 8
/** A layer of fewer pixels than this share of the picture shows nothing. */
const LEAST_SHARE = 0.0002

/** A layer as the model gave it, and what it shows. */
export interface ModelLayer {
  found: Found
  picture: Rgba8
}

/**
 * What the model's layers show, bottom to top: those that show nothing are dropped, the lowest reaches over the whole
 * picture. Names are left to be found.
 */
export function foundLayers([bottom, ...above]: readonly Rgba8[]): ModelLayer[] {
  const shown = above.flatMap((picture) => {
    const found = foundLayer(picture)
    return found ? [{ found, picture }] : []
  })
  return [{ found: wholeLayer(bottom), picture: bottom }, ...shown]
}

/** The layers carried to the size of the picture along its edges, with its colours, adding up to it exactly. */
export function toSourceSize(picture: Rgba8, seen: Rgba8, layers: readonly Found[]): LayerDraft[] {
  return assemble(picture, workingView(picture, seen), layers)
}

/** The picture as the model saw it, as a working copy. */
export function workingView(picture: Rgba8, seen: Rgba8): WorkingCopy {
  return {
    image: seen,
    guide: overWhite(seen),
    scaleX: picture.width / seen.width,
    scaleY: picture.height / seen.height,
  }
}

/** A layer over white, as floats. */
export function overWhite({ width, height, data }: Rgba8): RgbF {
  const out = new Float32Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const opacity = data[i * 4 + 3] / 255
    for (let c = 0; c < 3; c++) out[i * 3 + c] = data[i * 4 + c] * opacity + 255 * (1 - opacity)
  }
  return { width, height, data: out }
}

function foundLayer(layer: Rgba8): Found | null {
  const alpha = alphaOf(layer)
  const visible = alpha.reduce((count, value) => count + (value > 0 ? 1 : 0), 0)
  const box = boundsOf({ width: layer.width, height: layer.height, data: alpha })
  if (!box || visible < LEAST_SHARE * alpha.length) return null
  return {
    kind: 'object',
    name: '',
    box,
    alpha: cropData(alpha, layer.width, 1, box),
    color: cropData(colorOf(layer), layer.width, 3, box),
    confidence: confidenceOf(alpha),
    texts: [],
  }
}

function wholeLayer(layer: Rgba8): Found {
  const alpha = alphaOf(layer)
  const box = wholeBox(layer)
  return {
    kind: 'background',
    name: 'Background',
    box,
    alpha,
    color: colorOf(layer),
    confidence: confidenceOf(alpha),
    texts: [],
  }
}

/** 0..1; haze is nothing. */
function alphaOf({ width, height, data }: Rgba8): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => (data[i * 4 + 3] < HAZE ? 0 : data[i * 4 + 3] / 255))
}

function colorOf({ width, height, data }: Rgba8): Float32Array {
  const color = new Float32Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) color[i * 3 + c] = data[i * 4 + c]
  }
  return color
}

/** How decided the outline is: 1 where every pixel that shows is opaque. */
function confidenceOf(alpha: Float32Array): number {
  let sum = 0
  let count = 0
  for (const value of alpha) {
    if (value === 0) continue
    sum += Math.abs(2 * value - 1)
    count++
  }
  return count === 0 ? 0 : sum / count
}

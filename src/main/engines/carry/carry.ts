/**
 * Carries layers from working size to the picture's own size: mattes follow the picture's edges, and colours take up what
 * the picture shows finer than the working copy. In strips of rows, so that memory does not grow with the picture.
 */
import type { Box, Rgba8 } from '../../imaging/pixels.ts'
import type { LayerStrip, StripSource } from '../exact/exact.ts'
import { fineDetail, shareDetail, type CarriedStrip } from './detail.ts'
import { LayerCarrier } from './layer-carrier.ts'
import { windowOf, type CarriedLayer } from './patch.ts'
import type { WorkingCopy } from './working-copy.ts'

export interface Carried {
  /** Boxes of the layers in the picture's pixels: up to two working pixels larger than what is left of their mattes. */
  boxes: Box[]
  /** The layers in a strip. Its buffers are used again: a strip is good until the next one is asked for. */
  strips: StripSource
}

/**
 * `layers` are those an engine found in `working.image`, bottom to top. A matte that is 0 (or 1) all around a working
 * pixel is exactly that at full size. Time is linear in the pixels of the boxes; memory is some rows of the picture.
 */
export function carryToFullSize(picture: Rgba8, working: WorkingCopy, layers: readonly CarriedLayer[]): Carried {
  if (working.image.width === picture.width && working.image.height === picture.height) {
    return { boxes: layers.map((layer) => layer.box), strips: (y0, y1) => layers.map((layer) => rowsOf(layer, y0, y1)) }
  }
  const carriers = layers.map((layer) => new LayerCarrier(layer, working, picture))
  let detail = new Float32Array(0)
  const strips: StripSource = (y0, y1) => {
    const size = picture.width * (y1 - y0) * 3
    if (detail.length < size) detail = new Float32Array(size)
    fineDetail(picture, working, y0, y1, detail)
    const { width, height } = working.guide
    const window = windowOf(y0, y1, working.scaleY)
    const top = Math.max(0, window.first)
    const bottom = Math.min(height, window.first + window.count)
    const seen = new Float32Array(width * (bottom - top)).fill(1)
    // From the top down: what a layer shows depends on those above it.
    const carried: (CarriedStrip | null)[] = []
    for (const carrier of carriers.toReversed()) {
      carried.unshift(carrier.carry(y0, y1, { detail, width: picture.width, seen, seenTop: top }))
      cover(seen, carrier.layer, width, top, bottom)
    }
    shareDetail(picture, carried, y0, y1)
    return carried
  }
  return { boxes: carriers.map((carrier) => carrier.box), strips }
}

function rowsOf(layer: CarriedLayer, y0: number, y1: number): LayerStrip | null {
  const { box } = layer
  const from = Math.max(y0, box.y)
  const to = Math.min(y1, box.y + box.height)
  if (from >= to) return null
  const first = (from - box.y) * box.width
  const last = (to - box.y) * box.width
  return {
    box: { x: box.x, y: from, width: box.width, height: to - from },
    alpha: layer.alpha.subarray(first, last),
    color: layer.color.subarray(first * 3, last * 3),
  }
}

/** Takes what a layer covers in the working rows top ≤ y < bottom out of what is seen below it. */
function cover(seen: Float32Array, layer: CarriedLayer, width: number, top: number, bottom: number): void {
  const { box } = layer
  for (let y = Math.max(top, box.y); y < Math.min(bottom, box.y + box.height); y++) {
    const from = (y - box.y) * box.width
    const to = (y - top) * width + box.x
    for (let x = 0; x < box.width; x++) seen[to + x] *= 1 - layer.alpha[from + x]
  }
}

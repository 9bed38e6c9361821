/** What the picture shows finer than its working copy, and which layer it belongs to. */
import type { Rgba8 } from '../../imaging/pixels.ts'
import type { LayerStrip } from '../exact/exact.ts'
import { cutGuide, windowOf } from './patch.ts'
import { cubicTaps, enlarge } from './upsample.ts'
import type { WorkingCopy } from './working-copy.ts'

/** A strip that has taken its place at full size. */
export interface CarriedStrip extends LayerStrip {
  /** Variance of the layer's own colour at working size, in squared levels: how much texture it can be expected to have. */
  texture: Float32Array
}

/** The picture (over white) less its enlarged working copy, in the rows y0 ≤ y < y1; 3 a pixel. */
export function fineDetail(picture: Rgba8, working: WorkingCopy, y0: number, y1: number, detail: Float32Array): void {
  const { guide, scaleX, scaleY } = working
  const across = windowOf(0, picture.width, scaleX)
  const down = windowOf(y0, y1, scaleY)
  const window = { x: across.first, y: down.first, width: across.count, height: down.count }
  const xTaps = cubicTaps(0, picture.width, scaleX)
  enlarge(cutGuide(guide, window), 3, window, xTaps, cubicTaps(y0, y1, scaleY), detail)
  const { data, width } = picture
  for (let from = y0 * width * 4, to = 0; from < y1 * width * 4; from += 4, to += 3) {
    const opacity = data[from + 3] / 255
    const white = 255 * (1 - opacity)
    detail[to] = data[from] * opacity + white - detail[to]
    detail[to + 1] = data[from + 1] * opacity + white - detail[to + 1]
    detail[to + 2] = data[from + 2] * opacity + white - detail[to + 2]
  }
}

/** A layer without any texture still takes this variance: rounding, compression, grain. */
const GRAIN = 1

/**
 * Adds to the layers' colours what their composite lacks to be the picture: the change of least size, counted in each
 * layer's own texture, so that the grain of wood stays in the wood and out of the soft shadow on it.
 * Strips are bottom to top. Pixels where the picture is not opaque are left alone.
 */
export function shareDetail(picture: Rgba8, strips: readonly (CarriedStrip | null)[], y0: number, y1: number): void {
  const layers: CarriedStrip[] = []
  const offsets = new Int32Array(strips.length)
  const visible = new Float64Array(strips.length)
  for (let y = y0; y < y1; y++) {
    layers.length = 0
    for (const strip of strips) if (strip && y >= strip.box.y && y < strip.box.y + strip.box.height) layers.push(strip)
    for (let x = 0; x < picture.width; x++) {
      const at = (y * picture.width + x) * 4
      if (picture.data[at + 3] === 255) sharePixel(picture.data, at, layers, x, y, offsets, visible)
    }
  }
}

function sharePixel(
  data: Uint8Array,
  at: number,
  layers: readonly CarriedStrip[],
  x: number,
  y: number,
  offsets: Int32Array,
  visible: Float64Array,
): void {
  let through = 1
  let power = 0
  let red = data[at]
  let green = data[at + 1]
  let blue = data[at + 2]
  let lowest = layers.length
  while (lowest > 0 && through > 0) {
    lowest--
    const { box, alpha, color, texture } = layers[lowest]
    visible[lowest] = 0
    if (x < box.x || x >= box.x + box.width) continue
    const offset = (y - box.y) * box.width + (x - box.x)
    const share = through * alpha[offset]
    if (share === 0) continue
    offsets[lowest] = offset
    visible[lowest] = share
    through -= share
    power += share * share * (texture[offset] + GRAIN)
    red -= share * color[offset * 3]
    green -= share * color[offset * 3 + 1]
    blue -= share * color[offset * 3 + 2]
  }
  for (let index = lowest; index < layers.length; index++) {
    if (visible[index] === 0) continue
    const { color, texture } = layers[index]
    const offset = offsets[index]
    const part = (visible[index] * (texture[offset] + GRAIN)) / power
    color[offset * 3] = limit(color[offset * 3] + part * red)
    color[offset * 3 + 1] = limit(color[offset * 3 + 1] + part * green)
    color[offset * 3 + 2] = limit(color[offset * 3 + 2] + part * blue)
  }
}

function limit(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value
}

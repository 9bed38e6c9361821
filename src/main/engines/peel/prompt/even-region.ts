/** The connected region of even colour around a point: what a click on flat artwork means. */
import { cropData, grow } from '../../../imaging/boxes.ts'
import type { Box, Plane, RgbF } from '../../../imaging/pixels.ts'
import { refineMatte } from '../matting/refine.ts'
import { type Cutout, tightCutout } from '../photo/cutout.ts'

/** Levels in every channel within which a pixel is of the point's own colour. */
const OWN = 12
/** A pixel that differs from its neighbour by no more is of the same shading... */
const STEP = 3
/** ...as far as that leads: levels from the point's colour. */
const SHADED = 64
/** The point is moved to the most even pixel this near: nobody clicks beside an edge on purpose. */
const REACH = 3
/** How far the edge is looked at, pixels. */
const RIM = 2

export interface Region extends Cutout {
  /** Pixels. */
  area: number
  /** Mean squared difference from the region's mean colour, summed over the channels. */
  variance: number
}

/** The region at a point, its edge soft where the picture's is. `steep` is the picture's gradient. */
export function evenRegion(image: RgbF, steep: Plane, x: number, y: number): Region | null {
  const { width, height } = image
  const seed = evenest(steep, x, y)
  const flooded = flood(image, seed)
  const box = grow(flooded.box, RIM * 5 + 2, width, height)
  const size = { width: box.width, height: box.height }
  const part: RgbF = { ...size, data: cropData(image.data, width, 3, box) }
  const inside = cropData(flooded.mask, width, 1, box)
  const refined = refineMatte(part, { ...size, data: Float32Array.from(inside) }, RIM)
  // What is surely inside stays so: between two thin regions there is no outside to compare with.
  const cutout = tightCutout(refined, box, 1)
  return cutout && { ...cutout, area: flooded.area, variance: flooded.variance }
}

function evenest(steep: Plane, x: number, y: number): number {
  const { width, height, data } = steep
  const column = Math.min(width - 1, Math.max(0, Math.floor(x)))
  const row = Math.min(height - 1, Math.max(0, Math.floor(y)))
  let best = row * width + column
  let least = Infinity
  for (let v = Math.max(0, row - REACH); v <= Math.min(height - 1, row + REACH); v++) {
    for (let u = Math.max(0, column - REACH); u <= Math.min(width - 1, column + REACH); u++) {
      // Among equals the nearest one.
      const cost = data[v * width + u] + 0.5 * Math.hypot(u - column, v - row)
      if (cost < least) {
        least = cost
        best = v * width + u
      }
    }
  }
  return best
}

function flood({ width, height, data }: RgbF, seed: number) {
  const mask = new Uint8Array(width * height)
  const stack = new Int32Array(width * height)
  const color = [data[seed * 3], data[seed * 3 + 1], data[seed * 3 + 2]]
  const sums = [0, 0, 0]
  let squares = 0
  let area = 0
  const box: Box & { right: number; bottom: number } = {
    x: width,
    y: height,
    width: 0,
    height: 0,
    right: -1,
    bottom: -1,
  }
  let depth = 0
  mask[seed] = 1
  stack[depth++] = seed
  while (depth > 0) {
    const at = stack[--depth]
    const x = at % width
    const y = (at - x) / width
    area++
    for (let c = 0; c < 3; c++) {
      sums[c] += data[at * 3 + c]
      squares += data[at * 3 + c] ** 2
    }
    if (x < box.x) box.x = x
    if (x > box.right) box.right = x
    if (y < box.y) box.y = y
    if (y > box.bottom) box.bottom = y
    for (let side = 0; side < 4; side++) {
      if (side === 0 ? x === 0 : side === 1 ? x === width - 1 : side === 2 ? y === 0 : y === height - 1) continue
      const to = side === 0 ? at - 1 : side === 1 ? at + 1 : side === 2 ? at - width : at + width
      if (mask[to]) continue
      let off = 0
      let step = 0
      for (let c = 0; c < 3; c++) {
        const value = data[to * 3 + c]
        off = Math.max(off, Math.abs(value - color[c]))
        step = Math.max(step, Math.abs(value - data[at * 3 + c]))
      }
      if (off > OWN && (step > STEP || off > SHADED)) continue
      mask[to] = 1
      stack[depth++] = to
    }
  }
  const variance = squares / area - sums.reduce((sum, value) => sum + (value / area) ** 2, 0)
  const { right, bottom, x, y } = box
  return { mask, area, variance, box: { x, y, width: right - x + 1, height: bottom - y + 1 } }
}

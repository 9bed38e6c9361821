/** A selection of pixels: how much of each pixel of a rectangle is selected. */
import type { Region } from '../../shared/compositing/composite.ts'
import { intersection } from '../../shared/compositing/transform.ts'
import type { CombineMode } from './state.ts'

/** Nothing is selected outside the rectangle. */
export interface PixelSelection extends Region {
  /** One byte a pixel of the rectangle, 255 is selected; null: all of it. */
  data: Uint8Array<ArrayBuffer> | null
}

type Canvas = { width: number; height: number }

/** How much of a pixel is selected, 0..255. */
export function selectedAt(selection: PixelSelection, x: number, y: number): number {
  const sx = x - selection.x
  const sy = y - selection.y
  if (sx < 0 || sy < 0 || sx >= selection.width || sy >= selection.height) return 0
  return selection.data ? selection.data[sy * selection.width + sx] : 255
}

/** Whole pixels within the canvas; null where none are left. */
export function rectangle(region: Region, canvas: Canvas): PixelSelection | null {
  const x = Math.round(region.x)
  const y = Math.round(region.y)
  const box = { x, y, width: Math.round(region.x + region.width) - x, height: Math.round(region.y + region.height) - y }
  const inside = intersection(box, { x: 0, y: 0, ...canvas })
  return inside.width > 0 && inside.height > 0 ? { ...inside, data: null } : null
}

/** The selection that the mode makes of two; null where nothing is selected. */
export function combine(
  before: PixelSelection | null,
  added: PixelSelection | null,
  mode: CombineMode,
): PixelSelection | null {
  if (mode === 'replace') return added
  if (mode === 'intersect') {
    if (!before || !added) return null
    return merged(intersection(before, added), (x, y) => Math.min(selectedAt(before, x, y), selectedAt(added, x, y)))
  }
  if (!before) return mode === 'add' ? added : null
  if (!added) return before
  if (mode === 'subtract')
    return merged(before, (x, y) => Math.min(selectedAt(before, x, y), 255 - selectedAt(added, x, y)))
  const x = Math.min(before.x, added.x)
  const y = Math.min(before.y, added.y)
  const right = Math.max(before.x + before.width, added.x + added.width)
  const bottom = Math.max(before.y + before.height, added.y + added.height)
  return merged({ x, y, width: right - x, height: bottom - y }, (px, py) =>
    Math.max(selectedAt(before, px, py), selectedAt(added, px, py)),
  )
}

export function inverse(selection: PixelSelection, canvas: Canvas): PixelSelection | null {
  return merged({ x: 0, y: 0, ...canvas }, (x, y) => 255 - selectedAt(selection, x, y))
}

function merged({ x, y, width, height }: Region, value: (x: number, y: number) => number): PixelSelection | null {
  const data = new Uint8Array(width * height)
  let any = false
  let all = true
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      data[i] = value(x + column, y + row)
      any ||= data[i] > 0
      all &&= data[i] === 255
    }
  }
  return any ? { x, y, width, height, data: all ? null : data } : null
}

/** Scan lines a pixel row: the grain of the coverage from top to bottom; from left to right it is exact. */
const SCANS = 5

/** A closed polygon (x, y, x, y...; even-odd), its edges smooth; null where it covers no pixel of the canvas. */
export function polygon(points: readonly number[], canvas: Canvas): PixelSelection | null {
  const xs = points.filter((_, index) => index % 2 === 0)
  const ys = points.filter((_, index) => index % 2 === 1)
  if (xs.length < 3) return null
  const x = Math.floor(Math.min(...xs))
  const y = Math.floor(Math.min(...ys))
  const box = { x, y, width: Math.ceil(Math.max(...xs)) - x, height: Math.ceil(Math.max(...ys)) - y }
  const region = intersection(box, { x: 0, y: 0, ...canvas })
  const cover = new Float32Array(region.width * region.height)
  for (let scan = 0; scan < region.height * SCANS; scan++) {
    const row = Math.floor(scan / SCANS) * region.width
    const crossings = crossingsAt(xs, ys, region.y + (scan + 0.5) / SCANS)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      addSpan(cover, row, region.width, crossings[i] - region.x, crossings[i + 1] - region.x)
    }
  }
  return merged(region, (px, py) => Math.round((255 * cover[(py - region.y) * region.width + px - region.x]) / SCANS))
}

function crossingsAt(xs: readonly number[], ys: readonly number[], y: number): number[] {
  const found: number[] = []
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
    if (ys[i] > y === ys[j] > y) continue
    found.push(xs[i] + ((y - ys[i]) / (ys[j] - ys[i])) * (xs[j] - xs[i]))
  }
  return found.sort((one, other) => one - other)
}

function addSpan(cover: Float32Array, row: number, width: number, from: number, to: number): void {
  const left = Math.max(0, from)
  const right = Math.min(width, to)
  for (let x = Math.floor(left); x < right; x++) cover[row + x] += Math.min(x + 1, right) - Math.max(x, left)
}

/** Softens the edge over about `radius` pixels to either side: three box blurs, which come close to a Gaussian one. */
export function feather(selection: PixelSelection, radius: number, canvas: Canvas): PixelSelection | null {
  const size = Math.max(0, Math.round(radius))
  if (size === 0) return selection
  const grown = intersection(
    {
      x: selection.x - 2 * size,
      y: selection.y - 2 * size,
      width: selection.width + 4 * size,
      height: selection.height + 4 * size,
    },
    { x: 0, y: 0, ...canvas },
  )
  const { width, height } = grown
  let values = new Float32Array(width * height)
  for (let i = 0; i < values.length; i++) {
    values[i] = selectedAt(selection, grown.x + (i % width), grown.y + Math.floor(i / width))
  }
  const half = Math.max(1, Math.round(size / 2))
  for (let pass = 0; pass < 3; pass++) {
    values = blurred(values, width, height, 1, width, half)
    values = blurred(values, height, width, width, 1, half)
  }
  return merged(grown, (x, y) => Math.round(values[(y - grown.y) * width + x - grown.x]))
}

/** A box blur along one axis; the edge value goes on beyond the edge. */
function blurred(
  values: Float32Array<ArrayBuffer>,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
  half: number,
) {
  const out = new Float32Array(values.length)
  const last = length - 1
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep
    const at = (i: number) => values[start + Math.min(last, Math.max(0, i)) * step]
    let sum = 0
    for (let i = -half; i <= half; i++) sum += at(i)
    for (let i = 0; i < length; i++) {
      out[start + i * step] = sum / (2 * half + 1)
      sum += at(i + half + 1) - at(i - half)
    }
  }
  return out
}

/** Placed pixels at another size of the canvas they lie on, a band at a time so that the thread stays free. */
import { setImmediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../shared/contract/errors.ts'
import type { Box } from './pixels.ts'
import { kernelReach, resizePart, type AxisPart, type Kernel } from './resample.ts'

/** Pixels where they lie: 4 bytes a pixel (straight alpha) or 1. */
export interface Placed {
  box: Box
  data: Uint8Array
}

interface Size {
  width: number
  height: number
}

const BAND_ROWS = 64
/** Of coordinates that should be whole numbers and come out of a division. */
const EPSILON = 1e-6

/**
 * What lies on a canvas of the size `from` as it lies on one of the size `to`: area mean when smaller, cubic when larger,
 * with premultiplied alpha in floating point. Around the pixels there is nothing (0), but at the edge of the canvas the
 * last pixel goes on, so that an opaque picture stays opaque to its edges. Throws CANCELLED.
 */
export async function scalePlaced(
  placed: Placed,
  { from, to }: { from: Size; to: Size },
  channels: 1 | 4 = 4,
  signal?: AbortSignal,
): Promise<Placed> {
  const { box } = placed
  const kernel: Kernel = to.width < from.width ? 'area' : 'cubic'
  const across = axisPart(box.x, box.width, from.width, to.width, kernel)
  const down = axisPart(box.y, box.height, from.height, to.height, kernel)
  const { start: x, count: width } = across.target
  const { start: y, count: height } = down.target
  const data = new Uint8Array(width * height * channels)
  for (let row = 0; row < height; row += BAND_ROWS) {
    throwIfCancelled(signal)
    const band = bandOf(down, row, Math.min(BAND_ROWS, height - row), kernel)
    const source = bandPixels(placed, across, band, channels)
    const values = resizePart(source, channels, across, band, kernel)
    toBytes(values, channels, data, row * width * channels)
    await setImmediate()
  }
  return { box: { x, y, width, height }, data }
}

/** The axis of a box: the target pixels that it reaches, and the source pixels that they are made of. */
function axisPart(start: number, length: number, from: number, to: number, kernel: Kernel): AxisPart {
  const ratio = from / to
  const first = Math.min(0, start)
  const end = Math.max(from, start + length)
  const margin = kernelReach(from, to, kernel) + 1
  const sourceStart = Math.max(first, Math.floor(start - margin))
  const sourceEnd = Math.min(end, Math.ceil(start + length + margin))
  // Between its outermost pixels and the nothing around them, a larger picture fades out over half a source pixel.
  const spill = kernel === 'area' ? 0 : 0.5
  const targetStart = Math.floor(Math.max(first, start - spill) / ratio + EPSILON)
  const targetEnd = Math.ceil(Math.min(end, start + length + spill) / ratio - EPSILON)
  return {
    from,
    to,
    source: { start: sourceStart, count: sourceEnd - sourceStart },
    target: { start: targetStart, count: Math.max(1, targetEnd - targetStart) },
  }
}

/** Some target rows of an axis, with no more source rows than they need. */
function bandOf({ from, to, source, target }: AxisPart, row: number, rows: number, kernel: Kernel): AxisPart {
  const ratio = from / to
  const reach = kernelReach(from, to, kernel) + 1
  const start = target.start + row
  const first = Math.floor((start + 0.5) * ratio - 0.5 - reach)
  const last = Math.ceil((start + rows - 0.5) * ratio - 0.5 + reach)
  const end = source.start + source.count
  const sourceStart = Math.min(end - 1, Math.max(source.start, first))
  const sourceEnd = Math.max(sourceStart + 1, Math.min(end, last + 1))
  return { from, to, source: { start: sourceStart, count: sourceEnd - sourceStart }, target: { start, count: rows } }
}

/** The source pixels of a band as floats, colours multiplied by their alpha. */
function bandPixels({ box, data }: Placed, across: AxisPart, band: AxisPart, channels: 1 | 4): Float32Array {
  const width = across.source.count
  const out = new Float32Array(width * band.source.count * channels)
  for (let row = 0; row < band.source.count; row++) {
    const y = band.source.start + row - box.y
    if (y < 0 || y >= box.height) continue
    let from = y * box.width * channels
    let to = (row * width + box.x - across.source.start) * channels
    for (let x = 0; x < box.width; x++, from += channels, to += channels) {
      if (channels === 1) {
        out[to] = data[from]
        continue
      }
      const alpha = data[from + 3]
      for (let c = 0; c < 3; c++) out[to + c] = (data[from + c] * alpha) / 255
      out[to + 3] = alpha
    }
  }
  return out
}

function toBytes(values: Float32Array, channels: 1 | 4, out: Uint8Array, offset: number): void {
  for (let i = 0; i < values.length; i += channels) {
    if (channels === 1) {
      out[offset + i] = byte(values[i])
      continue
    }
    const alpha = values[i + 3]
    const rounded = byte(alpha)
    if (rounded === 0) continue
    for (let c = 0; c < 3; c++) out[offset + i + c] = byte((values[i + c] * 255) / alpha)
    out[offset + i + 3] = rounded
  }
}

function byte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value)
}

/** A picture as the vision tower takes it (Qwen2VLImageProcessor), and the order of its windows. */
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { overWhite, resizeBicubicRgb } from '../../../imaging/resample-8bit.ts'
import type { ImageProcessorConfig, VisionConfig } from '../checkpoint/configs.ts'
import { roundHalfEven, type Floats } from './floats.ts'
import { frequency, tableOf, type RotaryTable } from './rope.ts'

export interface VisionPatches {
  /** [patches, channels · frames · patch²], block by block of merge x merge patches. */
  patches: Floats
  /** Patches down and across. */
  rows: number
  columns: number
}

export interface VisionInputs extends VisionPatches {
  /** The patches in the order of the windows. */
  ordered: Floats
  rope: RotaryTable
  /** [1, 1, P, P]: 0 within a window, very low between windows. */
  windowBias: Floats
  /** Place of each merged token in the order of the windows. */
  windowIndex: number[]
  /** Where windows end, in patches, beginning with 0. */
  windowEnds: number[]
}

/** Added to a score, it leaves nothing of it. */
const NEVER = -1e9

export function visionPatches(image: Rgba8, processor: ImageProcessorConfig, vision: VisionConfig): VisionPatches {
  const size = visionSize(image, vision.patch * vision.merge, processor)
  const pixels = resizeBicubicRgb(overWhite(image), image, size)
  const rows = size.height / vision.patch
  const columns = size.width / vision.patch
  return { patches: patchify(pixels, size, processor, vision), rows, columns }
}

export function visionInputs(image: Rgba8, processor: ImageProcessorConfig, vision: VisionConfig): VisionInputs {
  const { patches, rows, columns } = visionPatches(image, processor, vision)
  const { windowIndex, windowEnds } = windowsOf(rows, columns, vision)
  const unit = vision.merge ** 2
  const order = windowIndex.flatMap((token) => Array.from({ length: unit }, (_, i) => token * unit + i))
  const [count, width] = patches.dims
  const ordered = new Float32Array(count * width)
  order.forEach((patch, to) => ordered.set(patches.data.subarray(patch * width, (patch + 1) * width), to * width))
  return {
    patches,
    rows,
    columns,
    ordered: { dims: [1, count, width], data: ordered },
    rope: visionRope(order, columns, vision),
    windowBias: windowBias(windowEnds),
    windowIndex,
    windowEnds,
  }
}

/** Sides that are multiples of `factor`, with a number of pixels within the limits. */
export function visionSize(
  { width, height }: { width: number; height: number },
  factor: number,
  { minimumPixels, maximumPixels }: ImageProcessorConfig,
): { width: number; height: number } {
  const rounded = (side: number) => roundHalfEven(side / factor) * factor
  if (rounded(width) * rounded(height) > maximumPixels) {
    const shrink = Math.sqrt((width * height) / maximumPixels)
    const down = (side: number) => Math.max(factor, Math.floor(side / shrink / factor) * factor)
    return { width: down(width), height: down(height) }
  }
  if (rounded(width) * rounded(height) < minimumPixels) {
    const stretch = Math.sqrt(minimumPixels / (width * height))
    const up = (side: number) => Math.ceil((side * stretch) / factor) * factor
    return { width: up(width), height: up(height) }
  }
  return { width: rounded(width), height: rounded(height) }
}

function patchify(
  pixels: Uint8Array,
  { width, height }: { width: number; height: number },
  { mean, deviation, rescale }: ImageProcessorConfig,
  { patch, merge, frames }: VisionConfig,
): Floats {
  const rows = height / patch
  const columns = width / patch
  const size = 3 * frames * patch * patch
  const data = new Float32Array(rows * columns * size)
  const offsets = mean.map((value) => Math.fround(value / rescale))
  const factors = deviation.map((value) => Math.fround(value / rescale))
  let at = 0
  for (let token = 0; token < rows * columns; token++) {
    const { row, column } = placeOf(token, columns, merge)
    for (let c = 0; c < 3; c++) {
      for (let frame = 0; frame < frames; frame++) {
        for (let y = 0; y < patch; y++) {
          for (let x = 0; x < patch; x++) {
            const value = pixels[((row * patch + y) * width + column * patch + x) * 3 + c]
            data[at++] = Math.fround(value - offsets[c]) / factors[c]
          }
        }
      }
    }
  }
  return { dims: [rows * columns, size], data }
}

/** Patches go block by block of merge x merge. */
function placeOf(patch: number, columns: number, merge: number): { row: number; column: number } {
  const unit = merge * merge
  const block = Math.floor(patch / unit)
  const within = patch % unit
  const across = columns / merge
  return {
    row: Math.floor(block / across) * merge + Math.floor(within / merge),
    column: (block % across) * merge + (within % merge),
  }
}

function visionRope(
  order: readonly number[],
  columns: number,
  { headWidth, merge, ropeTheta }: VisionConfig,
): RotaryTable {
  const half = headWidth / 2
  const quarter = half / 2
  return tableOf(order.length, half, (token, i) => {
    const { row, column } = placeOf(order[token], columns, merge)
    return (i < quarter ? row : column) * frequency(i % quarter, half, ropeTheta)
  })
}

/** Windows of merged tokens, those at the edges smaller. */
function windowsOf(
  rows: number,
  columns: number,
  { merge, patch, window }: VisionConfig,
): { windowIndex: number[]; windowEnds: number[] } {
  const side = Math.floor(Math.floor(window / merge) / patch)
  const down = rows / merge
  const across = columns / merge
  const windowIndex: number[] = []
  const windowEnds = [0]
  for (let y0 = 0; y0 < down; y0 += side) {
    for (let x0 = 0; x0 < across; x0 += side) {
      for (let y = y0; y < Math.min(down, y0 + side); y++) {
        for (let x = x0; x < Math.min(across, x0 + side); x++) windowIndex.push(y * across + x)
      }
      windowEnds.push(windowIndex.length * merge * merge)
    }
  }
  return { windowIndex, windowEnds }
}

function windowBias(ends: readonly number[]): Floats {
  const count = ends[ends.length - 1]
  const data = new Float32Array(count * count).fill(NEVER)
  for (let i = 1; i < ends.length; i++) {
    for (let row = ends[i - 1]; row < ends[i]; row++) data.fill(0, row * count + ends[i - 1], row * count + ends[i])
  }
  return { dims: [1, 1, count, count], data }
}

/** Filling by the best means there is: an inpainting network where one is installed, else what lies around. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { cropData, grow, pasteData } from '../../../imaging/boxes.ts'
import { label } from '../../../imaging/components.ts'
import type { Box, Mask, RgbF } from '../../../imaging/pixels.ts'
import { resizePlane, resizeRgb } from '../../../imaging/resample.ts'
import { firstInstalled } from '../installed-model.ts'
import type { PeelContext } from '../types.ts'
import { fillBehind } from './fill-behind.ts'
import type { FillModel } from './fill-model.ts'
import { optionalFillModels } from './optional-models.ts'

/** What is shown around a gap, of its longer side; and at least so many pixels. */
const SURROUNDINGS = 0.5
const LEAST_SURROUNDINGS = 64
/** The largest gaps are the network's: more runs take long and show little. */
const MOST_RUNS = 8

/**
 * Fills the hole; pixels outside it come back unchanged. `model` is the best that is installed if it is not said, null
 * for none. Throws what Sessions.run throws, and CANCELLED.
 */
export async function fillHole(image: RgbF, hole: Mask, context: PeelContext, model?: FillModel | null): Promise<RgbF> {
  const network = model === undefined ? await firstInstalled(optionalFillModels, context.sessions) : model
  if (!network) return fillBehind(image, hole)
  const { width, height } = image
  const filled: RgbF = { width, height, data: image.data.slice() }
  const left: Mask = { width, height, data: hole.data.slice() }
  const gaps = label(hole)
  const bySize = gaps.boxes.map((_, index) => index).sort((a, b) => gaps.areas[b] - gaps.areas[a] || a - b)
  const done = new Set<number>()
  for (let runs = 0; runs < MOST_RUNS; runs++) {
    const largest = bySize.find((index) => !done.has(index))
    if (largest === undefined) return filled
    throwIfCancelled(context.signal)
    const shown = surroundings(gaps.boxes[largest], width, height)
    await fillPart(filled, left, shown, network, context)
    for (const index of bySize) if (isInside(gaps.boxes[index], shown)) done.add(index)
    clearInside(left, gaps.labels, done)
  }
  return done.size === gaps.count ? filled : fillBehind(filled, left)
}

function surroundings(box: Box, width: number, height: number): Box {
  const margin = Math.max(LEAST_SURROUNDINGS, SURROUNDINGS * Math.max(box.width, box.height))
  return grow(box, margin, width, height)
}

function isInside(box: Box, shown: Box): boolean {
  return (
    box.x >= shown.x &&
    box.y >= shown.y &&
    box.x + box.width <= shown.x + shown.width &&
    box.y + box.height <= shown.y + shown.height
  )
}

/** Gaps that are done are picture from now on. */
function clearInside(left: Mask, labels: Int32Array, done: ReadonlySet<number>): void {
  for (let i = 0; i < labels.length; i++) if (labels[i] > 0 && done.has(labels[i] - 1)) left.data[i] = 0
}

/** One run of the network on a part of the picture; every pixel of the hole in it gets the network's colour. */
async function fillPart(
  picture: RgbF,
  hole: Mask,
  shown: Box,
  network: FillModel,
  context: PeelContext,
): Promise<void> {
  const { width, height } = shown
  const part: RgbF = { width, height, data: cropData(picture.data, picture.width, 3, shown) }
  const gap: Mask = { width, height, data: cropData(hole.data, hole.width, 1, shown) }
  const sized = network.size === null ? part : resizeRgb(part, network.size, network.size, kernel(width, network.size))
  const sizedGap = network.size === null ? gap : resizeMask(gap, network.size)
  const outputs = await context.sessions.run(network.id, network.encode(sized, sizedGap), context.signal)
  const answer = network.decode(outputs, sized.width, sized.height)
  const own = network.size === null ? answer : resizeRgb(answer, width, height)
  for (let i = 0; i < gap.data.length; i++) {
    if (!gap.data[i]) continue
    for (let c = 0; c < 3; c++) part.data[i * 3 + c] = Math.min(255, Math.max(0, own.data[i * 3 + c]))
  }
  pasteData(picture.data, picture.width, 3, shown, part.data)
}

function kernel(from: number, to: number): 'area' | 'linear' {
  return from > to ? 'area' : 'linear'
}

/** A pixel that any part of the hole falls on is of the hole. */
function resizeMask({ width, height, data }: Mask, size: number): Mask {
  const plane = resizePlane({ width, height, data: Float32Array.from(data) }, size, size, kernel(width, size))
  return { width: size, height: size, data: Uint8Array.from(plane.data, (value) => (value > 1e-3 ? 1 : 0)) }
}

/** The matte of the most salient thing in a picture, or in a part of it. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { cropData, grow, pasteData, wholeBox } from '../../../imaging/boxes.ts'
import type { Box, Plane, RgbF } from '../../../imaging/pixels.ts'
import { resizePlane, resizeRgb } from '../../../imaging/resample.ts'
import { firstInstalled } from '../installed-model.ts'
import type { PeelContext } from '../types.ts'
import { isnet } from './isnet.ts'
import type { MattingModel } from './matting-model.ts'
import { optionalMattingModels } from './optional-models.ts'

/** Share of a box's longer side that is shown around it, for context. */
const MARGIN = 0.25
/** Crops longer than this (longer to shorter side) are widened: the network sees them squeezed to a square. */
const LONGEST_ASPECT = 2

/** The part of the picture that the network is shown for a box. */
export function contextBox(box: Box, width: number, height: number): Box {
  const margin = MARGIN * Math.max(box.width, box.height)
  const wide = grow(box, margin, width, height)
  const shortest = Math.max(wide.width, wide.height) / LONGEST_ASPECT
  const padX = Math.max(0, (shortest - wide.width) / 2)
  const padY = Math.max(0, (shortest - wide.height) / 2)
  const x = Math.max(0, Math.floor(wide.x - padX))
  const y = Math.max(0, Math.floor(wide.y - padY))
  return {
    x,
    y,
    width: Math.min(width, Math.ceil(wide.x + wide.width + padX)) - x,
    height: Math.min(height, Math.ceil(wide.y + wide.height + padY)) - y,
  }
}

/**
 * One run of the network on the whole picture (`box` null) or on the box with a margin around it.
 * `model` is the best that is installed if it is not said. Returns 0..1 a pixel at the picture's size, 0 outside what the network was shown.
 * Throws what Sessions.run throws, and CANCELLED.
 */
export async function matte(image: RgbF, box: Box | null, context: PeelContext, model?: MattingModel): Promise<Plane> {
  throwIfCancelled(context.signal)
  const network = model ?? (await firstInstalled(optionalMattingModels, context.sessions)) ?? isnet
  const { width, height } = image
  const shown = box ? contextBox(box, width, height) : wholeBox(image)
  const part: RgbF = { width: shown.width, height: shown.height, data: cropData(image.data, width, 3, shown) }
  const inputs = network.encode(resizeRgb(part, network.size, network.size, 'linear'))
  const small = network.decode(await context.sessions.run(network.id, inputs, context.signal))
  const own = resizePlane(small, shown.width, shown.height, 'linear')
  const data = new Float32Array(width * height)
  pasteData(data, width, 1, shown, own.data)
  return { width, height, data }
}

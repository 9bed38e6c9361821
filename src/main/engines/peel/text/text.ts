/** The text stage: reads the picture, takes each line of text off it as one layer, and fills what was behind. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { cropData, grow, pasteData } from '../../../imaging/boxes.ts'
import type { Box, RgbF } from '../../../imaging/pixels.ts'
import type { DraftText } from '../../engine.ts'
import type { Found, PeelContext, Peeled } from '../types.ts'
import { joinLines, type Line } from './lines.ts'
import { makeReader, readWords } from './read.ts'
import { mapSurfaces, surfaceOf } from './surface.ts'
import { draftText, takeLine } from './take-line.ts'

export interface PeeledText extends Peeled {
  /** Text that was read but stays in the picture: part of an object, or its glyphs could not be told from the ground. */
  kept: DraftText[]
}

/** Pixels by which a fill is larger than the matte. */
const fillRim = 8

/** Takes the text off a picture. Layers do not overlap; `behind` equals the picture where no text was. */
export async function peelText(image: RgbF, context: PeelContext): Promise<PeeledText> {
  const read = await makeReader(context)
  const words = await readWords(image, read, {
    ...context,
    onProgress: (done) => context.onProgress?.(done * 0.7, 'reading'),
  })
  const lines = joinLines(words)
  const behind: RgbF = { ...image, data: image.data.slice() }
  const taken: Taken[] = []
  const kept: DraftText[] = []
  for (const [n, line] of lines.entries()) {
    throwIfCancelled(context.signal)
    const others = lines.filter((other) => other !== line).map((other) => other.quad)
    const layer = await takeLine(behind, line, others, read)
    if (layer) {
      taken.push({ line, layer })
      context.onFound?.(taken.map((each) => each.layer))
    } else kept.push(draftText(line, [0, 0, 0], image))
    context.onProgress?.(0.7 + (0.3 * (n + 1)) / lines.length, line.string)
  }
  const surfaces = mapSurfaces(behind)
  const layers: Found[] = []
  for (const { line, layer } of taken) {
    if (surfaceOf(surfaces, line.quad) === 'object') {
      putBack(behind, image, layer.box)
      kept.push(...layer.texts)
    } else layers.push(layer)
  }
  context.onFound?.(layers)
  context.onFinished?.(layers)
  return { layers, behind, kept }
}

/** Undoes the filling in a layer's box and the rim of the fill around it. */
function putBack(picture: RgbF, original: RgbF, box: Box): void {
  const whole = grow(box, fillRim, picture.width, picture.height)
  pasteData(picture.data, picture.width, 3, whole, cropData(original.data, original.width, 3, whole))
}

interface Taken {
  line: Line
  layer: Found
}

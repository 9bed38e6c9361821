/** Puts layers that were finished before a run was cancelled over the picture they came from, exactly. */
import type { Rgba8 } from '../../imaging/pixels.ts'
import { scaledCopy } from '../carry/working-copy.ts'
import type { FinishedLayers, LayerDraft } from '../engine.ts'
import type { LayerStrip, StripSource } from '../exact/exact.ts'
import { backgroundOf, draftsOf, uniquelyNamed } from '../peel/assemble.ts'
import { namedByLook } from '../peel/looks.ts'
import type { Found } from '../peel/types.ts'

/** Under more cover than this what lies below cannot be worked out from what is seen. */
const MOST_COVER = 0.9

/**
 * Bottom to top: the picture, and the layers over it with the mattes and colours they were found with. The picture stays
 * as it is where no layer is, and where the layers hide it; where they are half transparent, it is what shows through.
 * Compositing the drafts gives back the picture exactly.
 */
export function keepFinished(picture: Rgba8, { width, height, layers }: FinishedLayers): LayerDraft[] {
  const working = scaledCopy(picture, width, height)
  const stack = uniquelyNamed(namedByLook([backgroundOf(working.guide), ...layers.map(asFound)]))
  return draftsOf(picture, working, stack, (strips) => overPicture(picture, strips))
}

function asFound({ pixels, ...draft }: LayerDraft): Found {
  const count = pixels.length / 4
  const alpha = new Float32Array(count)
  const color = new Float32Array(count * 3)
  for (let i = 0; i < count; i++) {
    alpha[i] = pixels[i * 4 + 3] / 255
    for (let c = 0; c < 3; c++) color[i * 3 + c] = pixels[i * 4 + c]
  }
  return { ...draft, alpha, color }
}

/** In place of the lowest layer's own colours, what of the picture shows through the others: B = (P − αC) / (1 − α). */
function overPicture(picture: Rgba8, strips: StripSource): StripSource {
  return (y0, y1) => {
    const [, ...others] = strips(y0, y1)
    const { width } = picture
    const count = width * (y1 - y0)
    const color = new Float32Array(count * 3)
    const clear = new Float32Array(count).fill(1)
    for (const strip of others) if (strip) coverWith(strip, color, clear, width, y0)
    for (let i = 0; i < count; i++) {
      const at = (y0 * width + i) * 4
      for (let c = 0; c < 3; c++) {
        const seen = picture.data[at + c]
        const shows = clear[i] < 1 && clear[i] >= 1 - MOST_COVER
        color[i * 3 + c] = shows ? Math.min(255, Math.max(0, (seen - color[i * 3 + c]) / clear[i])) : seen
      }
    }
    const box = { x: 0, y: y0, width, height: y1 - y0 }
    return [{ box, alpha: new Float32Array(count).fill(1), color }, ...others]
  }
}

/** Puts a layer over what is there: colours times their alphas, and what is left clear. */
function coverWith(strip: LayerStrip, color: Float32Array, clear: Float32Array, width: number, y0: number): void {
  const { box } = strip
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      const from = y * box.width + x
      const alpha = strip.alpha[from]
      if (alpha <= 0) continue
      const to = (box.y + y - y0) * width + box.x + x
      clear[to] *= 1 - alpha
      for (let c = 0; c < 3; c++) {
        color[to * 3 + c] = color[to * 3 + c] * (1 - alpha) + strip.color[from * 3 + c] * alpha
      }
    }
  }
}

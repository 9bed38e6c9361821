/** Takes flat artwork apart by its regions: whole shapes, as they were drawn one over the other. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import type { Found, PeelContext, Peeled } from '../types.ts'
import { layersOf } from './layers.ts'
import { describe } from './names.ts'
import { sortScene } from './scene.ts'

/** Soft edges of text reach this far, pixels. */
const TEXT_RIM = 1.5

export interface PeeledArtwork extends Peeled {
  /** The text that was given, its edges fitted to what is now known to be behind it. */
  texts: Found[]
}

/**
 * The layers of flat artwork under its text, bottom to top, and its lowest ground, whole. `noise` in levels; `subject` is
 * the matte of the main subject. Null where the picture has no ground. Throws CANCELLED.
 */
export function peelArtwork(
  image: RgbF,
  texts: readonly Found[],
  noise: number,
  subject: Plane,
  context: PeelContext,
): PeeledArtwork | null {
  const hole = dilate(coveredBy(texts, image), TEXT_RIM)
  const scene = sortScene(image, hole, noise, subject.data)
  if (!scene) return null
  throwIfCancelled(context.signal)
  context.onProgress?.(0.3, 'shapes')
  const { layers, elements, behind } = layersOf(image, scene, hole, (done) => {
    throwIfCancelled(context.signal)
    context.onProgress?.(0.3 + 0.7 * done, 'shapes')
  })
  context.onProgress?.(1)
  const named = layers.map((found, k) => ({ ...found, ...describe(scene, elements[k], found) }))
  return { layers: named, behind, texts: [...texts] }
}

function coveredBy(texts: readonly Found[], { width, height }: RgbF): Mask {
  const data = new Uint8Array(width * height)
  for (const { box, alpha } of texts) {
    for (let i = 0; i < alpha.length; i++) {
      if (alpha[i] > 0) data[(box.y + Math.floor(i / box.width)) * width + box.x + (i % box.width)] = 1
    }
  }
  return { width, height, data }
}

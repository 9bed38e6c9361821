/** Takes flat artwork apart by its regions: whole shapes, as they were drawn one over the other. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { fromTheTop } from '../found-so-far.ts'
import { matte } from '../matting/matte.ts'
import type { PeeledText } from '../text/text.ts'
import type { Found, PeelContext, Peeled } from '../types.ts'
import { groupGrounds } from './group-grounds.ts'
import { layersOf } from './layers.ts'
import { refitText } from './refit-text.ts'
import { sortScene } from './scene.ts'

/** Soft edges of text reach this far, pixels. */
const TEXT_RIM = 1.5

export interface FlatArtwork {
  picture: RgbF
  /** What the text stage gave. */
  text: PeeledText
  /** Levels. */
  noise: number
  /** Layers besides the background and the text from which on grounds are grouped. */
  most: number
}

export interface PeeledArtwork extends Peeled {
  /** The text over what is now known to be behind it. */
  texts: Found[]
}

/**
 * The layers of flat artwork, bottom to top, and its lowest ground, whole. Null where it has no ground. Throws what
 * Sessions.run throws, and CANCELLED.
 */
export async function peelArtwork(
  { picture, text, noise, most }: FlatArtwork,
  context: PeelContext,
): Promise<PeeledArtwork | null> {
  const hole = dilate(coveredBy(text.layers, picture), TEXT_RIM)
  const subject = await matte(text.behind, null, context)
  throwIfCancelled(context.signal)
  context.onProgress?.(0.2, 'shapes')
  const scene = sortScene(picture, hole, noise, subject.data)
  if (!scene) return null
  throwIfCancelled(context.signal)
  context.onProgress?.(0.4, 'shapes')
  const cut = layersOf(picture, scene, { hole, noise, printed: text.kept }, (layers, done) => {
    throwIfCancelled(context.signal)
    context.onFound?.(fromTheTop(layers))
    context.onFinished?.(layers)
    context.onProgress?.(0.4 + 0.6 * done, 'shapes')
  })
  return {
    layers: groupGrounds(scene, cut.elements, cut.layers, most),
    texts: text.layers.map((found) => refitText(found, picture, text.behind, cut.withoutText)),
    behind: cut.behind,
  }
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

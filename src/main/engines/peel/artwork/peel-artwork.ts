/** Takes flat artwork apart by its regions: whole shapes, as they were drawn one over the other. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { dilate } from '../../../imaging/morphology.ts'
import type { Mask, Plane, RgbF } from '../../../imaging/pixels.ts'
import { stackTexts } from '../glyph-bits.ts'
import type { PeeledText } from '../text/text.ts'
import type { Found, PeelContext, Peeled } from '../types.ts'
import { groupGrounds } from './group-grounds.ts'
import { layersOf } from './layers.ts'
import { describe } from './names.ts'
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
  /** The matte of the main subject. */
  subject: Plane
  /** Layers besides the background and the text from which on grounds are grouped. */
  most: number
}

/** The layers of flat artwork, bottom to top, and its lowest ground, whole. Null where it has no ground. Throws CANCELLED. */
export function peelArtwork({ picture, text, noise, subject, most }: FlatArtwork, context: PeelContext): Peeled | null {
  const { width, height } = picture
  const hole = dilate(coveredBy(text.layers, picture), TEXT_RIM)
  const scene = sortScene(picture, hole, noise, subject.data)
  if (!scene) return null
  throwIfCancelled(context.signal)
  context.onProgress?.(0.3, 'shapes')
  const { layers, elements, behind, withoutText } = layersOf(picture, scene, hole, noise, (done) => {
    throwIfCancelled(context.signal)
    context.onProgress?.(0.3 + 0.7 * done, 'shapes')
  })
  context.onProgress?.(1)
  const named = layers.map((found, k) => ({ ...found, ...describe(scene, elements[k], found, text.kept) }))
  const things = groupGrounds(scene, elements, named, most)
  const texts = text.layers.map((found) => refitText(found, picture, text.behind, withoutText))
  return { layers: stackTexts(things, texts, width, height), behind }
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

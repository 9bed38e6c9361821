/** What a picture to be picked from is made of: looked at once, before the first click where there is time. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import { toRgbF } from '../../../imaging/color.ts'
import { gradient } from '../../../imaging/filter.ts'
import type { Plane, Rgba8, RgbF } from '../../../imaging/pixels.ts'
import { peelArtwork } from '../artwork/peel-artwork.ts'
import { asArtwork, flatArtwork } from '../background/artwork.ts'
import { modelBackground } from '../background/background.ts'
import { contrastingGray, isCutOut, onGround } from '../cut-out.ts'
import { peelModelled } from '../modelled/modelled.ts'
import { withoutCovered, worthwhile } from '../stack.ts'
import { peelText, type PeeledText } from '../text/text.ts'
import type { Found, PeelContext } from '../types.ts'
import { mobileSam } from './mobile-sam.ts'
import { PhotoThings } from './photo-thing.ts'
import { isInstalled, type PromptedPicture } from './prompt.ts'

/** A background that shows on less of the picture than this may be one area of flat artwork among others. */
const GROUND_SHARE = 0.6

export interface Scene {
  /** The picture; a cut-out one on a grey that it stands out from. */
  image: RgbF
  /** Its gradient. */
  steep: Plane
  /** Opaque pixels. */
  area: number
  /**
   * The picture is flat artwork: `things` are what shows of the layers that decomposing makes of it (`artwork`), or a click
   * means a region of even colour before anything else (`regions`).
   */
  flat: 'artwork' | 'regions' | null
  texts: Found[]
  /** The picture without its text. */
  behind: RgbF
  /** What stands on a background that is known, or makes up artwork, bottom to top; null where neither is known. */
  things: Found[] | null
  photo: PhotoThings
  /** Answers for photographs where MobileSAM is installed. */
  prompted: PromptedPicture | null
}

/** Takes some seconds, most of them for reading the text. Throws what Sessions.run throws, and CANCELLED. */
export async function lookAt(picture: Rgba8, context: PeelContext): Promise<Scene> {
  const cut = isCutOut(picture)
  const image = cut ? onGround(picture, contrastingGray(picture)) : toRgbF(picture)
  const text = await peelText(image, context)
  throwIfCancelled(context.signal)
  const { behind } = text
  const { things, flat } = await thingsIn(image, text, context)
  const photo = new PhotoThings(behind)
  const prompted =
    !things && (await isInstalled(mobileSam, context.sessions)) ? await mobileSam.open(image, context) : null
  if (!things && !prompted) await photo.whole(context)
  return {
    image,
    steep: gradient(image),
    area: opaqueArea(picture),
    flat,
    texts: text.layers,
    behind,
    things: things && worthwhile(things, picture.width, picture.height),
    photo,
    prompted,
  }
}

async function thingsIn(
  picture: RgbF,
  text: PeeledText,
  context: PeelContext,
): Promise<Pick<Scene, 'things' | 'flat'>> {
  const model = modelBackground(text.behind)
  const artwork = flatArtwork(text.behind, model)
  // Grounds are told apart here however many there are: a click means one of them.
  const shapes = artwork && (await peelArtwork({ picture, text, noise: artwork.noise, most: Infinity }, context))
  if (shapes) return { things: withoutCovered(shapes.layers), flat: 'artwork' }
  const unclear = model.kind === 'photo' || model.kind === 'pattern' || model.share < GROUND_SHARE
  const flat = unclear && asArtwork(text.behind) ? 'regions' : null
  if (!model.picture) return { things: null, flat }
  const textBoxes = text.layers.map(({ box }) => box)
  const { layers } = await peelModelled(text.behind, model, { ...context, textBoxes })
  return { things: partsApart(layers), flat }
}

/** Shapes without what lies over them; panels go with what they carry, and what is soft hides nothing. */
function partsApart(layers: readonly Found[]): Found[] {
  const objects = layers.filter(({ kind }) => kind === 'object')
  const shown = new Map(withoutCovered(objects).map((found, k) => [objects[k], found]))
  return layers.map((found) => shown.get(found) ?? found)
}

function opaqueArea({ data }: Rgba8): number {
  let area = 0
  for (let i = 3; i < data.length; i += 4) if (data[i] >= 128) area++
  return area
}

/** How far from the ink of a line a click may be, of the line's height, and at least so many pixels. */
const BESIDE_INK = 0.15
const LEAST_BESIDE = 3

/** The line of text at a point: on its ink, or right beside it. */
export function textAt({ texts }: Scene, x: number, y: number): Found | null {
  return texts.find((line) => isBesideInk(line, x, y)) ?? null
}

function isBesideInk({ box, alpha }: Found, x: number, y: number): boolean {
  const reach = Math.max(LEAST_BESIDE, Math.round(BESIDE_INK * Math.min(box.width, box.height)))
  const column = Math.floor(x) - box.x
  const row = Math.floor(y) - box.y
  for (let v = Math.max(0, row - reach); v <= Math.min(box.height - 1, row + reach); v++) {
    for (let u = Math.max(0, column - reach); u <= Math.min(box.width - 1, column + reach); u++) {
      if (alpha[v * box.width + u] >= 0.5 && Math.hypot(u - column, v - row) <= reach) return true
    }
  }
  return false
}

/** Pictures that are themselves cut out: a layer split again, a logo or product on transparency. */
import type { Rgba8, RgbF } from '../../imaging/pixels.ts'
import { wholeBox } from '../../imaging/boxes.ts'
import type { DecomposeOptions } from '../engine.ts'
import { splitFurther } from './modelled/split-further.ts'
import { takeLettering } from './text/lettering.ts'
import { meanColor } from './stack.ts'
import { splitText } from './text/split-text.ts'
import { peelText } from './text/text.ts'
import type { Found, PeelContext, Peeled } from './types.ts'

/** Clear share of the picture from which it counts as cut out; less is a rounded corner or a frame. */
const CLEAR_SHARE = 0.03

/** Parts looked for where no number is asked for: a thing rarely falls into more without cutting through it. */
const AUTO_PARTS = 4

export function isCutOut(image: Rgba8): boolean {
  let clear = 0
  for (let i = 3; i < image.data.length; i += 4) if (image.data[i] < 128) clear++
  return clear > CLEAR_SHARE * image.width * image.height
}

/**
 * The texts and parts of a cut-out; of one line of text its words, of one word its letters. Where the picture is known to
 * be a text, nothing is read. There is no background:
 * `behind` is the flat colour it was looked at on, the lowest part stands in its place.
 */
export async function cutOut(
  image: Rgba8,
  { layers: wanted, text: known }: Pick<DecomposeOptions, 'layers' | 'text'>,
  finding: PeelContext,
  cutting: PeelContext,
): Promise<Peeled> {
  const ground = contrastingGray(image)
  const behind = flat(image, ground)
  const shown = onGround(image, ground)
  if (known) return { layers: splitText(textOf(wholeThing(image, shown, ground), known), wanted), behind }
  const text = await peelText(shown, finding)
  const { lines, rest } = takeLettering(wholeThing(image, text.behind, ground), text.layers)
  if (!rest) return { layers: lines.length === 1 ? splitText(lines[0], wanted) : lines, behind }
  const room = (wanted === 'auto' ? AUTO_PARTS : wanted) - lines.length
  const parts = room > 1 ? await splitFurther(rest, behind, room, cutting) : [rest]
  return { layers: [...parts, ...lines], behind }
}

/** A thing that is known to be this text. Its texts' colour is that of its glyphs. */
function textOf(thing: Found, string: string): Found {
  const { box } = thing
  const color = meanColor(thing)
  return { ...thing, kind: 'text', name: `Text: ${string}`, texts: [{ string, box, confidence: 1, color }] }
}

/** Black, mid grey or white: the one farthest from the picture's own luminances, weighted by alpha. */
export function contrastingGray(image: Rgba8): number {
  const grounds = [255, 128, 0]
  const distances = grounds.map((ground) => {
    let sum = 0
    for (let i = 0; i < image.data.length; i += 4) {
      const luma = 0.299 * image.data[i] + 0.587 * image.data[i + 1] + 0.114 * image.data[i + 2]
      // Near ones count most: a part that vanishes is worse than one that is faint.
      sum += image.data[i + 3] / (16 + Math.abs(luma - ground))
    }
    return sum
  })
  return grounds[distances.indexOf(Math.min(...distances))]
}

export function onGround(image: Rgba8, ground: number): RgbF {
  const data = new Float32Array(image.width * image.height * 3)
  for (let i = 0; i < image.width * image.height; i++) {
    const a = image.data[i * 4 + 3] / 255
    for (let c = 0; c < 3; c++) data[i * 3 + c] = a * image.data[i * 4 + c] + (1 - a) * ground
  }
  return { width: image.width, height: image.height, data }
}

/** The cut-out as one thing, its text gone: the ground is taken out of the colours again. */
function wholeThing(image: Rgba8, withoutText: RgbF, ground: number): Found {
  const count = image.width * image.height
  const alpha = new Float32Array(count)
  const color = new Float32Array(count * 3)
  for (let i = 0; i < count; i++) {
    const a = (alpha[i] = image.data[i * 4 + 3] / 255)
    if (a <= 0) continue
    for (let c = 0; c < 3; c++) {
      color[i * 3 + c] = Math.min(255, Math.max(0, (withoutText.data[i * 3 + c] - (1 - a) * ground) / a))
    }
  }
  return { kind: 'object', name: 'Object', box: wholeBox(image), alpha, color, confidence: 1, texts: [] }
}

function flat(image: Rgba8, value: number): RgbF {
  const data = new Float32Array(image.width * image.height * 3).fill(value)
  return { width: image.width, height: image.height, data }
}

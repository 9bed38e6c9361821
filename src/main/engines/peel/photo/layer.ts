/** From things and their shadows to layers. */
import type { LayerKind } from '../../../../shared/document/types.ts'
import { boundsOf, boxArea, cropData, union } from '../../../imaging/boxes.ts'
import type { RgbF } from '../../../imaging/pixels.ts'
import { estimateForeground } from '../matting/foreground.ts'
import type { Found } from '../types.ts'
import { cropPlane, type Cutout, HAZE, weightOf } from './cutout.ts'
import { embed, type Shadow } from './drop-shadow.ts'

/** A thing that was found, its shadow, and the picture it was cut from. */
export interface Thing {
  cutout: Cutout
  shadow: Shadow | null
  seen: RgbF
  /** What toLayers made of it, all but its name; null: nothing is left of it. */
  layer?: Found | null
}

/** Layers from left to right, the most striking thing as the subject. */
export function toLayers(things: readonly Thing[]): Found[] {
  const names = nameCutouts(things.map(({ cutout }) => cutout))
  return names.flatMap(({ cutout, ...about }) => {
    const thing = things.find((each) => each.cutout === cutout)
    if (!thing) return []
    if (thing.layer === undefined) thing.layer = objectLayer(thing.seen, cutout, thing.shadow, about)
    return thing.layer ? { ...thing.layer, ...about } : []
  })
}

/** What the layers of these are going to be called, bottom to top. */
export function nameCutouts(cutouts: readonly Cutout[]): { cutout: Cutout; kind: LayerKind; name: string }[] {
  if (cutouts.length === 0) return []
  const main = cutouts.reduce((best, cutout) => (salience(best) >= salience(cutout) ? best : cutout))
  const center = ({ box }: Cutout) => box.x + box.width / 2
  const sorted = [...cutouts].sort((a, b) => center(a) - center(b))
  const others = sorted.filter((cutout) => cutout !== main)
  return sorted.map((cutout) => {
    if (cutout === main) return { cutout, kind: 'subject', name: 'Subject' }
    const number = others.length > 1 ? ` ${others.indexOf(cutout) + 1}` : ''
    return { cutout, kind: 'object', name: `Object${number}` }
  })
}

/** What the eye goes to: large and certain. */
function salience(cutout: Cutout): number {
  return Math.sqrt(boxArea(cutout.box) * weightOf(cutout.matte)) * cutout.confidence
}

/** The object over its (black) shadow as one straight-alpha layer, cropped; null where nothing is left. */
function objectLayer(
  image: RgbF,
  cutout: Cutout,
  shadow: Shadow | null,
  about: { kind: LayerKind; name: string },
): Found | null {
  const whole = shadow ? union(cutout.box, shadow.box) : cutout.box
  const matte = embed(cutout, whole)
  const together = embed(cutout, whole)
  if (shadow) {
    const dark = embed({ box: shadow.box, matte: shadow.alpha }, whole).data
    for (let i = 0; i < dark.length; i++) together.data[i] += dark[i] * (1 - together.data[i])
  }
  const inner = boundsOf(together, HAZE)
  if (!inner) return null
  const box = { ...inner, x: inner.x + whole.x, y: inner.y + whole.y }
  const part: RgbF = { width: box.width, height: box.height, data: cropData(image.data, image.width, 3, box) }
  const own = cropPlane(matte, inner)
  const alpha = cropPlane(together, inner).data
  const { foreground } = estimateForeground(part, own)
  const color = new Float32Array(alpha.length * 3)
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i] <= HAZE) alpha[i] = 0
    else for (let c = 0; c < 3; c++) color[i * 3 + c] = (foreground.data[i * 3 + c] * own.data[i]) / alpha[i]
  }
  return { ...about, box, alpha, color, confidence: cutout.confidence, texts: [] }
}

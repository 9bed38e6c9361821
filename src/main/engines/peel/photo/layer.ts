/** From an object's matte and shadow to the layer that shows both. */
import type { LayerKind } from '../../../../shared/document/types.ts'
import { boundsOf, cropData, union } from '../../../imaging/boxes.ts'
import type { RgbF } from '../../../imaging/pixels.ts'
import { estimateForeground } from '../matting/foreground.ts'
import type { Found } from '../types.ts'
import { cropPlane, type Cutout, HAZE } from './cutout.ts'
import { embed, type Shadow } from './drop-shadow.ts'

/** The object over its (black) shadow as one straight-alpha layer, cropped; null where nothing is left. */
export function objectLayer(
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

/** From an object's matte and shadow to the layer that shows both. */
import type { LayerKind } from '../../../../shared/document/types.ts'
import { boundsOf, cropData } from '../../../imaging/boxes.ts'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import { estimateForeground } from '../matting/foreground.ts'
import type { Found } from '../types.ts'

/** Alphas below this are nothing anyone sees. */
export const HAZE = 2 / 255

/** The object over its (black) shadow as one straight-alpha layer, cropped; null where nothing is left. */
export function objectLayer(
  image: RgbF,
  object: Plane,
  shadow: Plane | null,
  about: { kind: LayerKind; name: string; confidence: number },
): Found | null {
  const { width } = image
  const together = object.data.map((a, i) => a + (shadow ? shadow.data[i] : 0) * (1 - a))
  const box = boundsOf({ ...object, data: together }, HAZE)
  if (!box) return null
  const part: RgbF = { width: box.width, height: box.height, data: cropData(image.data, width, 3, box) }
  const matte = { width: box.width, height: box.height, data: cropData(object.data, width, 1, box) }
  const { foreground } = estimateForeground(part, matte)
  const alpha = cropData(together, width, 1, box)
  const color = new Float32Array(alpha.length * 3)
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i] <= HAZE) {
      alpha[i] = 0
      continue
    }
    for (let c = 0; c < 3; c++) color[i * 3 + c] = (foreground.data[i * 3 + c] * matte.data[i]) / alpha[i]
  }
  return { ...about, box, alpha, color, texts: [] }
}

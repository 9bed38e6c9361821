/** What is known of the layers while the model is still at work on them. */
import { boundsOf, wholeBox } from '../../imaging/boxes.ts'
import type { Box, Rgba8 } from '../../imaging/pixels.ts'
import type { FoundLayer } from '../engine.ts'
import { fromTheTop } from '../peel/found-so-far.ts'
import type { Found } from '../peel/types.ts'

/** Alpha of a preview over which it shows something: it is rough, and much of it is haze. */
const SHOWN = 96

interface Size {
  width: number
  height: number
}

/**
 * Previews of the layers, bottom to top, as layers of a picture of `size`, from the top down; those that show nothing yet are
 * left out.
 */
export function layersInPreview([bottom, ...above]: readonly Rgba8[], size: Size): FoundLayer[] {
  const background: FoundLayer = { name: 'Background', kind: 'background', box: wholeBox(size), preview: bottom }
  const others = above.flatMap((preview, index): FoundLayer[] => {
    const { width, height, data } = preview
    const alpha = Float32Array.from({ length: width * height }, (_, i) => data[i * 4 + 3])
    const box = boundsOf({ width, height, data: alpha }, SHOWN)
    if (!box) return []
    return [{ name: `Object ${index + 1}`, kind: 'object', box: scaled(box, preview, size), preview }]
  })
  return [background, ...others].reverse()
}

/** Layers that are found and named, bottom to top at the size the model works at; from the top down. */
export function layersAsFound(layers: readonly Found[], working: Size, size: Size): FoundLayer[] {
  return fromTheTop(layers).map((layer) => ({ ...layer, box: scaled(layer.box, working, size) }))
}

function scaled(box: Box, from: Size, to: Size): Box {
  const x = Math.floor((box.x * to.width) / from.width)
  const y = Math.floor((box.y * to.height) / from.height)
  const right = Math.min(to.width, Math.ceil(((box.x + box.width) * to.width) / from.width))
  const bottom = Math.min(to.height, Math.ceil(((box.y + box.height) * to.height) / from.height))
  return { x, y, width: right - x, height: bottom - y }
}

/** From found things at working size to exact drafts at the picture's own size. */
import type { Box, Rgba8, RgbF } from '../../imaging/pixels.ts'
import { boundsOf, cropData, wholeBox } from '../../imaging/boxes.ts'
import type { LayerDraft } from '../engine.ts'
import { carryToFullSize } from '../carry/carry.ts'
import { fullSize, type WorkingCopy } from '../carry/working-copy.ts'
import { solveExactly, type StripSource } from '../exact/exact.ts'
import type { Found } from './types.ts'

/** The background as a found thing: opaque, the whole picture. */
export function backgroundOf(behind: RgbF, name = 'Background'): Found {
  const alpha = new Float32Array(behind.width * behind.height).fill(1)
  return { kind: 'background', name, box: wholeBox(behind), alpha, color: behind.data, confidence: 1, texts: [] }
}

/**
 * Carries the stack (bottom to top, the lowest one as large as the working copy) to the picture's size, solves it against
 * the picture and makes drafts, cropped to what shows. Empty layers are dropped.
 */
export function assemble(picture: Rgba8, working: WorkingCopy, stack: readonly Found[]): LayerDraft[] {
  return draftsOf(picture, working, stack, (strips) => strips)
}

/** The same with something done to the layers when they are carried, before they are solved. */
export function draftsOf(
  picture: Rgba8,
  working: WorkingCopy,
  stack: readonly Found[],
  change: (strips: StripSource) => StripSource,
): LayerDraft[] {
  const { boxes, strips } = carryToFullSize(picture, working, stack)
  const layers = solveExactly(picture, boxes, change(strips))
  return stack.flatMap((found, k) => {
    const cropped = cropToShown(boxes[k], layers[k])
    if (!cropped) return []
    const texts = found.texts.map((text) => ({ ...text, box: fullSize(text.box, working, picture) }))
    return [{ ...cropped, name: found.name, kind: found.kind, confidence: found.confidence, texts }]
  })
}

/** A layer cropped to its pixels that show at all; null where none do. */
export function cropToShown(box: Box, pixels: Uint8Array): { box: Box; pixels: Uint8Array } | null {
  const alpha = new Uint8Array(box.width * box.height)
  for (let i = 0; i < alpha.length; i++) alpha[i] = pixels[i * 4 + 3]
  const inner = boundsOf({ width: box.width, height: box.height, data: alpha })
  if (!inner) return null
  const cropped = cropData(pixels, box.width, 4, inner)
  return { box: { ...inner, x: box.x + inner.x, y: box.y + inner.y }, pixels: cropped }
}

/** "Object", "Object 2"...: counted from the bottom. */
export function uniquelyNamed(stack: readonly Found[]): Found[] {
  const used = new Set<string>()
  return stack.map((found) => {
    let name = found.name
    for (let n = 2; used.has(name); n++) name = `${found.name} ${n}`
    used.add(name)
    return { ...found, name }
  })
}

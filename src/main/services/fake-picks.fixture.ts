/** Picking for tests: quick, without models. A point means what is connected to it in exactly its colour. */
import type { Hint } from '../engines/peel/prompt/prompt.ts'
import type { OpenPictureToPick, PickedMatte } from '../engines/pick-messages.ts'
import { boundsOf, cropData } from '../imaging/boxes.ts'
import { labelWhere } from '../imaging/components.ts'

export const openPictureToPick: OpenPictureToPick = (image) => {
  const { width, height, data } = image
  const same = (a: number, b: number) => [0, 1, 2, 3].every((c) => data[a * 4 + c] === data[b * 4 + c])
  const { labels } = labelWhere(width, height, 4, (i) => data[i * 4 + 3] > 0, same)
  const matte = async (hints: readonly Hint[]): Promise<PickedMatte | null> => {
    const mask = new Uint8Array(width * height)
    for (const hint of hints) {
      if (hint.kind !== 'point') continue
      const id = labels[Math.floor(hint.y) * width + Math.floor(hint.x)]
      for (let i = 0; i < mask.length; i++) if (id > 0 && labels[i] === id) mask[i] = hint.inside ? 1 : 0
    }
    const box = boundsOf({ width, height, data: mask })
    if (!box) return null
    const inside = cropData(mask, width, 1, box).map((bit) => 255 * bit)
    return { box, width: box.width, height: box.height, data: inside, texts: [] }
  }
  return {
    prepare: async () => {},
    hover: (x, y) => matte([{ kind: 'point', x, y, inside: true }]),
    matte: (hints) => matte(hints),
    close: () => {},
  }
}

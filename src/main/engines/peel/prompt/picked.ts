/** A large picture is looked at as a working copy; what is asked and answered is in its own pixels. */
import { boundsOf, cropData } from '../../../imaging/boxes.ts'
import type { Box, Plane } from '../../../imaging/pixels.ts'
import { workingCopy } from '../../carry/working-copy.ts'
import type { DraftText } from '../../engine.ts'
import type { OpenPictureToPick, PickedMatte } from '../../pick-messages.ts'
import { type Cutout, HAZE } from '../photo/cutout.ts'
import type { Hint } from './prompt.ts'
import { PickSource } from './source.ts'

export const openPictureToPick: OpenPictureToPick = (picture, sessions) => {
  const working = workingCopy(picture)
  const { scaleX, scaleY, image } = working
  const source = new PickSource(image, { sessions })
  const enlarged = ({ x, y, width, height }: Box): Box => ({
    x: x * scaleX,
    y: y * scaleY,
    width: width * scaleX,
    height: height * scaleY,
  })
  const answer = ({ box, matte: { width, height, data } }: Cutout, texts: readonly DraftText[]): PickedMatte => ({
    box: enlarged(box),
    width,
    height,
    data: Uint8Array.from(data, (value) => Math.round(255 * value)),
    texts: texts.map((text) => ({ ...text, box: enlarged(text.box) })),
  })
  return {
    prepare: () => source.prepare(),
    async hover(x, y) {
      const cutout = await source.hover(x / scaleX, y / scaleY)
      return cutout && answer(cutout, [])
    },
    async matte(hints, signal) {
      const plane = await source.matte(
        hints.map((hint) => shrunk(hint, scaleX, scaleY)),
        signal,
      )
      const box = boundsOf(plane, HAZE)
      if (!box) return null
      const data = cropData(plane.data, plane.width, 1, box)
      const cutout = { box, matte: { width: box.width, height: box.height, data }, confidence: 1 }
      return answer(cutout, source.textsIn(plane))
    },
    close: () => source.close(),
  }
}

function shrunk(hint: Hint, scaleX: number, scaleY: number): Hint {
  if (hint.kind === 'point') return { ...hint, x: hint.x / scaleX, y: hint.y / scaleY }
  if (hint.kind === 'stroke') {
    return { ...hint, size: hint.size / scaleX, points: hint.points.map((at, k) => at / (k % 2 ? scaleY : scaleX)) }
  }
  const { x, y, width, height } = hint
  return { ...hint, x: x / scaleX, y: y / scaleY, width: width / scaleX, height: height / scaleY }
}

/** The part of a matte that lies over a picture, as large as the whole picture is at the matte's own scale. */
export function matteOver(picture: { width: number; height: number }, matte: PickedMatte): Plane {
  const { box, width, height, data } = matte
  const scaleX = width / box.width
  const scaleY = height / box.height
  const size = { width: Math.round(picture.width * scaleX), height: Math.round(picture.height * scaleY) }
  const left = Math.round(box.x * scaleX)
  const top = Math.round(box.y * scaleY)
  const out = new Float32Array(size.width * size.height)
  for (let y = Math.max(0, -top); y < height && top + y < size.height; y++) {
    for (let x = Math.max(0, -left); x < width && left + x < size.width; x++) {
      out[(top + y) * size.width + left + x] = data[y * width + x] / 255
    }
  }
  return { ...size, data: out }
}

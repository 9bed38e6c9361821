import { describe, expect, it } from 'vitest'
import { contextBox } from '../matting/matte.ts'
import { findFragments } from './fragments.ts'
import { interestIn, partsOf, whollyShown } from './parts-of-picture.ts'

const [width, height] = [100, 62]

/** A matte that is 1 in these boxes. */
function matte(...boxes: [x: number, y: number, width: number, height: number][]) {
  const data = new Float32Array(width * height)
  for (const [x, y, w, h] of boxes) {
    for (let row = y; row < y + h; row++) data.fill(1, row * width + x, row * width + x + w)
  }
  return { width, height, data }
}

describe('parts of a picture', () => {
  it('are together the picture, each pixel once', () => {
    const seen = new Uint8Array(width * height)
    for (const part of partsOf(width, height)) {
      for (let y = part.y; y < part.y + part.height; y++) {
        for (let x = part.x; x < part.x + part.width; x++) seen[y * width + x]++
      }
    }
    expect(seen.every((times) => times === 1)).toBe(true)
  })

  it('hold what is wholly shown with them, up to the frame, and not what goes on beyond', () => {
    const part = partsOf(width, height)[0]
    const shown = contextBox(part, width, height)
    const at = shown.width
    const plane = matte([0, 0, 6, 6], [at - 20, 10, 12, 8], [at - 4, 30, 4, 8])
    const { list, labels } = whollyShown(findFragments(plane), part)
    expect(list.map(({ box }) => box.x)).toEqual([0, at - 20])
    expect(labels[31 * width + at - 2]).toBe(0)
    expect(labels[11 * width + at - 15]).toBe(list[1].id)
  })

  it('are of interest for what is seen in them and was not taken away', () => {
    const part = partsOf(width, height)[0]
    const whole = matte([4, 4, 10, 10])
    const filled = { width, height, data: new Uint8Array(width * height) }
    expect(interestIn(part, whole, filled)).toBe(1)
    expect(interestIn(partsOf(width, height)[8], whole, filled)).toBe(0)
    expect(interestIn(part, whole, { ...filled, data: filled.data.map(() => 1) })).toBe(0)
  })
})

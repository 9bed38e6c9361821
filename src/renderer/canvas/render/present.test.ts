import { describe, expect, it } from 'vitest'
import { newSurface } from './fast-blend.ts'
import { present, visibleRegion, type ScreenView } from './present.ts'

const view: ScreenView = {
  width: 8,
  height: 6,
  offsetX: 2,
  offsetY: 1,
  factor: 2,
  canvas: { x: 0, y: 0, width: 2, height: 2 },
  cell: 2,
  greys: [200, 100],
}
const whole = { x: 0, y: 0, width: 8, height: 6 }
const hex = (words: Int32Array) => [...words].map((word) => (word >>> 0).toString(16).padStart(8, '0'))

describe('present', () => {
  it('enlarges pixel by pixel, and is clear outside the canvas', () => {
    const surface = newSurface({ x: 0, y: 0, width: 2, height: 2 })
    surface.words.set([0xff000001, 0xff000002, 0xff000003, 0xff000004])
    const out = new Int32Array(48).fill(7)
    present(out, view, surface, whole)
    const rows = Array.from({ length: 6 }, (_, y) => [...out.subarray(y * 8, y * 8 + 8)].map((word) => word & 255))
    expect(rows).toEqual([
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0, 1, 1, 2, 2, 0, 0],
      [0, 0, 1, 1, 2, 2, 0, 0],
      [0, 0, 3, 3, 4, 4, 0, 0],
      [0, 0, 3, 3, 4, 4, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0],
    ])
  })

  it('shows the checkerboard, fixed to the screen, through what is clear', () => {
    const surface = newSurface({ x: 0, y: 0, width: 2, height: 1 })
    surface.words.set([0, 0x80404040])
    const out = new Int32Array(48)
    present(out, view, surface, whole)
    const [clear, half, none] = [hex(out)[10], hex(out)[12], hex(out)[3 * 8 + 2]]
    expect([clear, none]).toEqual(['ff646464', 'ffc8c8c8'])
    // 64 of paint, and 127/255 of what is below.
    expect(half).toBe(
      'ff' +
        Math.round(64 + (200 * 127) / 255)
          .toString(16)
          .repeat(3),
    )
  })

  it('knows what of the canvas can be seen', () => {
    expect(visibleRegion(view)).toEqual({ x: -1, y: -1, width: 4, height: 4 })
  })
})

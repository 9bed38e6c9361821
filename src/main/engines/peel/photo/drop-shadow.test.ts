import { describe, expect, it } from 'vitest'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { tightCutout } from './cutout.ts'
import { findDropShadow } from './drop-shadow.ts'

const SIZE = 160
const whole = { x: 0, y: 0, width: SIZE, height: SIZE }
const nobody: Mask = { width: SIZE, height: SIZE, data: new Uint8Array(SIZE * SIZE) }

const cover = (x: number, y: number, dx = 0, dy = 0, soft = 1) =>
  Math.min(1, Math.max(0, (30 - Math.max(Math.abs(x - 80 - dx), Math.abs(y - 80 - dy))) / soft + 0.5))

/** A square on a textured ground, with a shadow of the given opacity. */
function scene(opacity: number): RgbF {
  const data = new Float32Array(SIZE * SIZE * 3)
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const ground = 140 + 12 * Math.sin(x * 0.9) * Math.cos(y * 1.1) + x / 4
      const dark = ground * (1 - opacity * cover(x, y, 6, 8, 8))
      const a = cover(x, y)
      data.fill(dark + a * (60 - dark), (y * SIZE + x) * 3, (y * SIZE + x) * 3 + 3)
    }
  }
  return { width: SIZE, height: SIZE, data }
}

function square() {
  const data = Float32Array.from({ length: SIZE * SIZE }, (_, i) => cover(i % SIZE, Math.floor(i / SIZE)))
  const cutout = tightCutout({ width: SIZE, height: SIZE, data }, whole, 1)
  if (!cutout) throw new Error('empty')
  return cutout
}

describe('findDropShadow', () => {
  it('finds opacity and direction on texture', () => {
    const shadow = findDropShadow(scene(0.5), square(), nobody)
    expect(shadow).not.toBeNull()
    if (!shadow) return
    expect(shadow.opacity).toBeGreaterThan(0.4)
    expect(shadow.opacity).toBeLessThan(0.6)
    const at = (x: number, y: number) => shadow.alpha.data[(y - shadow.box.y) * shadow.box.width + x - shadow.box.x]
    expect(at(80, 115)).toBeGreaterThan(0.2)
    expect(at(80, 44)).toBeLessThan(0.05)
  })

  it('finds none where there is none', () => {
    expect(findDropShadow(scene(0), square(), nobody)).toBeNull()
  })
})

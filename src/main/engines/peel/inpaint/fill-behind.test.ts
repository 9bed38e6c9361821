import { describe, expect, it } from 'vitest'
import type { Mask, RgbF } from '../../../imaging/pixels.ts'
import { fillBehind } from './fill-behind.ts'

const SIZE = 192

function ground(grain: number): RgbF {
  const data = new Float32Array(SIZE * SIZE * 3)
  let state = 7
  for (let i = 0; i < SIZE * SIZE; i++) {
    state = (state * 1103515245 + 12345) % 2147483648
    const value = 90 + (i % SIZE) / 3 + grain * (state / 2147483648 - 0.5)
    data.fill(value, i * 3, i * 3 + 3)
  }
  return { width: SIZE, height: SIZE, data }
}

function squareHole(): Mask {
  const data = new Uint8Array(SIZE * SIZE)
  for (let y = 70; y < 130; y++) data.fill(1, y * SIZE + 60, y * SIZE + 120)
  return { width: SIZE, height: SIZE, data }
}

/** Root mean square of the difference of neighbours in the middle of the hole. */
function roughness(image: RgbF): number {
  let sum = 0
  for (let y = 85; y < 115; y++) {
    for (let x = 75; x < 105; x++) {
      const at = (y * SIZE + x) * 3
      sum += (image.data[at] - image.data[at + 3]) ** 2
    }
  }
  return Math.sqrt(sum / 900)
}

describe('fillBehind', () => {
  it('changes nothing outside the hole', () => {
    const image = ground(40)
    const hole = squareHole()
    const damaged = { ...image, data: image.data.map((v, k) => (hole.data[Math.floor(k / 3)] ? 255 : v)) }
    const filled = fillBehind(damaged, hole)
    for (let i = 0; i < hole.data.length; i++) {
      if (!hole.data[i]) expect(filled.data[i * 3]).toBe(image.data[i * 3])
    }
  })

  it('continues grain with its strength', () => {
    const image = ground(40)
    const hole = squareHole()
    const damaged = { ...image, data: image.data.map((v, k) => (hole.data[Math.floor(k / 3)] ? 255 : v)) }
    const ratio = roughness(fillBehind(damaged, squareHole())) / roughness(image)
    expect(ratio).toBeGreaterThan(0.6)
    expect(ratio).toBeLessThan(1.1)
  }, 20_000)

  it('keeps a smooth ground smooth and right', () => {
    const image = ground(0)
    const filled = fillBehind(image, squareHole())
    let worst = 0
    for (let k = 0; k < image.data.length; k++) worst = Math.max(worst, Math.abs(filled.data[k] - image.data[k]))
    expect(worst).toBeLessThan(3)
  })
})

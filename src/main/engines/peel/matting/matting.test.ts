import { describe, expect, it } from 'vitest'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import { estimateForeground } from './foreground.ts'
import { contextBox, matte } from './matte.ts'
import { refineMatte } from './refine.ts'

const WIDTH = 64
const HEIGHT = 48

/** Orange over blue with a soft vertical edge at x = 30. */
function mixture(): { image: RgbF; alpha: Plane } {
  const image: RgbF = { width: WIDTH, height: HEIGHT, data: new Float32Array(WIDTH * HEIGHT * 3) }
  const alpha: Plane = { width: WIDTH, height: HEIGHT, data: new Float32Array(WIDTH * HEIGHT) }
  for (let i = 0; i < alpha.data.length; i++) {
    const a = Math.min(1, Math.max(0, ((i % WIDTH) - 28) / 4))
    alpha.data[i] = a
    image.data.set([240 * a + 20 * (1 - a), 140 * a + 40 * (1 - a), 20 * a + 200 * (1 - a)], i * 3)
  }
  return { image, alpha }
}

describe('estimateForeground', () => {
  it('gives the colours of both sides at a soft edge', () => {
    const { image, alpha } = mixture()
    const { foreground, background } = estimateForeground(image, alpha)
    const at = (20 * WIDTH + 30) * 3
    expect(Math.abs(foreground.data[at] - 240)).toBeLessThan(6)
    expect(Math.abs(foreground.data[at + 2] - 20)).toBeLessThan(6)
    expect(Math.abs(background.data[at] - 20)).toBeLessThan(6)
    expect(Math.abs(background.data[at + 2] - 200)).toBeLessThan(6)
  })
})

describe('refineMatte', () => {
  it('finds the true alpha again from a blunt one', () => {
    const { image, alpha } = mixture()
    const blunt = { ...alpha, data: alpha.data.map((a) => (a > 0.3 ? 1 : 0)) }
    const refined = refineMatte(image, blunt)
    for (let x = 29; x < 32; x++) expect(refined.data[20 * WIDTH + x]).toBeCloseTo(alpha.data[20 * WIDTH + x], 1)
    expect(refined.data[20 * WIDTH + 10]).toBe(0)
    expect(refined.data[20 * WIDTH + 50]).toBe(1)
  })

  it('leaves a matte without an edge as it is', () => {
    const { image, alpha } = mixture()
    const full = { ...alpha, data: alpha.data.map(() => 1) }
    expect(refineMatte(image, full).data).toEqual(full.data)
  })
})

describe('matte', () => {
  it('shows the network the box with a margin and puts its answer back in place', async () => {
    const { image } = mixture()
    const sessions = {
      run: () =>
        Promise.resolve({
          output: { type: 'float32' as const, dims: [1, 1, 1024, 1024], data: new Float32Array(1024 * 1024).fill(0.5) },
        }),
      file: () => Promise.reject(new Error('no files')),
    }
    const box = { x: 20, y: 10, width: 16, height: 16 }
    const shown = contextBox(box, WIDTH, HEIGHT)
    expect(shown).toEqual({ x: 16, y: 6, width: 24, height: 24 })
    const plane = await matte(image, box, { sessions })
    expect(plane.data[7 * WIDTH + 17]).toBeCloseTo(0.5)
    expect(plane.data[5 * WIDTH + 17]).toBe(0)
  })

  it('refuses a network that gives something else', async () => {
    const { image } = mixture()
    const sessions = { run: () => Promise.resolve({}), file: () => Promise.reject(new Error('no files')) }
    await expect(matte(image, null, { sessions })).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
  })
})

import { describe, expect, it } from 'vitest'
import { gaussian } from '../../imaging/filter.ts'
import type { Plane } from '../../imaging/pixels.ts'
import { bandBlur } from './band-blur.ts'

const [width, height] = [151, 118]

/** A disc with teeth around a point: cut off by the frame, or not. */
function gear(middle: number): Plane {
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) - middle, Math.floor(i / width) - 59]
    return Math.min(
      1,
      Math.max(0, (middle < 45 ? 52 : 35) + 4 * Math.sin(20 * Math.atan2(y, x)) - Math.hypot(x, y) + 0.5),
    )
  })
  return { width, height, data }
}

describe('a blur of a matte', () => {
  it.each([0.5, 1.7, 2.5])('is the Gaussian of deviation %d where it is not even', (deviation) => {
    const blurred = bandBlur(gear(40), deviation).data
    const whole = gaussian(gear(40), deviation).data
    expect(Math.max(...blurred.map((value, i) => Math.abs(value - whole[i])))).toBeLessThan(1e-5)
  })

  it.each([3, 4, 6.5, 8])('is near to it at a smaller size, for a deviation of %d', (deviation) => {
    const blurred = bandBlur(gear(75), deviation).data
    const whole = gaussian(gear(75), deviation).data
    expect(Math.max(...blurred.map((value, i) => Math.abs(value - whole[i])))).toBeLessThan(0.012)
  })

  it('leaves what is even as it is', () => {
    const plane = { width, height, data: new Float32Array(width * height).fill(0.3) }
    for (const deviation of [1, 5, 30]) {
      const { data } = bandBlur(plane, deviation)
      expect(Math.max(...data.map((value) => Math.abs(value - plane.data[0])))).toBeLessThan(1e-6)
    }
  })
})

import { expect, test } from 'vitest'
import { autocorrelate, fft2, nextPowerOfTwo } from './fft.ts'

test('the inverse gives back the plane, times its size', () => {
  const real = Float32Array.from({ length: 32 }, (_, i) => Math.sin(i * i))
  const imaginary = new Float32Array(32)
  const before = real.slice()
  fft2(real, imaginary, 8, 4, 'forward')
  expect(real[0]).toBeCloseTo(
    before.reduce((sum, v) => sum + v, 0),
    4,
  )
  fft2(real, imaginary, 8, 4, 'inverse')
  real.forEach((v, i) => expect(v / 32).toBeCloseTo(before[i], 4))
})

test('autocorrelation is the sum of products of pixels a shift apart', () => {
  const first = Float32Array.from([1, 2, 0, 3, -1, 4])
  const second = Float32Array.from([1, 1, 0, 1, 1, 1])
  const found = autocorrelate(first, second, 3, 2)
  const at = (dx: number, dy: number) =>
    ((dy + found.height) % found.height) * found.width + ((dx + found.width) % found.width)
  const direct = (plane: Float32Array, dx: number, dy: number) => {
    let sum = 0
    for (let y = 0; y < 2; y++) {
      for (let x = 0; x < 3; x++) {
        if (x + dx < 0 || x + dx > 2 || y + dy < 0 || y + dy > 1) continue
        sum += plane[y * 3 + x] * plane[(y + dy) * 3 + x + dx]
      }
    }
    return sum
  }
  for (const [dx, dy] of [
    [0, 0],
    [1, 0],
    [-2, 1],
    [2, -1],
    [0, 1],
  ]) {
    expect(found.first[at(dx, dy)]).toBeCloseTo(direct(first, dx, dy), 4)
    expect(found.second[at(dx, dy)]).toBeCloseTo(direct(second, dx, dy), 4)
  }
})

test('powers of two', () => {
  expect([1, 2, 3, 1000].map(nextPowerOfTwo)).toEqual([1, 2, 4, 1024])
})

import { describe, expect, it } from 'vitest'
import { boundsUnder, drawUnder, invert, mapPoint, multiply, type Matrix, type Raster } from './transform.ts'

/** Opaque, every pixel its own colour. */
function raster(width: number, height: number, alpha = 255): Raster {
  const data = new Uint8Array(width * height * 4)
  for (let i = 0; i < width * height; i++) data.set([(i * 53) % 256, (i * 97) % 256, (i * 31) % 256, alpha], i * 4)
  return { width, height, data }
}

const everywhere = { x: -100, y: -100, width: 300, height: 300 }
const pixel = ({ data, width }: { data: ArrayLike<number>; width: number }, x: number, y: number) =>
  [0, 1, 2, 3].map((c) => data[(y * width + x) * 4 + c])

describe('matrices', () => {
  it('multiply and invert', () => {
    const matrix: Matrix = [2, 1, -0.5, 3, 7, -4]
    const back = invert(matrix) as Matrix
    const [x, y] = mapPoint(multiply(back, matrix), 5, 9)
    expect(x).toBeCloseTo(5)
    expect(y).toBeCloseTo(9)
    expect(invert([1, 2, 2, 4, 0, 0])).toBeNull()
  })

  it('bounds are whole pixels around the corners', () => {
    expect(boundsUnder(10, 4, [1, 0, 0, 1, 2.5, -1])).toEqual({ x: 2, y: -1, width: 11, height: 4 })
    expect(boundsUnder(10, 4, [0, 1, -1, 0, 0, 0])).toEqual({ x: -4, y: 0, width: 4, height: 10 })
    expect(boundsUnder(10, 10, [0.1 + 0.2, 0, 0, 0.3, 0, 0])).toEqual({ x: 0, y: 0, width: 3, height: 3 })
  })
})

describe('drawUnder', () => {
  it('gives the bytes themselves for a move by whole pixels', () => {
    const source = raster(5, 4, 77)
    expect(drawUnder(source, [1, 0, 0, 1, -3, 8], everywhere)).toEqual({ x: -3, y: 8, ...source })
    expect(drawUnder(source, [1, 0, 0, 1, -3, 8], everywhere).data).toBe(source.data)
  })

  it('mirrors and turns by quarters without changing a pixel', () => {
    const source = raster(3, 2)
    const mirrored = drawUnder(source, [-1, 0, 0, 1, 3, 0], everywhere)
    expect(mirrored).toMatchObject({ x: 0, y: 0, width: 3, height: 2 })
    for (let x = 0; x < 3; x++) expect(pixel(mirrored, x, 1)).toEqual(pixel(source, 2 - x, 1))
    const turned = drawUnder(source, [0, 1, -1, 0, 2, 0], everywhere)
    expect(turned).toMatchObject({ x: 0, y: 0, width: 2, height: 3 })
    for (let y = 0; y < 2; y++) for (let x = 0; x < 3; x++) expect(pixel(turned, 1 - y, x)).toEqual(pixel(source, x, y))
  })

  it('reduces by averaging, weighed by alpha', () => {
    const data = Uint8Array.from([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 0, 9, 9, 9, 0])
    const { data: out } = drawUnder({ width: 2, height: 2, data }, [0.5, 0, 0, 0.5, 0, 0], everywhere)
    expect([...out]).toEqual([128, 128, 0, 128])
  })

  it('enlarges with edges that stay edges', () => {
    const big = drawUnder(raster(2, 2, 200), [8, 0, 0, 8, 0, 0], everywhere)
    expect(big).toMatchObject({ x: 0, y: 0, width: 16, height: 16 })
    expect(pixel(big, 0, 0)).toEqual(pixel(raster(2, 2, 200), 0, 0))
    for (let i = 3; i < big.data.length; i += 4) expect(big.data[i]).toBe(200)
  })

  it('covers pixels in part where it lies between them', () => {
    const { x, width, data } = drawUnder(raster(2, 1), [1, 0, 0, 1, 0.25, 0], everywhere)
    expect([x, width]).toEqual([0, 3])
    expect([data[3], data[7], data[11]]).toEqual([191, 255, 64])
  })

  it.each([
    ['turned', [0.8, 0.6, -0.6, 0.8, 20, 3]],
    ['turned and reduced', [0.2, 0.15, -0.15, 0.2, 9, 9]],
    ['skewed', [1, 0, 0.7, 1, 0, 0]],
    ['scaled', [0.37, 0, 0, 1.7, 0, 0]],
  ] as [string, Matrix][])('keeps the amount of paint, and the colour of an even picture: %s', (_name, matrix) => {
    const data = new Uint8Array(40 * 30 * 4)
    for (let i = 0; i < data.length; i += 4) data.set([10, 200, 90, 180], i)
    const drawn = drawUnder({ width: 40, height: 30, data }, matrix, everywhere)
    let alpha = 0
    for (let i = 0; i < drawn.data.length; i += 4) {
      alpha += drawn.data[i + 3]
      if (drawn.data[i + 3] > 3) expect([...drawn.data.slice(i, i + 3)]).toEqual([10, 200, 90])
    }
    const area = Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) * 40 * 30
    expect(Math.abs(alpha / 180 / area - 1)).toBeLessThan(0.02)
  })

  it('draws a part as it draws the whole', () => {
    const source = raster(30, 20, 255)
    for (const matrix of [
      [0.8, 0.6, -0.6, 0.8, 20, 3],
      [0.4, 0, 0, -1.3, 5, 40],
    ] as Matrix[]) {
      const whole = drawUnder(source, matrix, everywhere)
      const clip = { x: whole.x + 3, y: whole.y + 5, width: 6, height: 7 }
      const cut = drawUnder(source, matrix, clip)
      expect(cut).toMatchObject(clip)
      for (let y = 0; y < 7; y++)
        for (let x = 0; x < 6; x++) expect(pixel(cut, x, y)).toEqual(pixel(whole, x + 3, y + 5))
    }
  })
})

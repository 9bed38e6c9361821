import { describe, expect, test } from 'vitest'
import type { RgbF } from '../../../imaging/pixels.ts'
import { box, disc, draw, lay } from '../modelled/drawing.ts'
import type { Found } from '../types.ts'
import { sceneOf } from './drawing.ts'
import { layersOf } from './layers.ts'

const [W, H] = [160, 120]
const noHole = { width: W, height: H, data: new Uint8Array(W * H) }
type Shape = (x: number, y: number) => number

function layers(image: RgbF, hole = noHole) {
  return layersOf(image, sceneOf(image)!, { hole, noise: 0, printed: [] }, () => {})
}

/** Soft intersection over union of a layer with the coverage that was drawn. */
function agreement({ box: place, alpha }: Found, shape: Shape): number {
  let both = 0
  let either = 0
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) {
      const [dx, dy] = [x - place.x, y - place.y]
      const inside = dx >= 0 && dy >= 0 && dx < place.width && dy < place.height
      const a = inside ? alpha[dy * place.width + dx] : 0
      const b = Math.min(1, Math.max(0, shape(x, y)))
      both += Math.min(a, b)
      either += Math.max(a, b)
    }
  }
  return both / either
}

/** Largest difference of a layer's colours from one, levels, where it covers more than half. */
function offColor({ alpha, color }: Found, want: readonly number[]): number {
  let most = 0
  for (let i = 0; i < alpha.length; i++) {
    if (alpha[i] <= 0.5) continue
    for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(color[i * 3 + c] - want[c]))
  }
  return most
}

const [sky, red, yellow] = [
  [180, 215, 250],
  [220, 50, 40],
  [250, 190, 40],
] as [number, number, number][]

describe('a disc over a box over a ground', () => {
  const [inBox, inDisc] = [box(30, 40, 80, 60), disc(100, 45, 28)]
  const image = lay(
    lay(
      draw(W, H, () => sky),
      red,
      inBox,
    ),
    yellow,
    inDisc,
  )
  const { layers: found, behind } = layers(image)

  test('comes in the order that it was drawn in', () => {
    expect(found).toHaveLength(2)
    expect(agreement(found[1], inDisc)).toBeGreaterThan(0.98)
  })

  test('gets its hidden corner back, in its own colour', () => {
    expect(agreement(found[0], inBox)).toBeGreaterThan(0.98)
    expect(offColor(found[0], red)).toBeLessThan(5)
    expect(offColor(found[1], yellow)).toBeLessThan(5)
  })

  test('leaves a ground without a trace', () => {
    expect(behind.data.every((value, i) => Math.abs(value - sky[i % 3]) < 1)).toBe(true)
  })

  test('is the picture again when put together', () => {
    const data = behind.data.slice()
    for (const { box: place, alpha, color } of found) {
      for (let i = 0; i < alpha.length; i++) {
        const at = ((place.y + Math.floor(i / place.width)) * W + place.x + (i % place.width)) * 3
        for (let c = 0; c < 3; c++) data[at + c] += alpha[i] * (color[i * 3 + c] - data[at + c])
      }
    }
    const worst = data.reduce((most, value, i) => Math.max(most, Math.abs(value - image.data[i])), 0)
    expect(worst).toBeLessThan(1)
  })
})

test('a gradient goes on behind what hides it', () => {
  const slope = (x: number): number[] => [60 + x, 120, 220 - x]
  const image = lay(
    draw(W, H, (x, y) => (y < 90 ? slope(x) : [20, 90, 60])),
    yellow,
    disc(80, 50, 30),
  )
  const { behind } = layers(image)
  const at = (x: number, y: number) => [...behind.data.subarray((y * W + x) * 3, (y * W + x) * 3 + 3)]
  for (const x of [60, 80, 100]) at(x, 50).forEach((value, c) => expect(Math.abs(value - slope(x)[c])).toBeLessThan(4))
})

test('what text covers is filled: by what it lies on, and along the borders of that', () => {
  const inBox = box(30, 40, 80, 60)
  const image = lay(
    draw(W, H, () => sky),
    red,
    inBox,
  )
  const word = (x: number, y: number): boolean => x >= 20 && x < 70 && y >= 60 && y < 75
  const hole = { ...noHole, data: Uint8Array.from(noHole.data, (_, i) => (word(i % W, Math.floor(i / W)) ? 1 : 0)) }
  const printed = lay(image, [10, 10, 10], (x, y) => (word(x, y) ? 1 : 0))
  const { layers: found, withoutText } = layers(printed, hole)
  expect(agreement(found[0], inBox)).toBeGreaterThan(0.97)
  const wrong = withoutText.data.filter((value, i) => Math.abs(value - image.data[i]) > 3).length
  expect(wrong).toBeLessThan(0.002 * withoutText.data.length)
})

test('the fine tip of a shape stays with it', () => {
  // A wedge that gets thinner than a pixel to the right.
  const wedge: Shape = (x, y) =>
    x < 20 || x >= 140 ? 0 : Math.max(0, Math.min(1, 0.5 + (12 * (140 - x)) / 120 - Math.abs(y - 60)))
  const image = lay(
    draw(W, H, () => sky),
    red,
    wedge,
  )
  const { layers: found, behind } = layers(image)
  expect(found).toHaveLength(1)
  expect(agreement(found[0], wedge)).toBeGreaterThan(0.97)
  const ghost = behind.data.reduce((most, value, i) => Math.max(most, Math.abs(value - sky[i % 3])), 0)
  expect(ghost).toBeLessThan(40)
})

import { expect, test } from 'vitest'
import type { RgbF } from '../../../imaging/pixels.ts'
import { box, disc, draw, lay } from '../modelled/drawing.ts'
import { modelBackground } from './background.ts'

const [W, H] = [360, 240]

function psnr(a: RgbF | null, b: RgbF): number {
  if (!a) return 0
  const mean = a.data.reduce((sum, v, i) => sum + (v - b.data[i]) ** 2, 0) / a.data.length
  return 10 * Math.log10(65025 / Math.max(mean, 1e-6))
}

/** Things that hide a good part of a background, one of them with a soft shadow. */
function clutter(background: RgbF): RgbF {
  const shaded = lay(background, [0, 0, 0], (x, y) => 0.5 / (1 + Math.exp((Math.hypot(x - 126, y - 128) - 48) / 3)))
  return lay(lay(shaded, [200, 30, 60], disc(120, 120, 50)), [20, 90, 40], box(220, 60, 80, 120))
}

const backgrounds = {
  flat: draw(W, H, () => [240, 60, 190]),
  polynomial: draw(W, H, (x, y) => [20 + 0.3 * x + 0.2 * y, 200 - 0.25 * x, 90 + 0.4 * y]),
  radial: draw(W, H, (x, y) => {
    const t = Math.min(1, Math.hypot((x - 200) / 260, (y - 110) / 170))
    return [90 + 120 * t, 210 - 180 * t, 60 + 60 * t]
  }),
  pattern: draw(W, H, (x, y) => (Math.floor((x + y) / 30) % 2 ? [214, 206, 98] : [234, 190, 124])),
}

for (const [kind, background] of Object.entries(backgrounds)) {
  test(`${kind}: comes back to within rounding behind what hides it`, () => {
    const model = modelBackground(clutter(background))
    expect(model.kind).toBe(kind)
    expect(psnr(model.picture, background)).toBeGreaterThan(50)
    expect(model.frameShare).toBeGreaterThan(0.95)
  })
}

test('checks and dots are completed too', () => {
  const checks = draw(W, H, (x, y) => ((Math.floor(x / 20) + Math.floor(y / 20)) % 2 ? [180, 112, 112] : [134, 66, 60]))
  const dots = draw(W, H, (x, y) => (Math.hypot((x % 24) - 12, (y % 24) - 12) < 7 ? [250, 250, 240] : [40, 60, 120]))
  for (const background of [checks, dots]) {
    const model = modelBackground(clutter(background))
    expect(model.kind).toBe('pattern')
    expect(psnr(model.picture, background)).toBeGreaterThan(40)
  }
})

test('a gradient with several stops', () => {
  const stops = [
    [10, 20, 90],
    [220, 60, 60],
    [250, 220, 90],
    [30, 160, 120],
  ]
  const background = draw(W, H, (x, y) => {
    const t = ((x * 0.8 + y * 0.6) / (W * 0.8 + H * 0.6)) * 3
    const k = Math.min(2, Math.floor(t))
    return stops[k].map((v, c) => v + (t - k) * (stops[k + 1][c] - v))
  })
  const model = modelBackground(clutter(background))
  expect(model.kind).toBe('polynomial')
  expect(psnr(model.picture, background)).toBeGreaterThan(45)
})

test('several glows that flow into each other', () => {
  const glow = (x: number, y: number, cx: number, cy: number) => Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 9_000)
  const background = draw(W, H, (x, y) => {
    const [warm, cold, dark] = [glow(x, y, 40, 50), glow(x, y, 310, 60), glow(x, y, 230, 230)]
    return [
      120 + 110 * warm - 70 * cold - 60 * dark,
      90 + 60 * warm + 40 * cold - 50 * dark,
      110 + 120 * cold - 30 * dark,
    ]
  })
  const model = modelBackground(clutter(background))
  expect(model.kind).toBe('polynomial')
  expect(model.frameShare).toBeGreaterThan(0.9)
  expect(psnr(model.picture, background)).toBeGreaterThan(34)
})

test('texture is a photograph', () => {
  const texture = draw(W, H, (x, y) => [
    128 + 60 * Math.sin(x / 7 + Math.sin(y / 11) * 3) + 30 * Math.sin(y / 5),
    120 + 50 * Math.cos(y / 9 + Math.sin(x / 13) * 2),
    110 + 60 * Math.sin((x * y) / 900),
  ])
  expect(modelBackground(texture)).toMatchObject({ kind: 'photo', picture: null })
})

test('an even colour that a crowd cuts from below is still the background', () => {
  const crowd = [0, 1, 2, 3, 4, 5].reduce(
    (image, k) => lay(image, [40 * k, 200 - 30 * k, 90 + 20 * k], box(k * 60, 120 + ((k * 17) % 40), 60, 200)),
    draw(W, H, () => [13, 125, 234]),
  )
  const model = modelBackground(crowd)
  expect(model.kind).toBe('flat')
  expect([...(model.picture?.data.slice(0, 3) ?? [])].map(Math.round)).toEqual([13, 125, 234])
})

test('small pictures', () => {
  const model = modelBackground(draw(16, 16, () => [9, 8, 7]))
  expect(model.kind).toBe('flat')
})

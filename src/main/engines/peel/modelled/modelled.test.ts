import { describe, expect, test } from 'vitest'
import type { RgbF } from '../../../imaging/pixels.ts'
import type { Sessions } from '../../../onnx/sessions.ts'
import { modelBackground } from '../background/background.ts'
import type { Found, PeelContext } from '../types.ts'
import { box, disc, draw, lay } from './drawing.ts'
import { peelModelled } from './modelled.ts'

const [W, H] = [400, 300]
const ground = draw(W, H, (x, y) => [60 + 0.3 * x, 150 + 0.2 * y, 220 - 0.3 * x])
const stripes = draw(W, H, (x, y) => (Math.floor((x + y) / 30) % 2 ? [214, 206, 98] : [150, 120, 60]))

const noModels: Sessions = {
  run: () => Promise.reject(new Error('no model is needed here')),
  file: () => Promise.reject(new Error('no model is needed here')),
}

async function peel(
  image: RgbF,
  textBoxes: { x: number; y: number; width: number; height: number }[] = [],
  onFound?: PeelContext['onFound'],
  onFinished?: PeelContext['onFinished'],
) {
  return peelModelled(image, modelBackground(image), { sessions: noModels, textBoxes, onFound, onFinished })
}

/** Soft intersection over union of a layer with the coverage that was drawn. */
function agreement(found: Found, alphaAt: (x: number, y: number) => number): number {
  let both = 0
  let either = 0
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) {
      const inside =
        x >= found.box.x && y >= found.box.y && x < found.box.x + found.box.width && y < found.box.y + found.box.height
      const a = inside ? found.alpha[(y - found.box.y) * found.box.width + x - found.box.x] : 0
      const b = Math.min(1, Math.max(0, alphaAt(x, y)))
      both += Math.min(a, b)
      either += Math.max(a, b)
    }
  }
  return both / either
}

function recomposed(behind: RgbF, layers: Found[]): RgbF {
  const data = behind.data.slice()
  for (const found of layers) {
    for (let i = 0; i < found.alpha.length; i++) {
      const at = ((found.box.y + Math.floor(i / found.box.width)) * W + found.box.x + (i % found.box.width)) * 3
      for (let c = 0; c < 3; c++) data[at + c] += found.alpha[i] * (found.color[i * 3 + c] - data[at + c])
    }
  }
  return { width: W, height: H, data }
}

function worstDifference(a: RgbF, b: RgbF): number {
  return a.data.reduce((worst, v, i) => Math.max(worst, Math.abs(v - b.data[i])), 0)
}

test('things come out one by one, from left to right, with their own colours along the edge', async () => {
  const image = lay(lay(ground, [250, 240, 20], disc(110, 150, 60)), [10, 10, 40], disc(290, 140, 70))
  const { layers, behind } = await peel(image)
  expect(layers.map((layer) => layer.kind)).toEqual(['object', 'object'])
  expect(agreement(layers[0], disc(110, 150, 60))).toBeGreaterThan(0.99)
  expect(agreement(layers[1], disc(290, 140, 70))).toBeGreaterThan(0.99)
  for (let i = 0; i < layers[0].alpha.length; i++) {
    if (layers[0].alpha[i] < 0.3) continue
    expect(Math.abs(layers[0].color[i * 3] - 250)).toBeLessThan(12)
    expect(Math.abs(layers[0].color[i * 3 + 2] - 20)).toBeLessThan(12)
  }
  expect(worstDifference(recomposed(behind, layers), image)).toBeLessThan(6)
})

test('a drop shadow stays with the thing that casts it', async () => {
  const shadow = (x: number, y: number): number => 0.5 / (1 + Math.exp((Math.hypot(x - 214, y - 166) - 60) / 4))
  const image = lay(lay(ground, [0, 0, 0], shadow), [240, 40, 40], disc(200, 150, 60))
  const { layers } = await peel(image)
  expect(layers).toHaveLength(1)
  const whole = (x: number, y: number): number => {
    const a = Math.min(1, Math.max(0, disc(200, 150, 60)(x, y)))
    return a + (1 - a) * shadow(x, y)
  }
  expect(agreement(layers[0], whole)).toBeGreaterThan(0.97)
})

describe('flat shapes, one over the other', () => {
  const [square, ball] = [box(100, 90, 130, 130), disc(230, 110, 60)]
  const image = lay(lay(ground, [200, 60, 40], square), [250, 240, 20], ball)

  test('are things of their own, what is hidden of them completed', async () => {
    const { layers, behind } = await peel(image)
    expect(layers.map((layer) => layer.name)).toEqual(['Object 1', 'Object 2'])
    expect(agreement(layers[0], square)).toBeGreaterThan(0.98)
    expect(agreement(layers[1], ball)).toBeGreaterThan(0.98)
    expect(worstDifference(recomposed(behind, layers), image)).toBeLessThan(6)
  })

  test('with the shadow that both cast below the lower one', async () => {
    const shadow = (x: number, y: number): number => {
      const outside = Math.hypot(Math.max(0, 110 - x, x - 240), Math.max(0, 100 - y, y - 230))
      return 0.5 / (1 + Math.exp((outside - 4) / 3))
    }
    const shaded = lay(lay(lay(ground, [0, 0, 0], shadow), [200, 60, 40], square), [250, 240, 20], ball)
    const { layers, behind } = await peel(shaded)
    expect(layers).toHaveLength(2)
    expect(agreement(layers[1], ball)).toBeGreaterThan(0.95)
    expect(layers[0].box.y + layers[0].box.height).toBeGreaterThan(230)
    // But for the corner where all three meet.
    const off = recomposed(behind, layers).data.filter((value, i) => Math.abs(value - shaded.data[i]) > 8)
    expect(off.length).toBeLessThan(12)
  })

  test('but a thing that only has several colours stays whole, as does one that is not flat', async () => {
    const striped = lay(lay(ground, [200, 60, 40], square), [250, 240, 20], box(100, 130, 130, 40))
    expect((await peel(striped)).layers).toHaveLength(1)
    const grain = draw(W, H, (x, y) => [0, 1, 2].map((c) => 60 + ((x * 31 + y * 17 + c * 7 + x * y) % 90)))
    const inEither = (x: number, y: number) => Math.max(square(x, y), ball(x, y))
    const mixed = draw(W, H, (x, y) => {
      const at = (y * W + x) * 3
      return inEither(x, y) > 0.5
        ? [0, 1, 2].map((c) => grain.data[at + c] + (ball(x, y) > 0.5 ? 80 : 0))
        : [...ground.data.subarray(at, at + 3)]
    })
    expect((await peel(mixed)).layers).toHaveLength(1)
  })
})

test('a box with text is a panel, what lies on it a layer above', async () => {
  const image = lay(lay(ground, [40, 170, 210], box(60, 40, 280, 120)), [220, 30, 30], disc(290, 100, 30))
  const told: string[][] = []
  const tell: PeelContext['onFound'] = (found) => told.push(found.map(({ name, box: b }) => `${name} ${b.x},${b.y}`))
  const finished: (readonly Found[])[] = []
  const boxes = [{ x: 80, y: 80, width: 120, height: 40 }]
  const { layers } = await peel(image, boxes, tell, (found) => finished.push(found))
  expect(finished.at(-1)).toEqual(layers)
  expect(layers.map((layer) => layer.kind)).toEqual(['panel', 'object'])
  // First the panel alone; what lies on it above it, in the picture's own places.
  const [object, panel] = [layers[1], layers[0]].map(({ name, box: b }) => `${name} ${b.x},${b.y}`)
  expect(told.filter((names) => names.length > 0)[0]).toEqual([panel])
  expect(told.at(-1)).toEqual([object, panel])
  expect(agreement(layers[0], box(60, 40, 280, 120))).toBeGreaterThan(0.99)
  const middle = (60 * layers[0].box.width + 230) * 3
  expect([...layers[0].color.slice(middle, middle + 3)].map(Math.round)).toEqual([40, 170, 210])
})

test('a pane keeps its opacity and gives back what lies below', async () => {
  const below = lay(stripes, [200, 30, 120], disc(200, 190, 60))
  const image = lay(below, [255, 255, 255], (x, y) => 0.5 * box(80, 70, 240, 120)(x, y))
  const { layers } = await peel(image)
  expect(layers.map((layer) => layer.name)).toEqual(['Object 1', 'Glass panel'])
  expect(agreement(layers[1], (x, y) => 0.5 * box(80, 70, 240, 120)(x, y))).toBeGreaterThan(0.97)
  expect(agreement(layers[0], disc(200, 190, 60))).toBeGreaterThan(0.95)
})

test('a pane that hides nearly all keeps what shows through it, and nothing is made of that', async () => {
  const pane = (x: number, y: number) => 0.86 * box(80, 70, 240, 120)(x, y)
  // A thing and its shadow that end under the pane: a seventh of them is seen there.
  const below = lay(
    lay(stripes, [10, 5, 40], (x, y) => 0.5 * disc(190, 150, 70)(x, y)),
    [200, 30, 120],
    disc(200, 215, 60),
  )
  const image = lay(below, [255, 250, 245], pane)
  const { layers } = await peel(image)
  const glass = layers.find(({ name }) => name === 'Glass panel')
  if (!glass) throw new Error('No pane was found.')
  expect(agreement(glass, pane)).toBeGreaterThan(0.97)
  // On the ground the pane is the picture.
  const at = (90 - glass.box.y) * glass.box.width + 200 - glass.box.x
  const seen = [0, 1, 2].map((c) => {
    const ground = stripes.data[(90 * W + 200) * 3 + c]
    return ground + glass.alpha[at] * (glass.color[at * 3 + c] - ground)
  })
  seen.forEach((value, c) => expect(Math.abs(value - image.data[(90 * W + 200) * 3 + c])).toBeLessThan(1.5))
  for (const { name, box: b, alpha } of layers.filter((layer) => layer !== glass)) {
    const inside = alpha.filter((_, i) => pane(b.x + (i % b.width), b.y + Math.floor(i / b.width)) > 0)
    expect(Math.max(0, ...inside), name).toBeLessThan(0.5)
  }
})

test('smoke is one soft layer on top, over things too', async () => {
  const even = draw(W, H, () => [40, 90, 60])
  const smoke = (x: number, y: number): number => 0.6 * Math.exp(-((x - 230) ** 2) / 3000 - (y - 150) ** 2 / 1500)
  const image = lay(lay(even, [120, 10, 10], disc(150, 150, 50)), [255, 255, 255], smoke)
  const { layers } = await peel(image)
  expect(layers.map((layer) => layer.kind)).toEqual(['object', 'overlay'])
  expect(agreement(layers[1], smoke)).toBeGreaterThan(0.85)
  expect(agreement(layers[0], disc(150, 150, 50))).toBeGreaterThan(0.97)
})

test('many thin lines of one colour are strands, over the thing they cross', async () => {
  const lines = (x: number, y: number): number => {
    for (let k = 0; k < 40; k++) {
      const angle = Math.PI + (k + 0.5) * (Math.PI / 40)
      const [dx, dy] = [x - 200, y - 200]
      const along = dx * Math.cos(angle) + dy * Math.sin(angle)
      const across = Math.abs(-dx * Math.sin(angle) + dy * Math.cos(angle))
      if (along > 20 && along < 180 && across < 0.8) return 1
    }
    return 0
  }
  const even = draw(W, H, () => [110, 60, 240])
  const image = lay(lay(even, [240, 220, 40], disc(200, 220, 50)), [20, 25, 30], lines)
  const { layers } = await peel(image)
  expect(layers.map((layer) => layer.name)).toEqual(['Object 1', 'Strands'])
  expect(agreement(layers[1], lines)).toBeGreaterThan(0.85)
  expect(agreement(layers[0], disc(200, 220, 50))).toBeGreaterThan(0.85)
})

test('letters side by side are one thing, and specks near a thing belong to it', async () => {
  const letters = [0, 1, 2, 3].reduce((image, k) => lay(image, [30, 30, 30], box(40 + k * 26, 40, 20, 30)), ground)
  const image = lay(lay(letters, [230, 40, 30], disc(280, 200, 50)), [230, 40, 30], disc(340, 200, 4))
  const { layers } = await peel(image)
  expect(layers).toHaveLength(2)
})

test('a picture of nothing but background has no layers', async () => {
  expect((await peel(ground)).layers).toEqual([])
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toRgba8 } from '../../../imaging/color.ts'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import { OCR_DETECT, type Sessions, type Tensor, type Tensors } from '../../../onnx/sessions.ts'
import { box, disc, draw, lay } from '../modelled/drawing.ts'
import type { Hint } from './prompt.ts'
import { PickSource } from './source.ts'

const [W, H] = [240, 180]
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-pick-'))
  await writeFile(join(folder, 'ppocr_keys_v1.txt'), 'H\nI\nT\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Reads "HIT" where `text` says, and sees whatever is red. */
function eyes(text?: { x: number; y: number; width: number; height: number }) {
  const runs: string[] = []
  const sessions: Sessions = {
    async run(model, inputs) {
      runs.push(model)
      const [input] = Object.values(inputs)
      return { output: model === OCR_DETECT ? detected(input, text) : model === 'isnet' ? red(input) : read(input) }
    },
    file: async (_, name) => join(folder, name),
  }
  return { sessions, runs }
}

function detected({ dims }: Tensor, text?: { x: number; y: number; width: number; height: number }): Tensor {
  const [, , height, width] = dims
  const data = new Float32Array(width * height)
  for (let i = 0; text && i < data.length; i++) {
    const x = (((i % width) + 0.5) / width) * W - text.x
    const y = ((Math.floor(i / width) + 0.5) / height) * H - text.y
    if (x > 0 && y > 0 && x < text.width && y < text.height) data[i] = 0.9
  }
  return { type: 'float32', dims: [1, 1, height, width], data }
}

function read(input: Tensor): Tensor {
  const hasInk = (input.data as Float32Array).some((value) => value < -0.5)
  const steps = [1, 0, 2, 0, 3]
  const data = new Float32Array(steps.length * 5)
  steps.forEach((k, step) => (data[step * 5 + (hasInk ? k : 0)] = 0.98))
  return { type: 'float32', dims: [1, steps.length, 5], data }
}

function floats(dims: readonly number[], length: number): Tensor & { data: Float32Array } {
  return { type: 'float32', dims, data: new Float32Array(length) }
}

function red(input: Tensor): Tensor {
  const values = input.data as Float32Array
  const count = values.length / 3
  const data = Float32Array.from({ length: count }, (_, i) => (values[i] - values[count + i] > 0.3 ? 1 : 0))
  return { type: 'float32', dims: [1, 1, 1024, 1024], data }
}

const point = (x: number, y: number, inside = true): Hint => ({ kind: 'point', x, y, inside })

async function pick(image: RgbF, hints: readonly Hint[], sessions = eyes().sessions): Promise<Plane> {
  return new PickSource(toRgba8(image), { sessions }).matte(hints)
}

/** Intersection over union with what is drawn. */
function agreement({ data }: Plane, ...shapes: ((x: number, y: number) => number)[]): number {
  let both = 0
  let either = 0
  for (let i = 0; i < data.length; i++) {
    const drawn = Math.max(...shapes.map((shape) => Math.min(1, Math.max(0, shape(i % W, Math.floor(i / W))))))
    both += Math.min(data[i], drawn)
    either += Math.max(data[i], drawn)
  }
  return both / either
}

const slope = draw(W, H, (x, y) => [60 + 0.3 * x, 150 + 0.2 * y, 220 - 0.3 * x])

describe('on a background that is known', () => {
  const [left, right, dot] = [disc(70, 90, 40), disc(175, 90, 35), disc(70, 90, 15)]
  const image = lay(lay(lay(slope, [250, 240, 20], left), [20, 20, 60], right), [200, 30, 40], dot)

  it('a click takes the whole thing, another one adds one, one beside it takes it away', async () => {
    expect(agreement(await pick(image, [point(50, 80)]), left)).toBeGreaterThan(0.98)
    expect(agreement(await pick(image, [point(50, 80), point(175, 90)]), left, right)).toBeGreaterThan(0.98)
    const without = await pick(image, [point(50, 80), point(175, 90), point(180, 95, false)])
    expect(agreement(without, left)).toBeGreaterThan(0.97)
  })

  it('a further click on the same place asks for the region there, and then for the thing again', async () => {
    expect(agreement(await pick(image, [point(70, 90), point(71, 90)]), dot)).toBeGreaterThan(0.97)
    expect(agreement(await pick(image, [point(70, 90), point(71, 90), point(70, 91)]), left)).toBeGreaterThan(0.98)
  })

  it('a part of a thing is taken away by a click with Alt, the rest stays', async () => {
    const picked = await pick(image, [point(45, 80), point(70, 90, false)])
    expect(agreement(picked, (x, y) => Math.min(left(x, y), 1 - dot(x, y)))).toBeGreaterThan(0.95)
  })

  it('a box takes what is in it', async () => {
    const around: Hint = { kind: 'box', x: 20, y: 40, width: 100, height: 100, inside: true }
    expect(agreement(await pick(image, [around]), left)).toBeGreaterThan(0.98)
    const both: Hint = { kind: 'box', x: 10, y: 30, width: 220, height: 120, inside: true }
    const half: Hint = { kind: 'box', x: 120, y: 0, width: 120, height: 180, inside: false }
    expect(agreement(await pick(image, [both]), left, right)).toBeGreaterThan(0.98)
    expect(agreement(await pick(image, [both, half]), left)).toBeGreaterThan(0.98)
  })

  it('a rough stroke takes what it runs over', async () => {
    const stroke: Hint = { kind: 'stroke', points: [45, 85, 60, 70, 75, 65, 90, 75], size: 6, inside: true }
    expect(agreement(await pick(image, [stroke]), left)).toBeGreaterThan(0.97)
  })

  it('of flat shapes one over the other a click takes what shows of one', async () => {
    const [lower, upper] = [disc(90, 90, 40), disc(150, 100, 34)]
    const overlapping = lay(lay(slope, [250, 240, 20], lower), [20, 20, 60], upper)
    const seen = (x: number, y: number) => Math.min(lower(x, y), 1 - upper(x, y))
    expect(agreement(await pick(overlapping, [point(150, 100)]), upper)).toBeGreaterThan(0.98)
    expect(agreement(await pick(overlapping, [point(80, 90)]), seen)).toBeGreaterThan(0.98)
  })

  it('touching things come apart where one is not meant', async () => {
    const [one, other] = [disc(90, 90, 40), disc(150, 100, 34)]
    const flat = lay(lay(slope, [240, 230, 30], one), [30, 30, 70], other)
    const grain = (x: number, y: number) => ((x * 31 + y * 17 + x * y) % 13) - 6
    const touching = draw(W, H, (x, y) => {
      const on = Math.max(one(x, y), other(x, y)) > 0.5 ? grain(x, y) : 0
      return [...flat.data.subarray((y * W + x) * 3, (y * W + x) * 3 + 3)].map((value) => value + on)
    })
    expect(agreement(await pick(touching, [point(150, 100)]), one, other)).toBeGreaterThan(0.98)
    expect(agreement(await pick(touching, [point(150, 100), point(75, 85, false)]), other)).toBeGreaterThan(0.95)
  })

  it('knows what a click would take once it has looked, and not before', async () => {
    const source = new PickSource(toRgba8(image), eyes())
    expect(await source.hover(50, 80)).toBeNull()
    await source.prepare()
    expect((await source.hover(50, 80))?.box).toMatchObject({ x: 30, y: 50 })
  })
})

it('a click on a line of text takes the line, and says what is written there', async () => {
  const bars = [0, 1, 2].map((k) => box(60 + 34 * k, 70, 8, 24))
  const image = bars.reduce((below, bar) => lay(below, [20, 30, 40], bar), slope)
  const source = new PickSource(toRgba8(image), eyes({ x: 54, y: 66, width: 92, height: 32 }))
  const picked = await source.matte([point(63, 80)])
  expect(agreement(picked, ...bars)).toBeGreaterThan(0.95)
  expect(source.textsIn(picked).map(({ string }) => string)).toEqual(['HIT'])
})

describe('on flat artwork', () => {
  const bands = draw(W, H, (x, y) => (y > 120 ? [230, 200, 90] : x + 0.5 * y > 150 ? [30, 120, 180] : [240, 120, 60]))
  const shape = disc(70, 70, 34)
  const dot = disc(70, 70, 15)
  const post = box(60, 90, 20, 80)
  const image = lay(lay(lay(bands, [250, 250, 245], shape), [20, 30, 80], dot), [90, 40, 20], post)
  const seen = (x: number, y: number) => Math.min(shape(x, y), 1 - post(x, y))

  it('a click takes what shows of the layer that decomposing would make, a further one the region, its edge soft', async () => {
    expect(agreement(await pick(image, [point(70, 45)]), seen)).toBeGreaterThan(0.97)
    expect(agreement(await pick(image, [point(70, 70)]), seen)).toBeGreaterThan(0.97)
    expect(agreement(await pick(image, [point(70, 70), point(71, 70)]), dot)).toBeGreaterThan(0.95)
    expect(agreement(await pick(image, [point(70, 140)]), post)).toBeGreaterThan(0.97)
  })

  it('a ground is picked without what stands before it', async () => {
    const sand = (x: number, y: number) => (y > 120 ? 1 - post(x, y) : 0)
    expect(agreement(await pick(image, [point(200, 150)]), sand)).toBeGreaterThan(0.97)
  })

  it('a click with Alt takes away a layer that is picked, or a region of the one that stays', async () => {
    const both: Hint = { kind: 'box', x: 30, y: 30, width: 80, height: 150, inside: true }
    expect(agreement(await pick(image, [both]), shape, post)).toBeGreaterThan(0.97)
    expect(agreement(await pick(image, [both, point(70, 160, false)]), seen)).toBeGreaterThan(0.97)
    const ring = (x: number, y: number) => Math.min(seen(x, y), 1 - dot(x, y))
    expect(agreement(await pick(image, [point(70, 45), point(70, 70, false)]), ring)).toBeGreaterThan(0.95)
  })
})

describe('on a photograph', () => {
  // Coarse grain: no model of a background fits.
  const grain = draw(W, H, (x, y) => {
    const value =
      90 + 30 * Math.sin(x * 0.61 + Math.sin(y * 0.37) * 3) + 30 * Math.sin(y * 0.53 + Math.cos(x * 0.29) * 3)
    return [0.5 * value, value, 0.8 * value]
  })
  const shape = disc(120, 90, 36)
  const image = lay(grain, [230, 30, 40], shape)

  it('a click takes what the network sees there, looked at once', async () => {
    const { sessions, runs } = eyes()
    const source = new PickSource(toRgba8(image), { sessions })
    expect(agreement(await source.matte([point(110, 80)]), shape)).toBeGreaterThan(0.95)
    const looks = runs.length
    await source.matte([point(130, 95)])
    expect(runs.length).toBe(looks)
  })

  it('MobileSAM answers where it is installed, with what is not meant', async () => {
    const { sessions, runs } = eyes()
    const asked: Tensors[] = []
    const withSam: Sessions = {
      ...sessions,
      has: async (model) => model.startsWith('mobile-sam'),
      async run(model, inputs) {
        if (!model.startsWith('mobile-sam')) return sessions.run(model, inputs)
        runs.push(model)
        if (model.endsWith('encoder')) return { out: floats([1, 256, 64, 64], 256 * 64 * 64) }
        asked.push(inputs)
        const [height, width] = inputs.orig_im_size.data as Float32Array
        const masks = floats([1, 1, height, width], width * height)
        masks.data.set(
          Float32Array.from(
            { length: width * height },
            (_, i) => 8 * shape(((i % width) * W) / width, (Math.floor(i / width) * H) / height),
          ),
        )
        return { masks }
      },
    }
    const source = new PickSource(toRgba8(image), { sessions: withSam })
    expect(agreement(await source.matte([point(110, 80)]), shape)).toBeGreaterThan(0.9)
    await source.matte([point(20, 20, false), point(110, 80)])
    expect(runs.filter((model) => model.startsWith('mobile-sam'))).toEqual([
      'mobile-sam-encoder',
      'mobile-sam-decoder',
      'mobile-sam-decoder',
    ])
    expect([...asked[1].point_labels.data]).toEqual([1, 0, -1])
  })

  it('a box takes what the network sees in it', async () => {
    const around: Hint = { kind: 'box', x: 70, y: 40, width: 100, height: 100, inside: true }
    expect(agreement(await pick(image, [around]), shape)).toBeGreaterThan(0.95)
  })

  it('where it sees nothing, a stroke takes at least what it paints', async () => {
    const stroke: Hint = { kind: 'stroke', points: [20, 20, 40, 20], size: 10, inside: true }
    const picked = await pick(image, [stroke])
    expect(picked.data[20 * W + 30]).toBe(1)
    expect(picked.data[90 * W + 120]).toBe(0)
  })
})

it('stops when it is cancelled', async () => {
  const source = new PickSource(toRgba8(slope), eyes())
  await source.prepare()
  await expect(source.matte([point(1, 1)], AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
})

/** The optional networks' adapters, each on a tiny graph with the inputs and outputs of the real one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { onnxModel, type Graph } from '../../../../test/support/onnx-graph.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Mask, RgbF } from '../../imaging/pixels.ts'
import { createSessionPool, type SessionPool } from '../../onnx/pool.ts'
import { fillBehind } from './inpaint/fill-behind.ts'
import { fillHole } from './inpaint/fill-hole.ts'
import { matte } from './matting/matte.ts'
import { mobileSam } from './prompt/mobile-sam.ts'
import { isInstalled } from './prompt/prompt.ts'

/** logits or alpha = the channel that is largest after normalisation: 0 red, 1 green, 2 blue. */
const largestChannel = (input: string, output: string): Graph => ({
  inputs: [{ name: input, type: 'float32', dims: [1, 3, 1024, 1024] }],
  outputs: [{ name: output, type: 'float32', dims: [1, 1, 1024, 1024] }],
  nodes: [
    { operator: 'ArgMax', inputs: [input], outputs: ['index'], integers: { axis: 1, keepdims: 1 } },
    { operator: 'Cast', inputs: ['index'], outputs: [output], integers: { to: 1 } },
  ],
})

const graphs: Record<string, Graph> = {
  isnet: largestChannel('input', 'output'),
  'birefnet-lite': largestChannel('input_image', 'output_image'),
  // What its input is called is not known: a graph of one input takes it under any name.
  ormbg: largestChannel('whatever', 'alphas'),
  // The smaller of picture and mask: black in the hole, where the mask is 0.
  migan: {
    inputs: [
      { name: 'image', type: 'uint8', dims: [1, 3, 'h', 'w'] },
      { name: 'mask', type: 'uint8', dims: [1, 1, 'h', 'w'] },
    ],
    outputs: [{ name: 'result', type: 'uint8', dims: [1, 3, 'h', 'w'] }],
    nodes: [{ operator: 'Min', inputs: ['image', 'mask'], outputs: ['result'] }],
  },
  // 100 (picture + mask), of a picture 0..1 and a hole of 1.
  lama: {
    inputs: [
      { name: 'image', type: 'float32', dims: ['batch', 3, 512, 512] },
      { name: 'mask', type: 'float32', dims: ['batch', 1, 512, 512] },
    ],
    outputs: [{ name: 'output', type: 'float32', dims: ['batch', 3, 512, 512] }],
    constants: [{ name: 'hundred', dims: [1], values: Float32Array.of(100) }],
    nodes: [
      { operator: 'Add', inputs: ['image', 'mask'], outputs: ['sum'] },
      { operator: 'Mul', inputs: ['sum', 'hundred'], outputs: ['output'] },
    ],
  },
  // The mean of the picture, everywhere.
  'mobile-sam-encoder': {
    inputs: [{ name: 'input_image', type: 'float32', dims: ['h', 'w', 3] }],
    outputs: [{ name: 'image_embeddings', type: 'float32', dims: [1, 256, 64, 64] }],
    constants: [{ name: 'shape', dims: [4], values: BigInt64Array.of(1n, 256n, 64n, 64n) }],
    nodes: [
      { operator: 'ReduceMean', inputs: ['input_image'], outputs: ['mean'], integers: { keepdims: 1 } },
      { operator: 'Expand', inputs: ['mean', 'shape'], outputs: ['image_embeddings'] },
    ],
  },
  // The mean of the picture, less the sum of all coordinates and labels, everywhere.
  'mobile-sam-decoder': {
    inputs: [
      { name: 'image_embeddings', type: 'float32', dims: [1, 256, 64, 64] },
      { name: 'point_coords', type: 'float32', dims: [1, 'points', 2] },
      { name: 'point_labels', type: 'float32', dims: [1, 'points'] },
      { name: 'mask_input', type: 'float32', dims: [1, 1, 256, 256] },
      { name: 'has_mask_input', type: 'float32', dims: [1] },
      { name: 'orig_im_size', type: 'float32', dims: [2] },
    ],
    outputs: [
      { name: 'masks', type: 'float32', dims: ['batch', 1, 'h', 'w'] },
      { name: 'iou_predictions', type: 'float32', dims: [1] },
      { name: 'low_res_masks', type: 'float32', dims: [1, 1, 256, 256] },
    ],
    constants: [{ name: 'ones', dims: [2], values: BigInt64Array.of(1n, 1n) }],
    nodes: [
      { operator: 'ReduceMean', inputs: ['image_embeddings'], outputs: ['mean'], integers: { keepdims: 0 } },
      { operator: 'ReduceSum', inputs: ['point_coords'], outputs: ['places'], integers: { keepdims: 0 } },
      { operator: 'ReduceSum', inputs: ['point_labels'], outputs: ['kinds'], integers: { keepdims: 0 } },
      { operator: 'Add', inputs: ['places', 'kinds'], outputs: ['asked'] },
      { operator: 'Sub', inputs: ['mean', 'asked'], outputs: ['value'] },
      { operator: 'Cast', inputs: ['orig_im_size'], outputs: ['size'], integers: { to: 7 } },
      { operator: 'Concat', inputs: ['ones', 'size'], outputs: ['shape'], integers: { axis: 0 } },
      { operator: 'Expand', inputs: ['value', 'shape'], outputs: ['masks'] },
      { operator: 'Identity', inputs: ['has_mask_input'], outputs: ['iou_predictions'] },
      { operator: 'Identity', inputs: ['mask_input'], outputs: ['low_res_masks'] },
    ],
  },
}

let folder: string
let pool: SessionPool
let ran: string[]

/** Sessions with only these models installed. */
function install(...models: string[]) {
  ran = []
  pool = createSessionPool({
    async resolveModel(id) {
      if (!models.includes(id)) throw new LaminaError('MODEL_MISSING', `There is no ${id}.`)
      const path = join(folder, `${id}.onnx`)
      return { path, folder, files: [`${id}.onnx`], sha256: '', memoryBytes: 100, providers: ['cpu'] }
    },
  })
  const run: SessionPool['run'] = (model, inputs, signal) => {
    ran.push(model)
    return pool.run(model, inputs, signal)
  }
  return { sessions: { ...pool, run } }
}

function uniform(width: number, height: number, color: readonly number[]): RgbF {
  const data = Float32Array.from({ length: width * height * 3 }, (_, k) => color[k % 3])
  return { width, height, data }
}

function holeAt(image: RgbF, ...boxes: { x: number; y: number; side: number }[]): Mask {
  const { width, height } = image
  const data = new Uint8Array(width * height)
  for (const { x, y, side } of boxes) {
    for (let row = y; row < y + side; row++) data.fill(1, row * width + x, row * width + x + side)
  }
  return { width, height, data }
}

const pixel = (image: RgbF, x: number, y: number) => [...image.data.subarray((y * image.width + x) * 3).subarray(0, 3)]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-optional-models-'))
  for (const [id, graph] of Object.entries(graphs)) await writeFile(join(folder, `${id}.onnx`), onnxModel(graph))
})
afterEach(() => pool.close())
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('matting', () => {
  // Level grey: after the normalisation of ImageNet blue is the largest channel, without it the first one.
  const grey = uniform(40, 30, [100, 100, 100])

  it.each([
    ['BiRefNet before ormbg and ISNet', ['isnet', 'ormbg', 'birefnet-lite'], 'birefnet-lite', 1 / (1 + Math.exp(-2))],
    ['ormbg before ISNet', ['isnet', 'ormbg'], 'ormbg', 0],
    ['ISNet where nothing else is there', ['isnet'], 'isnet', 0],
  ])('takes %s', async (_what, installed, used, expected) => {
    const context = install(...installed)
    const plane = await matte(grey, null, context)
    expect(ran).toEqual([used])
    expect(plane.data[615]).toBeCloseTo(expected, 5)
  })

  it('reads the alpha of ormbg as it is, within 0..1', async () => {
    const green = await matte(uniform(40, 30, [0, 200, 100]), null, install('ormbg'))
    const blue = await matte(uniform(40, 30, [0, 100, 200]), null, { sessions: pool })
    expect([green.data[0], blue.data[0]]).toEqual([1, 1])
  })
})

describe('filling', () => {
  const image = uniform(300, 200, [50, 100, 200])
  const hole = holeAt(image, { x: 20, y: 30, side: 40 }, { x: 250, y: 150, side: 30 })

  it('with MI-GAN: uint8, the hole 0 in its mask', async () => {
    const filled = await fillHole(image, hole, install('migan'))
    expect(ran).toEqual(['migan', 'migan'])
    expect(pixel(filled, 40, 50)).toEqual([0, 0, 0])
    expect(pixel(filled, 260, 170)).toEqual([0, 0, 0])
    expect(pixel(filled, 19, 50)).toEqual([50, 100, 200])
    expect(image.data[(50 * 300 + 40) * 3]).toBe(50)
  })

  it('with LaMa before MI-GAN: 512 × 512, 0..1, the hole 1 in its mask, 0..255 back', async () => {
    const filled = await fillHole(image, hole, install('migan', 'lama'))
    expect(ran).toEqual(['lama', 'lama'])
    const expected = [50, 100, 200].map((value) => 100 * (value / 255 + 1))
    pixel(filled, 40, 50).forEach((value, c) => expect(value).toBeCloseTo(expected[c], 2))
    expect(pixel(filled, 19, 50)).toEqual([50, 100, 200])
  })

  it('fills gaps that lie close in one run, and the many small ones without the network', async () => {
    const close = holeAt(image, { x: 20, y: 30, side: 40 }, { x: 70, y: 40, side: 10 })
    await fillHole(image, close, install('migan'))
    expect(ran).toEqual(['migan'])

    const wide = uniform(3000, 100, [50, 100, 200])
    const many = holeAt(wide, ...Array.from({ length: 12 }, (_, k) => ({ x: 20 + 240 * k, y: 40, side: 20 - k })))
    const filled = await fillHole(wide, many, { sessions: { ...pool, run: install('migan').sessions.run } })
    expect(ran).toHaveLength(8)
    expect(pixel(filled, 25, 45)).toEqual([0, 0, 0])
    expect(pixel(filled, 20 + 240 * 11 + 2, 42).every((value, c) => Math.abs(value - [50, 100, 200][c]) < 2)).toBe(true)
  })

  it('without a network as before', async () => {
    const filled = await fillHole(image, hole, install())
    expect(ran).toEqual([])
    expect(filled.data).toEqual(fillBehind(image, hole).data)
  })

  it('refuses an answer of another size', async () => {
    const context = install('migan')
    const wrong = async () => ({ result: { type: 'uint8' as const, dims: [1], data: new Uint8Array(1) } })
    await expect(fillHole(image, hole, { sessions: { ...context.sessions, run: wrong } })).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
    })
  })
})

describe('a prompt', () => {
  const image = uniform(512, 256, [1024, 1024, 1024])

  it('is answered by MobileSAM, which looks at the picture once', async () => {
    const context = install('mobile-sam-encoder', 'mobile-sam-decoder')
    expect(await isInstalled(mobileSam, context.sessions)).toBe(true)
    const opened = await mobileSam.open(image, context)
    // 1024 less the point, 2·(501 + 10), its label 1, and padding of 0, 0, −1: 2.
    const point = await opened.matte({ points: [{ x: 501, y: 10, inside: true }] }, context)
    expect([point.width, point.height]).toEqual([512, 256])
    expect(point.data[1000]).toBeCloseTo(1 / (1 + Math.exp(-2)), 5)
    // A box: its corners with labels 2 and 3, no padding: 1024 − 2·(100 + 50 + 200 + 158) − 5 = 3.
    const box = await opened.matte({ points: [], box: { x: 100, y: 50, width: 100, height: 108 } }, context)
    expect(box.data[1000]).toBeCloseTo(1 / (1 + Math.exp(-3)), 5)
    // A point outside has the label 0: 1024 − 2·(300 + 210) − 1 − 0 + 1 = 4.
    const other = {
      points: [
        { x: 290, y: 200, inside: true },
        { x: 10, y: 10, inside: false },
      ],
    }
    expect((await opened.matte(other, context)).data[0]).toBeCloseTo(1 / (1 + Math.exp(-4)), 5)
    expect(ran).toEqual(['mobile-sam-encoder', 'mobile-sam-decoder', 'mobile-sam-decoder', 'mobile-sam-decoder'])
  })

  it('is not where only one of its graphs is', async () => {
    expect(await isInstalled(mobileSam, install('mobile-sam-encoder', 'isnet').sessions)).toBe(false)
  })
})

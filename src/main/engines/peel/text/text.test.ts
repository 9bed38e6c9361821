import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OCR_DETECT, type Sessions, type Tensor, type Tensors } from '../../../onnx/sessions.ts'
import { peelText } from './text.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-text-'))
  await writeFile(join(folder, 'ppocr_keys_v1.txt'), 'H\nI\nT\n')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** A reader that finds one line where the picture is darkest and reads "HIT" wherever there is dark ink. */
const sessions: Sessions = {
  run: (model: string, { x }: Tensors) => Promise.resolve({ out: model === OCR_DETECT ? detected(x) : read(x) }),
  file: (_, name) => Promise.resolve(join(folder, name)),
}

function detected({ dims }: Tensor): Tensor {
  const [, , height, width] = dims
  const data = new Float32Array(width * height)
  for (let i = 0; i < data.length; i++) {
    const x = ((i % width) + 0.5) / width
    const y = (Math.floor(i / width) + 0.5) / height
    if (x > 0.3 && x < 0.7 && y > 0.45 && y < 0.55) data[i] = 0.9
  }
  return { type: 'float32', dims: [1, 1, height, width], data }
}

function read(input: Tensor): Tensor {
  const values = input.data as Float32Array
  const hasInk = values.some((value) => value < -0.5)
  const steps = [1, 0, 2, 0, 3]
  const data = new Float32Array(steps.length * 5)
  steps.forEach((k, step) => (data[step * 5 + (hasInk ? k : 0)] = 0.98))
  return { type: 'float32', dims: [1, steps.length, 5], data }
}

/** Three bars on a plain ground. */
function picture() {
  const width = 240
  const height = 160
  const data = new Float32Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const x = i % width
    const y = Math.floor(i / width)
    const isInk = y >= 68 && y < 92 && [82, 116, 150].some((left) => x >= left && x < left + 8)
    data.set(isInk ? [20, 30, 40] : [230, 220, 200], i * 3)
  }
  return { width, height, data }
}

describe('the text stage', () => {
  it('takes a line off as one layer, and the ground closes', async () => {
    const image = picture()
    const before = image.data.slice()
    const told: unknown[] = []
    const finished: unknown[] = []
    const { layers, behind, kept } = await peelText(image, {
      sessions,
      onFound: (found) => told.push(found),
      onFinished: (found) => finished.push(found),
    })
    // Once, when it is known which of them stay.
    expect(finished).toEqual([layers])
    expect(kept).toEqual([])
    expect(told.at(-1)).toEqual(layers)
    expect(layers.map((layer) => layer.name)).toEqual(['Text: HIT'])
    const [layer] = layers
    expect(layer).toMatchObject({ kind: 'text', box: { x: 82, y: 68, width: 76, height: 24 } })
    expect(layer.texts).toEqual([
      { string: 'HIT', box: layer.box, confidence: expect.closeTo(0.98) as number, color: [20, 30, 40] },
    ])
    expect(layer.alpha).toHaveLength(76 * 24)
    expect(layer.alpha.reduce((a, b) => a + b)).toBeCloseTo(3 * 8 * 24, 0)
    for (let i = 0; i < behind.data.length; i += 3) expect(behind.data[i]).toBeCloseTo(230, 0)
    expect(image.data).toEqual(before)
  })

  it('says how far it is, never falling, up to the end', async () => {
    const seen: number[] = []
    await peelText(picture(), { sessions, onProgress: (done) => seen.push(done) })
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
  })

  it('a blank picture has no text and comes back as it is', async () => {
    const image = { width: 64, height: 48, data: new Float32Array(64 * 48 * 3).fill(120) }
    const { layers, behind, kept } = await peelText(image, { sessions })
    expect([layers, kept]).toEqual([[], []])
    expect(behind.data).toEqual(image.data)
  })

  it('stops when it is cancelled', async () => {
    const signal = AbortSignal.abort()
    await expect(peelText(picture(), { sessions, signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

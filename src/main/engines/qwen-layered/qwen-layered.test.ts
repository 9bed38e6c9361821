import { cp, mkdtemp, readFile, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { LaminaError } from '../../../shared/contract/errors.ts'
import type { Rgba8 } from '../../imaging/pixels.ts'
import { createSessionPool, type SessionPool } from '../../onnx/pool.ts'
import type { Sessions } from '../../onnx/sessions.ts'
import type { EngineProgress, FinishedLayers } from '../engine.ts'
import { keepFinished } from '../finished/keep-finished.ts'
import { compareWithImage } from '../verify.ts'
import { packCheckpoint } from './pack/pack.ts'
import { pipelineDefaults, type PipelineOptions } from './pipeline.ts'
import { decomposeWith, pipelineOptions, qwenLayeredEngine } from './qwen-layered.ts'

const checkpoint = fileURLToPath(new URL('../../../../test/golden/model', import.meta.url))
const options: PipelineOptions = {
  ...pipelineDefaults,
  layers: 2,
  area: 64 * 64,
  steps: 2,
  prompt: 'two rings',
  negativePrompt: null,
  seed: 5,
}

let root: string
let folder: string
let pool: SessionPool

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lamina-qwen-'))
  folder = join(root, 'packed')
  await packCheckpoint(checkpoint, folder, { precision: 'float32' })
  const resolveModel = (id: string) => Promise.reject(new LaminaError('MODEL_MISSING', `There is no model ${id}.`))
  pool = createSessionPool({ resolveModel, providers: ['cpu'] })
})
afterAll(async () => {
  await pool.close()
  await rm(root, { recursive: true, force: true })
})

afterEach(() => vi.unstubAllEnvs())

/** A disc on a slope of colour, larger than the model works at. */
function picture(width = 150, height = 120): Rgba8 {
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = Math.hypot(x - 70, y - 60) < 30
      data.set(inside ? [220, 40, 30] : [x, y, 160], (y * width + x) * 4)
    }
  }
  return { width, height, data }
}

describe('the engine', () => {
  it('gives layers that add up to the picture, at its own size, the same for the same seed', async () => {
    const image = picture()
    const seen: EngineProgress[] = []
    const finished: FinishedLayers[] = []
    const context = {
      sessions: pool,
      onProgress: (progress: EngineProgress) => void seen.push(progress),
      onFinished: (done: FinishedLayers) => void finished.push(done),
    }
    const layers = await decomposeWith(folder, image, options, context)
    expect(compareWithImage(image, layers)).toMatchObject({ differing: 0 })
    expect(layers[0]).toMatchObject({ kind: 'background', box: { x: 0, y: 0, width: 150, height: 120 } })
    expect(layers.every((layer) => layer.name.length > 0)).toBe(true)
    const done = seen.map((progress) => progress.done)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(pool.status().sessions).toEqual([])

    // One preview a step, then the layers by their names.
    const found = seen.flatMap((progress) => (progress.found ? [progress.found] : []))
    expect(found).toHaveLength(options.steps + 1)
    const background = { name: 'Background', box: { x: 0, y: 0, width: 150, height: 120 } }
    expect(found[0].at(-1)).toMatchObject({ ...background, preview: { width: 8, height: 8 } })
    for (const { box } of found.flat()) {
      expect(box.x + box.width).toBeLessThanOrEqual(150)
      expect(box.y + box.height).toBeLessThanOrEqual(120)
    }
    expect(found.at(-1)?.map(({ name }) => name)).toEqual(layers.map(({ name }) => name).reverse())

    // Finished once, at the model's size: without the background, which is not worth keeping alone.
    expect(finished).toHaveLength(1)
    expect(finished[0].layers.map(({ name }) => name)).toEqual(layers.slice(1).map(({ name }) => name))
    expect(compareWithImage(image, keepFinished(image, finished[0]))).toMatchObject({ differing: 0 })

    const again = await decomposeWith(folder, image, options, { sessions: pool })
    expect(again.map(({ pixels }) => Buffer.from(pixels).toString('base64'))).toEqual(
      layers.map(({ pixels }) => Buffer.from(pixels).toString('base64')),
    )
  })

  it('stops between groups of blocks', async () => {
    const controller = new AbortController()
    const context = {
      sessions: pool,
      signal: controller.signal,
      onProgress: ({ detail }: EngineProgress) => detail?.startsWith('step 1') && controller.abort(),
    }
    await expect(decomposeWith(folder, picture(), options, context)).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  it('frees everything when memory runs out in the middle, and says what to do', async () => {
    const released: string[] = []
    let blocks = 0
    const failing: Sessions = {
      run(model, inputs, signal) {
        if (model.includes('transformer-blocks') && ++blocks === 2) {
          return Promise.reject(new LaminaError('OUT_OF_MEMORY', 'There was not enough memory for the blocks.'))
        }
        return pool.run(model, inputs, signal)
      },
      file: (model, name) => pool.file(model, name),
      release(model) {
        released.push(model)
        return pool.release(model)
      },
    }
    await expect(decomposeWith(folder, picture(), options, { sessions: failing })).rejects.toMatchObject({
      code: 'OUT_OF_MEMORY',
      message: expect.stringMatching(/the blocks/),
      hint: expect.stringMatching(/fewer layers.*fewer bits.*peel/),
    })
    expect(released.some((model) => model.includes('transformer-blocks'))).toBe(true)
    expect(pool.status().sessions).toEqual([])
  })

  it('does not go on with values that are not numbers', async () => {
    const overflowing: Sessions = {
      ...pool,
      async run(model, inputs, signal) {
        const outputs = await pool.run(model, inputs, signal)
        if (model.includes('transformer-final')) outputs.velocity.data[7] = NaN
        return outputs
      },
    }
    await expect(decomposeWith(folder, picture(), options, { sessions: overflowing })).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringMatching(/Step 1 .* not numbers/),
      hint: expect.stringMatching(/provider/),
    })
  })

  it('says before anything is loaded that memory is not enough', async () => {
    const run = vi.fn<Sessions['run']>()
    const context = { sessions: { run, file: async () => '' }, gpuMemory: 0.5 * 1024 ** 3 }
    const decomposing = decomposeWith(folder, picture(), options, context)
    await expect(decomposing).rejects.toMatchObject({
      code: 'OUT_OF_MEMORY',
      message: expect.stringMatching(/GPU memory, and there are 0\.5 GiB/),
      hint: expect.stringMatching(/fewer layers/),
    })
    expect(run).not.toHaveBeenCalled()
  })

  it('says that it is on the CPU where a provider could not be used', async () => {
    const details: (string | undefined)[] = []
    const absent = process.platform === 'win32' ? 'coreml' : 'dml'
    const resolveModel = () => Promise.reject(new LaminaError('MODEL_MISSING', 'There is none.'))
    const without = createSessionPool({ resolveModel, providers: [absent, 'cpu'] })
    try {
      await decomposeWith(folder, picture(), options, {
        sessions: without,
        onProgress: ({ detail }) => details.push(detail),
      })
    } finally {
      await without.close()
    }
    expect(details).toContainEqual(expect.stringMatching(`^step 2 of 2, on the CPU \\(${absent}: `))
  })

  it('refuses a packed model that is cut off, before anything is loaded', async () => {
    const broken = join(root, 'broken')
    await cp(folder, broken, { recursive: true })
    await truncate(join(broken, 'transformer-block-01.data'), 1000)
    await expect(decomposeWith(broken, picture(), options, { sessions: pool })).rejects.toMatchObject({
      code: 'MODEL_DAMAGED',
      message: expect.stringMatching(/transformer-block-01/),
      hint: expect.stringMatching(/Pack/),
    })
  })

  it('says plainly that the model is not installed', async () => {
    const decomposing = qwenLayeredEngine.decompose(picture(), { layers: 'auto' }, { sessions: pool })
    await expect(decomposing).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: expect.stringMatching(/not installed and packed/),
    })
  })

  it('refuses numbers of layers that the model does not make', () => {
    expect(() => pipelineOptions({ layers: 11 })).toThrowError(expect.objectContaining({ code: 'USAGE' }))
    expect(pipelineOptions({ layers: 'auto' }).layers).toBe(4)
  })

  it('writes the same graphs for the same model', async () => {
    const path = join(folder, 'vae-decoder.onnx')
    const before = await readFile(path)
    await decomposeWith(folder, picture(), options, { sessions: pool })
    expect((await readFile(path)).equals(before)).toBe(true)
  })
})

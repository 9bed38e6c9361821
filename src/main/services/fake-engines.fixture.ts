/** Engines for tests: quick, without models, each with one behaviour. Loaded in the engine's thread as in the tests'. */
import { setTimeout } from 'node:timers/promises'
import { LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import type { DecomposeOptions, Engine, EngineContext, LayerDraft } from '../engines/engine.ts'
import type { EngineRegistry } from '../engines/registry.ts'
import type { Rgba8 } from '../imaging/pixels.ts'

/** Cuts upright stripes out of the picture and fills what they hid with grey. Exact, alpha included. */
function stripes(image: Rgba8, options: DecomposeOptions): LayerDraft[] {
  const count = options.layers === 'auto' ? 2 : options.layers - 1
  const background = image.data.slice()
  const width = Math.floor(image.width / (2 * count))
  const cut = Array.from({ length: count }, (_, index): LayerDraft => {
    const box = { x: index * 2 * width, y: 0, width, height: image.height }
    const pixels = new Uint8Array(width * image.height * 4)
    for (let y = 0; y < box.height; y++) {
      for (let x = 0; x < width; x++) {
        const from = (y * image.width + box.x + x) * 4
        if (image.data[from + 3] !== 255) continue
        pixels.set(image.data.subarray(from, from + 4), (y * width + x) * 4)
        background.set([128, 128, 128], from)
      }
    }
    const texts =
      index === 0 ? [{ string: 'SALE', box, confidence: 0.9, color: [1, 2, 3] as [number, number, number] }] : []
    const name = index === 0 ? 'Text: SALE' : `Stripe ${index}`
    return { name, kind: index === 0 ? 'text' : 'object', box, pixels, confidence: 0.5, texts }
  })
  const whole = { x: 0, y: 0, width: image.width, height: image.height }
  return [{ name: 'Background', kind: 'background', box: whole, pixels: background, confidence: 1, texts: [] }, ...cut]
}

function engine(id: string, decompose: Engine['decompose'], models: readonly string[] = []): () => Promise<Engine> {
  return async () => ({ id, models, decompose })
}

async function untilCancelled({ signal, onProgress }: EngineContext): Promise<never> {
  for (let step = 0; ; step++) {
    throwIfCancelled(signal)
    onProgress?.({ stage: 'cut', done: 1 - 1 / (step + 2) })
    await setTimeout(10)
  }
}

export const engineRegistry: EngineRegistry = {
  peel: engine('peel', async (image, options, { onProgress }) => {
    const drafts = stripes(image, options)
    const found = drafts.toReversed().map(({ name, kind, box }) => ({ name, kind, box }))
    onProgress?.({ stage: 'find', done: 0.2, detail: 'stripes', found: found.slice(0, 1) })
    onProgress?.({ stage: 'finish', done: 0.9, found })
    return drafts
  }),
  /** Works until it is cancelled. */
  slow: engine('slow', (_image, _options, context) => untilCancelled(context)),
  /** Finishes two stripes, soft at their left edges, and works on until it is cancelled. */
  partial: engine('partial', async (image, _options, context) => {
    const { width, height } = image
    const layers = stripes(image, { layers: 3 }).slice(1)
    for (const { box, pixels } of layers) for (let y = 0; y < height; y++) pixels[y * box.width * 4 + 3] = 100
    context.onFinished?.({ width, height, layers })
    const found = layers.toReversed().map(({ name, kind, box }) => ({ name, kind, box }))
    context.onProgress?.({ stage: 'cut', done: 0.4, found })
    return untilCancelled(context)
  }),
  /** Blocks its thread and does not look at the signal. */
  stuck: engine('stuck', async (_image, _options, { onProgress }) => {
    onProgress?.({ stage: 'find', done: 0.1 })
    await setTimeout(20)
    const end = performance.now() + 60_000
    while (performance.now() < end);
    return []
  }),
  /** Layers that are not the picture. */
  wrong: engine('wrong', async (image, options) => {
    const drafts = stripes(image, options)
    drafts[0].pixels[image.data.length - 4] ^= 3
    return drafts
  }),
  failing: engine('failing', async () => {
    throw new LaminaError('ENGINE_FAILED', 'The engine met something odd.', 'Try another picture.')
  }),
  /** Finds nothing. */
  single: engine('single', async (image, options) => {
    const [background] = stripes(image, options)
    return [{ ...background, pixels: image.data.slice() }]
  }),
  /** Ends its thread. */
  dying: engine('dying', async () => process.exit(7)),
  needy: engine('needy', async (image, options) => stripes(image, options), ['isnet']),
}

export const fakeEngines = { registry: engineRegistry, module: new URL(import.meta.url) }

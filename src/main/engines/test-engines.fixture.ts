/** Engines for the tests of the engine's thread, each with one behaviour. */
import { setTimeout } from 'node:timers/promises'
import { LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import { ISNET } from '../onnx/sessions.ts'
import type { Engine, LayerDraft } from './engine.ts'
import type { EngineRegistry } from './registry.ts'

function copyOf(image: Rgba8, name: string): LayerDraft {
  const box = { x: 0, y: 0, width: image.width, height: image.height }
  return { name, kind: 'background', box, pixels: image.data.slice(), confidence: 1, texts: [] }
}

function engine(id: string, decompose: Engine['decompose']): () => Promise<Engine> {
  return async () => ({ id, models: [], decompose })
}

export const engineRegistry: EngineRegistry = {
  echo: engine('echo', async (image, _options, { sessions, onProgress }) => {
    onProgress?.({ stage: 'find', done: 0.5, detail: 'half' })
    const { answer } = await sessions.run(ISNET, {})
    return [copyOf(image, `echo ${answer.data[0]} ${await sessions.file(ISNET, 'list.txt')}`)]
  }),
  wrong: engine('wrong', async (image) => {
    const draft = copyOf(image, 'wrong')
    draft.pixels[3] += 2
    return [draft]
  }),
  failing: engine('failing', async () => {
    throw new LaminaError('ENGINE_FAILED', 'Odd.', 'Look.')
  }),
  slow: engine('slow', async (_image, _options, { signal }) => {
    for (;;) {
      throwIfCancelled(signal)
      await setTimeout(5)
    }
  }),
  /** Blocks its thread and does not look at the signal. */
  stuck: engine('stuck', async (image, _options, { onProgress, onFinished }) => {
    const half = {
      ...copyOf(image, 'half'),
      box: { x: 0, y: 0, width: 2, height: 2 },
      pixels: new Uint8Array(16).fill(255),
    }
    onFinished?.({ width: image.width, height: image.height, layers: [half] })
    onProgress?.({ stage: 'find', done: 0.1 })
    await setTimeout(20)
    const end = performance.now() + 60_000
    while (performance.now() < end);
    return []
  }),
  dying: engine('dying', async () => process.exit(7)),
}

/** Packs the checkpoint of the diffusion engine in a thread of its own: the one that asks stays free to answer a person. */
import { MessageChannel } from 'node:worker_threads'
import { LaminaError } from '../../shared/contract/errors.ts'
import { startWorker } from '../imaging/workers.ts'
import { createCaller } from '../onnx/calls.ts'
import type { PackMethods } from './pack-worker.ts'
import { openPackedModel, type PackedModel } from './qwen-layered/pack/manifest.ts'
import type { PackOptions, PackProgress } from './qwen-layered/pack/pack.ts'

/** As packCheckpoint, and throws what it throws; ENGINE_FAILED when the thread dies. */
export async function packInThread(
  checkpoint: string,
  target: string,
  { signal, onProgress, ...choices }: PackOptions,
): Promise<PackedModel> {
  const worker = startWorker(new URL('./pack-worker.ts', import.meta.url))
  const caller = createCaller<PackMethods>(worker)
  const died = (why: unknown) => {
    const message = `The thread that packs the model ended: ${why instanceof Error ? why.message : String(why)}`
    caller.fail(new LaminaError('ENGINE_FAILED', message, 'Pack again: it goes on where it was.'))
  }
  worker.on('error', died)
  worker.on('exit', (code) => died(`exit code ${code}`))
  const { port1, port2 } = new MessageChannel()
  port1.on('message', (report: PackProgress) => onProgress?.(report))
  port1.unref()
  try {
    if (signal?.aborted) throw new LaminaError('CANCELLED', 'Packing the model was cancelled.')
    const parameters = { checkpoint, target, choices, progress: port2 }
    await caller.call('pack', parameters, { transfer: [port2], signal })
    return await openPackedModel(target)
  } finally {
    port1.close()
    await worker.terminate()
  }
}

/** The thread in which the checkpoint of the diffusion engine is packed: minutes of arithmetic. */
import { parentPort, type MessagePort } from 'node:worker_threads'
import { answerCalls } from '../onnx/calls.ts'
import { packCheckpoint, type PackOptions } from './qwen-layered/pack/pack.ts'

/** Options that can be sent to a thread. */
export type PackChoices = Omit<PackOptions, 'signal' | 'onProgress'>

export interface PackMethods {
  pack: { parameters: { checkpoint: string; target: string; choices: PackChoices; progress: MessagePort }; value: null }
}

if (!parentPort) throw new Error('pack-worker runs as a worker thread.')

/** Milliseconds between two reports. */
const reportEvery = 100

answerCalls<PackMethods>(parentPort, {
  async pack({ checkpoint, target, choices, progress }, signal) {
    let reported = -Infinity
    await packCheckpoint(checkpoint, target, {
      ...choices,
      signal,
      onProgress(report) {
        if (performance.now() - reported < reportEvery && report.bytes < report.total) return
        reported = performance.now()
        progress.postMessage(report)
      },
    })
    progress.close()
    return { value: null }
  },
})

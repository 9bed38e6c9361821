/** The thread in which engines run: images in, drafts out, one decomposition at a time. */
import { parentPort, workerData, type Transferable } from 'node:worker_threads'
import { errorToData, throwIfCancelled } from '../../shared/contract/errors.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import { connectSessions } from '../onnx/remote-sessions.ts'
import type { LayerDraft } from './engine.ts'
import type { EngineRequest, EngineResponse, EngineThreadData } from './engine-messages.ts'
import { keepFinished } from './finished/keep-finished.ts'
import { LayerSender } from './finished/sent-once.ts'
import { engineRegistry, loadEngine, type EngineRegistry } from './registry.ts'
import { recordUse } from './used-models.ts'
import { compareWithImage } from './verify.ts'

if (!parentPort) throw new Error('engine-worker runs as a worker thread.')
const port = parentPort
const data = workerData as EngineThreadData
const sessions = connectSessions(data.sessions)
const running = new Map<number, AbortController>()

function send(response: EngineResponse, transfer: Transferable[] = []): void {
  port.postMessage(response, transfer)
}

async function registry(): Promise<EngineRegistry> {
  if (data.registry === undefined) return engineRegistry
  return ((await import(data.registry)) as { engineRegistry: EngineRegistry }).engineRegistry
}

async function decompose(request: Extract<EngineRequest, { type: 'decompose' }>, signal: AbortSignal): Promise<void> {
  const { id, image, options, gpuMemory } = request
  const recorded = recordUse(sessions)
  const engine = await loadEngine(await registry(), request.engine)
  const sender = new LayerSender()
  const drafts = await engine.decompose(image, options, {
    signal,
    sessions: recorded.sessions,
    gpuMemory,
    onProgress: (progress) => send({ type: 'progress', id, progress }),
    onFinished: (finished) => send({ type: 'finished', id, finished: sender.send(finished) }),
  })
  throwIfCancelled(signal)
  check(request, drafts, recorded.used())
}

/** Compares the drafts with their image, and gives both back. */
function check({ id, image }: { id: number; image: Rgba8 }, drafts: LayerDraft[], models: string[]): void {
  send({ type: 'checking', id })
  const exactness = compareWithImage(image, drafts)
  const buffers = new Set([image.data.buffer, ...drafts.map((draft) => draft.pixels.buffer)])
  send({ type: 'done', id, drafts, image, exactness, models }, [...buffers] as ArrayBuffer[])
}

async function keep(request: Extract<EngineRequest, { type: 'keep' }>): Promise<void> {
  check(request, keepFinished(request.image, request.finished), [])
}

port.on('message', (request: EngineRequest) => {
  if (request.type === 'cancel') {
    running.get(request.id)?.abort()
    return
  }
  const controller = new AbortController()
  running.set(request.id, controller)
  const work = request.type === 'decompose' ? decompose(request, controller.signal) : keep(request)
  work
    .catch((error: unknown) => {
      const stack = error instanceof Error ? (error.stack ?? '') : ''
      send({ type: 'failed', id: request.id, error: errorToData(error), stack })
    })
    .finally(() => running.delete(request.id))
})

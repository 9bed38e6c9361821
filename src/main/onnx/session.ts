/** One loaded model: a worker thread and the runs that wait for it. */
import { LaminaError } from '../../shared/contract/errors.ts'
import { startWorker } from '../imaging/workers.ts'
import { createCaller, orCancelled } from './calls.ts'
import type { ProviderChoice } from './providers.ts'
import type { LoadParameters, SessionMethods } from './session-worker.ts'
import type { Tensors } from './sessions.ts'
import { transferable } from './tensors.ts'

interface QueuedRun {
  inputs: Tensors
  start(outputs: Promise<Tensors>): void
  refuse(error: LaminaError): void
}

export interface Session {
  readonly choice: ProviderChoice
  /** A native run is under way, perhaps one whose caller has gone. */
  readonly busy: boolean
  readonly queued: number
  run(inputs: Tensors, signal?: AbortSignal): Promise<Tensors>
  /** Frees the native session and ends the thread, after the native run under way. */
  release(): Promise<void>
}

/** Starts the thread and loads the model. `onIdle` is called when the last run is through, `onExit` when the thread ended. */
export async function openSession(
  parameters: LoadParameters,
  events: { onIdle(): void; onExit(): void },
): Promise<Session> {
  const worker = startWorker(new URL('./session-worker.ts', import.meta.url))
  const caller = createCaller<SessionMethods>(worker)
  const gone = (why: string) =>
    new LaminaError('ENGINE_FAILED', `The thread of model ${parameters.model} ended: ${why}`, 'Try once more.')
  worker.on('error', (error) => caller.fail(gone(error instanceof Error ? error.message : String(error))))
  worker.on('exit', () => {
    caller.fail(gone('it was released.'))
    events.onExit()
  })

  const waiting: QueuedRun[] = []
  /** The native run under way; settles without an error. */
  let native: Promise<void> | undefined
  let released = false

  const infer = async (inputs: Tensors): Promise<Tensors> => {
    const { tensors, transfer } = transferable(inputs)
    const answer = await caller.call('run', tensors, { transfer })
    choice = answer.choice
    return answer.outputs
  }

  const next = () => {
    const run = waiting.shift()
    native = undefined
    if (!run) return events.onIdle()
    const answered = infer(run.inputs)
    run.start(answered)
    native = answered.then(
      () => next(),
      () => next(),
    )
  }

  let choice: ProviderChoice
  try {
    choice = await caller.call('load', parameters)
  } catch (error) {
    await worker.terminate()
    throw error
  }

  return {
    get choice() {
      return choice
    },
    get busy() {
      return native !== undefined
    },
    get queued() {
      return waiting.length
    },
    async run(inputs, signal) {
      let run: QueuedRun | undefined
      if (released) throw gone('it was released.')
      const started = new Promise<{ outputs: Promise<Tensors> }>((resolve, reject) => {
        run = { inputs, start: (outputs) => resolve({ outputs }), refuse: reject }
        waiting.push(run)
      })
      if (!native) next()
      try {
        const { outputs } = await orCancelled(started, signal)
        return await orCancelled(outputs, signal)
      } finally {
        const index = run ? waiting.indexOf(run) : -1
        if (index >= 0) waiting.splice(index, 1)
      }
    },
    async release() {
      released = true
      for (const run of waiting.splice(0)) run.refuse(gone('it was released.'))
      await native
      await caller.call('release', undefined).catch(() => {})
      await worker.terminate()
    },
  }
}

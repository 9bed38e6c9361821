/** The pool for code in other threads: engines run in workers, the sessions stay with their owner. */
import type { MessagePort } from 'node:worker_threads'
import { LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import { answerCalls, createCaller, orCancelled } from './calls.ts'
import type { ProviderChoice } from './providers.ts'
import type { Sessions, Tensors } from './sessions.ts'
import { transferable } from './tensors.ts'

interface PoolMethods {
  run: { parameters: { model: string; inputs: Tensors }; value: Tensors }
  file: { parameters: { model: string; name: string }; value: string }
  has: { parameters: { model: string }; value: boolean }
  prepare: { parameters: { model: string }; value: undefined }
  choice: { parameters: { model: string }; value: ProviderChoice | undefined }
  release: { parameters: { model: string }; value: undefined }
}

/** Answers for the sessions at a port. Runs whose caller closes the port are cancelled. */
export function serveSessions(sessions: Sessions, port: MessagePort): void {
  answerCalls<PoolMethods>(port, {
    async run({ model, inputs }, signal) {
      const { tensors, transfer } = transferable(await sessions.run(model, inputs, signal))
      return { value: tensors, transfer }
    },
    async file({ model, name }) {
      return { value: await sessions.file(model, name) }
    },
    async has({ model }) {
      return { value: (await sessions.has?.(model)) ?? false }
    },
    async prepare({ model }, signal) {
      await sessions.prepare?.(model, signal)
      return { value: undefined }
    },
    async choice({ model }) {
      return { value: await sessions.choice?.(model) }
    },
    async release({ model }) {
      await sessions.release?.(model)
      return { value: undefined }
    },
  })
}

/** The sessions served at the other end of the port. Errors keep their codes; cancellation goes through. */
export function connectSessions(port: MessagePort): Sessions {
  const caller = createCaller<PoolMethods>(port)
  port.on('close', () => caller.fail(new LaminaError('ENGINE_FAILED', 'The owner of the models has gone.')))
  return {
    async run(model, inputs, signal) {
      throwIfCancelled(signal)
      const { tensors, transfer } = transferable(inputs)
      return orCancelled(caller.call('run', { model, inputs: tensors }, { transfer, signal }), signal)
    },
    async file(model, name) {
      return caller.call('file', { model, name })
    },
    async has(model) {
      return caller.call('has', { model })
    },
    async prepare(model, signal) {
      throwIfCancelled(signal)
      await orCancelled(caller.call('prepare', { model }, { signal }), signal)
    },
    async choice(model) {
      return caller.call('choice', { model })
    },
    async release(model) {
      await caller.call('release', { model })
    },
  }
}

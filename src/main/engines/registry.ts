/** The engines that there are. Each is loaded when it is asked for, in the thread that runs it. */
import { LaminaError } from '../../shared/contract/errors.ts'
import type { Engine } from './engine.ts'

export type EngineRegistry = Readonly<Record<string, () => Promise<Engine>>>

export const engineRegistry: EngineRegistry = {
  peel: async () => (await import('./peel/peel.ts')).peelEngine,
  'qwen-layered': async () => (await import('./qwen-layered/qwen-layered.ts')).qwenLayeredEngine,
}

/** ENGINE_UNKNOWN, with what there is. */
export function unknownEngine(registry: EngineRegistry, id: string): LaminaError {
  const known = Object.keys(registry).join(', ')
  return new LaminaError('ENGINE_UNKNOWN', `There is no engine called "${id}".`, `Use one of: ${known}.`)
}

/** Throws ENGINE_UNKNOWN. */
export async function loadEngine(registry: EngineRegistry, id: string): Promise<Engine> {
  if (!Object.hasOwn(registry, id)) throw unknownEngine(registry, id)
  return registry[id]()
}

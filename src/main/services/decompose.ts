/** Taking pixels apart: the engine in its thread, the check that nothing was lost, and the facts for the record. */
import { LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import { shareOf } from '../../shared/contract/jobs.ts'
import type { JobOptions } from '../../shared/contract/schemas.ts'
import type { DocumentRecord } from '../../shared/document/types.ts'
import type { DecomposeOptions, FinishedLayers, LayerDraft } from '../engines/engine.ts'
import type { EngineThread } from '../engines/engine-thread.ts'
import type { EngineRegistry } from '../engines/registry.ts'
import { loadEngine } from '../engines/registry.ts'
import type { Exactness } from '../engines/verify.ts'
import type { Rgba8 } from '../imaging/pixels.ts'
import type { ResolvedModel } from '../onnx/pool.ts'
import type { JobContext } from './jobs.ts'
import type { ModelsInUse } from './models/in-use.ts'
import type { StageClock } from './stage-clock.ts'

export interface DecomposeRooms {
  thread: EngineThread
  engines: EngineRegistry
  /** Throws MODEL_MISSING or MODEL_DAMAGED. */
  resolveModel: (id: string) => Promise<ResolvedModel>
  /** Left out where nobody changes models meanwhile. */
  inUse?: ModelsInUse
  /** Bytes; undefined where nobody said. */
  gpuMemory?: () => Promise<number | undefined>
}

export interface Decomposition {
  /** Bottom to top. */
  drafts: LayerDraft[]
  /** The pixels that were taken apart. */
  image: Rgba8
  /** Nothing differs: a result that does is thrown away. */
  exactness: Exactness
  engine: NonNullable<DocumentRecord['engine']>
}

export interface DecomposeContext extends Pick<JobContext, 'signal' | 'report'> {
  /** Told of what is finished so far. */
  onFinished?: (finished: FinishedLayers) => void
}

/** Of the whole job, what the engine and the check are. */
const engineShare = [0.05, 0.8] as const

/**
 * Takes the image apart; its buffer goes to the engine's thread and comes back in the result.
 * Throws ENGINE_UNKNOWN, MODEL_MISSING, MODEL_DAMAGED, ENGINE_FAILED, OUT_OF_MEMORY, CANCELLED, and INTERNAL when the
 * layers do not give back the image: then the fault is the engine's, and a wrong result must not be kept.
 */
export async function decompose(
  rooms: DecomposeRooms,
  image: Rgba8,
  options: JobOptions & Pick<DecomposeOptions, 'text'>,
  { signal, report, onFinished }: DecomposeContext,
  clock: StageClock,
): Promise<Decomposition> {
  clock.enter('load')
  report({ stage: 'load', done: engineShare[0] })
  const models = await resolveModels(rooms, options.engine)
  const gpuMemory = await rooms.gpuMemory?.()
  throwIfCancelled(signal)
  const { engine, ...engineOptions } = options
  const ids = models.map(({ id }) => id)
  const using = <T>(work: () => Promise<T>) => (rooms.inUse ? rooms.inUse.during(ids, work) : work())
  const running = () =>
    rooms.thread.run({
      engine,
      image,
      options: engineOptions,
      gpuMemory,
      signal,
      onProgress: ({ stage, done, detail, found }) => {
        clock.enter(stage)
        report({ stage, done: shareOf(...engineShare, done), detail, found })
      },
      onFinished,
      onChecking: () => {
        clock.enter('check')
        report({ stage: 'check', done: engineShare[1] })
      },
    })
  const { drafts, image: same, exactness, models: used } = await using(running)
  assertExact(exactness, `of the engine "${engine}"`)
  if (drafts.length === 0) throw new LaminaError('ENGINE_FAILED', `The engine "${engine}" gave no layers.`)
  return {
    drafts,
    image: same,
    exactness,
    engine: { id: engine, options: engineOptions, models: [...models, ...(await optional(rooms, models, used))] },
  }
}

/** The models that were used because they are installed, besides those that the engine needs. */
async function optional(
  rooms: DecomposeRooms,
  needed: readonly { id: string }[],
  used: readonly string[],
): Promise<{ id: string; sha256: string }[]> {
  const others = used.filter((id) => !needed.some((model) => model.id === id))
  return Promise.all(others.map(async (id) => ({ id, sha256: (await rooms.resolveModel(id)).sha256 })))
}

async function resolveModels(rooms: DecomposeRooms, engine: string): Promise<{ id: string; sha256: string }[]> {
  const { models } = await loadEngine(rooms.engines, engine)
  const resolved: { id: string; sha256: string }[] = []
  for (const id of models) resolved.push({ id, sha256: (await rooms.resolveModel(id)).sha256 })
  return resolved
}

/** Throws INTERNAL where layers are not the picture; `which` says in the message which ones they are. */
export function assertExact({ differing, largestDifference, pixels }: Exactness, which: string): void {
  if (differing === 0) return
  throw new LaminaError(
    'INTERNAL',
    `The layers ${which} do not give back the picture: ${differing} of ${pixels} pixels differ, by up to ${largestDifference}.`,
    'Nothing was written. Please report this with the picture.',
  )
}

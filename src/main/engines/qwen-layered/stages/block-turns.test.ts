import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LaminaError } from '../../../../shared/contract/errors.ts'
import { createSessionPool, type SessionPool } from '../../../onnx/pool.ts'
import type { Sessions } from '../../../onnx/sessions.ts'
import { readConfigs, type CheckpointConfigs } from '../checkpoint/configs.ts'
import { PackedGraphs } from '../graphs/packed-graphs.ts'
import { CONFIG_FOLDER, type PackedModel } from '../pack/manifest.ts'
import { packCheckpoint } from '../pack/pack.ts'
import type { ExecutionPlan } from '../plan/execution.ts'
import { UsedGraphs } from '../used-graphs.ts'
import { denoise, type DenoiseInputs } from './denoise.ts'
import type { Floats } from './floats.ts'
import type { Runner } from './runner.ts'

const checkpoint = fileURLToPath(new URL('../../../../../test/golden/model', import.meta.url))
const SIDE = 4
const STEPS = 2

let folder: string
let model: PackedModel
let configs: CheckpointConfigs
let pool: SessionPool

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lamina-turns-'))
  model = await packCheckpoint(checkpoint, folder, { precision: 'float32' })
  configs = await readConfigs(join(folder, CONFIG_FOLDER))
  const resolveModel = (id: string) => Promise.reject(new LaminaError('MODEL_MISSING', `There is no model ${id}.`))
  pool = createSessionPool({ resolveModel, providers: ['cpu'] })
})
afterAll(async () => {
  await pool.close()
  await rm(folder, { recursive: true, force: true })
})

function inputs(): DenoiseInputs {
  const { latentChannels, textWidth } = configs.transformer
  const waves = (...dims: number[]): Floats => {
    const count = dims.reduce((product, dim) => product * dim, 1)
    return { dims, data: Float32Array.from({ length: count }, (_, i) => Math.sin(i * 0.37)) }
  }
  return {
    noise: waves(1, 2 * SIDE ** 2, latentChannels),
    condition: waves(1, SIDE ** 2, latentChannels),
    prompt: waves(1, 5, textWidth),
    negative: waves(1, 3, textWidth),
    guidance: { scale: 2, normalise: true },
    steps: STEPS,
    grid: { frames: 3, height: SIDE, width: SIDE },
  }
}

/** Blocks 0 to 3 in groups of one, as the ids of sessions name them. */
const blockOf = (graph: string) => /transformer-blocks-(\d)/.exec(graph)?.[1]

/** The pool, and what is asked of it for blocks: `load 1` (and `loaded 1`), `run 1` and `ran 1`, `free 1`. */
class Watched implements Sessions {
  readonly events: string[] = []
  /** Called while a group of blocks is at work. */
  working = async (): Promise<void> => {}
  readonly #loading = new Map<string, Promise<void>>()

  run(...[graph, tensors, signal]: Parameters<Sessions['run']>): ReturnType<Sessions['run']> {
    return this.#told('run', 'ran', graph, async () => {
      if (blockOf(graph) !== undefined) await this.working()
      return pool.run(graph, tensors, signal)
    })
  }

  prepare(graph: string, signal?: AbortSignal): Promise<void> {
    const loading = this.#told('load', 'loaded', graph, async () => pool.prepare?.(graph, signal))
    this.#loading.set(graph, loading)
    return loading
  }

  async release(graph: string): Promise<void> {
    const block = blockOf(graph)
    if (block !== undefined) this.events.push(`free ${block}`)
    await pool.release(graph)
  }

  file(graph: string, name: string): Promise<string> {
    return pool.file(graph, name)
  }

  /** When all that is being loaded is loaded. */
  async loaded(): Promise<void> {
    await Promise.allSettled(this.#loading.values())
  }

  async #told<T>(begin: string, end: string, graph: string, work: () => Promise<T>): Promise<T> {
    const block = blockOf(graph)
    if (block !== undefined) this.events.push(`${begin} ${block}`)
    const result = await work()
    if (block !== undefined) this.events.push(`${end} ${block}`)
    return result
  }
}

const streamed: ExecutionPlan = { blockGroup: 1, residentBlocks: 1, prefetch: true, textGroup: 1 }

function runner(sessions: Sessions, plan = streamed, signal?: AbortSignal): Runner {
  return { model, configs, graphs: new PackedGraphs(model, configs), plan, sessions, signal }
}

describe('blocks that take turns', () => {
  it('are loaded while those before them compute, the first ones again for the next step', async () => {
    const sessions = new Watched()
    // Every group is held up until what is being loaded is there: without loading ahead there is nothing to wait for.
    sessions.working = () => sessions.loaded()
    await denoise(runner(sessions), inputs())
    const both = (block: number) => [`run ${block}`, `ran ${block}`, `run ${block}`, `ran ${block}`]
    const ahead = (block: number, next: number) => [
      ...[`load ${block}`, `loaded ${block}`, `load ${next}`],
      ...[`run ${block}`, `loaded ${next}`, `ran ${block}`, `run ${block}`, `ran ${block}`, `free ${block}`],
    ]
    expect(sessions.events).toEqual([
      ...[...both(0), ...ahead(1, 2), ...ahead(2, 3), ...ahead(3, 1)],
      ...[...both(0), ...ahead(1, 2), ...ahead(2, 3)],
      // The last one of all: nothing is loaded after it.
      ...['load 3', 'loaded 3', ...both(3), 'free 3', 'free 0'],
    ])
    expect(pool.status().sessions.filter(({ model: graph }) => blockOf(graph) !== undefined)).toEqual([])
  })

  it('are two at most, and give what blocks give that stay', async () => {
    const sessions = new Watched()
    let most = 0
    sessions.working = async () => {
      await sessions.loaded()
      const loaded = pool.status().sessions.filter(({ model: graph }) => graph.includes('streamed'))
      most = Math.max(most, loaded.length)
    }
    const turning = await denoise(runner(sessions, { ...streamed, residentBlocks: 0 }), inputs())
    expect(most).toBe(2)
    const one = new Watched()
    const plain = await denoise(runner(one, { ...streamed, prefetch: false }), inputs())
    expect(one.events.some((event) => event.startsWith('load'))).toBe(false)
    const staying = await denoise(runner(pool, { ...streamed, residentBlocks: 4 }), inputs())
    expect(turning.data).toEqual(plain.data)
    // Kernels add in another order where weights are rearranged.
    staying.data.forEach((value, i) => expect(turning.data[i]).toBeCloseTo(value, 3))
  })

  it('go on where there is no room to load ahead', async () => {
    const sessions = new Watched()
    const prepare = sessions.prepare.bind(sessions)
    const refused: string[] = []
    sessions.prepare = async (graph, signal) => {
      const busy = pool.status().sessions.some(({ model: other }) => other.includes('streamed') && other !== graph)
      if (!busy) return prepare(graph, signal)
      refused.push(graph)
      throw new LaminaError('OUT_OF_MEMORY', 'There was not enough memory for the blocks.')
    }
    await denoise(runner(sessions), inputs())
    // The next of blocks 1, 2 and 3 in the first step, of 1 and 2 in the last.
    expect(refused.map(blockOf)).toEqual(['2', '3', '1', '2', '3'])
  })

  it('leave nothing loaded when the run is cancelled', async () => {
    const controller = new AbortController()
    const sessions = new Watched()
    const used = new UsedGraphs(sessions)
    sessions.working = async () => {
      if (sessions.events.includes('load 2')) controller.abort()
    }
    await expect(denoise(runner(used, streamed, controller.signal), inputs())).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    await used.releaseAll()
    await sessions.loaded()
    await expect.poll(() => pool.status().sessions).toEqual([])
  })
})

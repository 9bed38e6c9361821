/** What the stages run on: the graphs of a packed model, the sessions, and who is told. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import type { Sessions, Tensors } from '../../../onnx/sessions.ts'
import type { CheckpointConfigs } from '../checkpoint/configs.ts'
import type { PackedGraphs } from '../graphs/packed-graphs.ts'
import type { PackedModel } from '../pack/manifest.ts'
import type { ExecutionPlan } from '../plan/execution.ts'
import { floatsOf, type Floats } from './floats.ts'

/** A value on the way, for those who compare or measure. */
export interface Observation {
  dims: readonly number[]
  data: ArrayLike<number>
}

export interface Runner {
  model: PackedModel
  configs: CheckpointConfigs
  graphs: PackedGraphs
  plan: ExecutionPlan
  sessions: Sessions
  signal?: AbortSignal
  /** Called with what stages give, by name; the data is not to be changed. */
  observe?: (name: string, value: Observation) => void
}

/** Runs a graph; `inputs` are handed over. */
export async function runGraph(
  { sessions, signal }: Runner,
  graph: string,
  inputs: Tensors,
): Promise<Record<string, Floats>> {
  throwIfCancelled(signal)
  const outputs = await sessions.run(graph, inputs, signal)
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, floatsOf(tensor)]))
}

/** Frees what a graph holds. */
export async function releaseGraph({ sessions }: Runner, graph: string): Promise<void> {
  await sessions.release?.(graph)
}

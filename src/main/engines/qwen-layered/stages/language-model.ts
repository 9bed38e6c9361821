/** Runs the language model of the text encoder: embeddings, layers with their keys and values, logits. */
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { LaminaError } from '../../../../shared/contract/errors.ts'
import type { Tensors } from '../../../onnx/sessions.ts'
import { EMBEDDING, partIds } from '../graphs/parts.ts'
import { fromFloat16 } from '../pack/float16.ts'
import { groupsOf } from '../plan/execution.ts'
import { handOver, tensorOf, type Floats } from './floats.ts'
import { frequency, tableOf, type RotaryTable } from './rope.ts'
import { releaseGraph, runGraph, type Runner } from './runner.ts'

/** Place of a token in time, rows and columns; for text all three are the same. */
export type Position = readonly [number, number, number]

/** Added to a score, it leaves nothing of it. */
const NEVER = -1e9

/** Keys and values of the layers, for the tokens so far. */
export interface Cache {
  length: number
  tensors: Map<string, Floats>
}

export function emptyCache(): Cache {
  return { length: 0, tensors: new Map() }
}

/** The rows of the table for tokens, [1, T, d], read from the file: the table itself is never in memory. */
export async function embedTokens({ model, configs }: Runner, tokens: readonly number[]): Promise<Floats> {
  const { width, vocabulary } = configs.textEncoder
  const { file, tensors } = model.part(partIds.embedding)
  const { data: range, type } = tensors[EMBEDDING]
  const size = width * (type === 'float32' ? 4 : 2)
  const data = new Float32Array(tokens.length * width)
  const handle = await open(join(model.folder, file))
  try {
    for (const [index, token] of tokens.entries()) {
      if (token >= vocabulary)
        throw new LaminaError('MODEL_DAMAGED', `The model has no token ${token}.`, 'Pack the model again.')
      const row = await readRow(handle, range.offset + token * size, size)
      const values = type === 'float32' ? new Float32Array(row) : Float32Array.from(new Uint16Array(row), fromFloat16)
      data.set(values, index * width)
    }
  } finally {
    await handle.close()
  }
  return { dims: [1, tokens.length, width], data }
}

async function readRow(handle: FileHandle, position: number, size: number): Promise<ArrayBuffer> {
  const row = new ArrayBuffer(size)
  const { bytesRead } = await handle.read(new Uint8Array(row), 0, size, position)
  if (bytesRead < size)
    throw new LaminaError('MODEL_DAMAGED', 'The packed embeddings are cut off.', 'Pack the model again.')
  return row
}

/** hidden [1, T, d] of new tokens at `positions` → after the last norm. Adds to the cache if there is one. */
export async function runLayers(
  runner: Runner,
  embeddings: Floats,
  positions: readonly Position[],
  cache: Cache | undefined,
): Promise<Floats> {
  const { configs, graphs, plan } = runner
  const { keyValueHeads, headWidth, layers } = configs.textEncoder
  const past = cache?.length ?? 0
  const rope = languageRope(positions, configs.textEncoder)
  const bias = causalBias(positions.length, past)
  const groups = groupsOf(layers, plan.textGroup)
  let hidden = embeddings
  for (const group of groups) {
    const inputs: Tensors = {
      hidden: handOver(hidden),
      cos: tensorOf(rope.cos),
      sin: tensorOf(rope.sin),
      bias: tensorOf(bias),
    }
    for (let layer = group.from; layer < group.to; layer++) {
      for (const kind of ['key', 'value']) {
        const empty = { dims: [1, keyValueHeads, 0, headWidth], data: new Float32Array(0) }
        inputs[`past_${kind}_${layer}`] = handOver(cache?.tensors.get(`${kind}_${layer}`) ?? empty)
      }
    }
    const graph = await graphs.textLayers(group)
    const { hidden_out: next, ...keysAndValues } = await runGraph(runner, graph, inputs)
    for (const [name, tensor] of Object.entries(keysAndValues)) cache?.tensors.set(name, tensor)
    if (groups.length > 1) await releaseGraph(runner, graph)
    hidden = next
  }
  if (cache) cache.length += positions.length
  return hidden
}

/** Scores of all tokens to come after the last of hidden [1, T, d]. */
export async function nextLogits(runner: Runner, { dims, data }: Floats): Promise<Float32Array> {
  const width = dims[2]
  const last = { dims: [1, 1, width], data: data.slice(data.length - width) }
  const { logits } = await runGraph(runner, await runner.graphs.textHead(), { hidden: handOver(last) })
  return logits.data
}

/** Frees the language model. */
export async function releaseLanguageModel(runner: Runner): Promise<void> {
  const { graphs, configs, plan } = runner
  for (const group of groupsOf(configs.textEncoder.layers, plan.textGroup)) {
    await releaseGraph(runner, await graphs.textLayers(group))
  }
  await releaseGraph(runner, await graphs.textHead())
}

export function textPositions(count: number, first = 0): Position[] {
  return Array.from({ length: count }, (_, i) => [first + i, first + i, first + i])
}

function languageRope(
  positions: readonly Position[],
  config: { headWidth: number; ropeTheta: number; ropeSections: readonly number[] },
): RotaryTable {
  const axes = config.ropeSections.flatMap((count, axis) => Array.from({ length: count }, () => axis))
  return tableOf(positions.length, config.headWidth / 2, (token, i) => {
    return positions[token][axes[i]] * frequency(i, config.headWidth, config.ropeTheta)
  })
}

/** [1, 1, T, past + T]: a token sees those before it and itself. */
function causalBias(tokens: number, past: number): Floats {
  const all = past + tokens
  const data = new Float32Array(tokens * all)
  for (let row = 0; row < tokens; row++) data.fill(NEVER, row * all + past + row + 1, (row + 1) * all)
  return { dims: [1, 1, tokens, all], data }
}

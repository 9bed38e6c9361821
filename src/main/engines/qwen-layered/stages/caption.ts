/** A caption of the picture by the text encoder, which is a vision language model. */
import { throwIfCancelled } from '../../../../shared/contract/errors.ts'
import type { Rgba8 } from '../../../imaging/pixels.ts'
import { handOver, tensorOf, type Floats } from './floats.ts'
import { emptyCache, embedTokens, nextLogits, runLayers, textPositions, type Position } from './language-model.ts'
import { releaseGraph, runGraph, type Runner } from './runner.ts'
import { captionTemplate, type CaptionLanguage } from './templates.ts'
import type { TextTokenizer } from './tokenise.ts'
import { visionInputs, type VisionInputs } from './vision-inputs.ts'

export interface CaptionOptions {
  language: CaptionLanguage
  /** At most. */
  tokens: number
  onToken?: (count: number) => void
}

/** Greedy, with the checkpoint's penalty on tokens that were there before. */
export async function captionImage(
  runner: Runner,
  tokenizer: TextTokenizer,
  image: Rgba8,
  options: CaptionOptions,
): Promise<string> {
  const { configs, observe } = runner
  const { vision, imageToken } = configs.textEncoder
  const inputs = visionInputs(image, configs.imageProcessor, vision)
  observe?.('caption/pixel_values', inputs.patches)
  observe?.('caption/image_grid_thw', { dims: [1, 3], data: [1, inputs.rows, inputs.columns] })
  const picture = await embedImage(runner, inputs)
  observe?.('caption/image_embeds', picture)

  const prompt = tokenizer.encode(captionTemplate(options.language, picture.dims[0]))
  observe?.('caption/input_ids', { dims: [1, prompt.length], data: prompt })
  observe?.('caption/attention_mask', { dims: [1, prompt.length], data: prompt.map(() => 1) })
  const positions = promptPositions(prompt, imageToken, inputs, vision.merge)
  const byAxis = [0, 1, 2].flatMap((axis) => positions.map((position) => position[axis]))
  observe?.('caption/position_ids', { dims: [3, 1, prompt.length], data: byAxis })

  const embeddings = await embedTokens(runner, prompt)
  embeddings.data.set(picture.data, prompt.indexOf(imageToken) * embeddings.dims[2])
  const cache = emptyCache()
  let hidden = await runLayers(runner, embeddings, positions, cache)
  observe?.('caption/prefill_hidden', hidden)
  let next = Math.max(...byAxis) + 1
  const tokens = [...prompt]
  for (let count = 0; count < options.tokens; count++) {
    throwIfCancelled(runner.signal)
    const logits = await nextLogits(runner, hidden)
    if (count === 0) observe?.('caption/prefill_logits_last', { dims: [1, logits.length], data: logits })
    const token = mostLikely(logits, tokens, configs.generation.repetitionPenalty)
    tokens.push(token)
    options.onToken?.(count + 1)
    if (configs.generation.endTokens.includes(token)) break
    hidden = await runLayers(runner, await embedTokens(runner, [token]), textPositions(1, next++), cache)
  }
  observe?.('caption/generated_ids', { dims: [1, tokens.length], data: tokens })
  return tokenizer.decode(tokens.slice(prompt.length)).trim()
}

/** Tokens of the picture for the language model, [tokens, d], row by row of the picture. */
export async function embedImage(runner: Runner, inputs: VisionInputs): Promise<Floats> {
  const graph = await runner.graphs.vision()
  const { tokens } = await runGraph(runner, graph, {
    patches: handOver(inputs.ordered),
    cos: tensorOf(inputs.rope.cos),
    sin: tensorOf(inputs.rope.sin),
    window_bias: handOver(inputs.windowBias),
  })
  await releaseGraph(runner, graph)
  const [, count, width] = tokens.dims
  const data = new Float32Array(count * width)
  inputs.windowIndex.forEach((place, from) => {
    data.set(tokens.data.subarray(from * width, (from + 1) * width), place * width)
  })
  return { dims: [count, width], data }
}

/** Text counts on; the picture's tokens are at one time, in rows and columns; text goes on behind its longer side. */
function promptPositions(
  prompt: readonly number[],
  imageToken: number,
  { rows, columns }: VisionInputs,
  merge: number,
): Position[] {
  const across = columns / merge
  const down = rows / merge
  const first = prompt.indexOf(imageToken)
  const count = across * down
  const image = Array.from({ length: count }, (_, i): Position => {
    return [first, first + Math.floor(i / across), first + (i % across)]
  })
  const after = first + Math.max(down, across)
  return [...textPositions(first), ...image, ...textPositions(prompt.length - first - count, after)]
}

function mostLikely(logits: Float32Array, before: readonly number[], penalty: number): number {
  const scores = logits.slice()
  for (const token of new Set(before)) {
    scores[token] = scores[token] < 0 ? scores[token] * penalty : scores[token] / penalty
  }
  let best = 0
  for (let token = 1; token < scores.length; token++) if (scores[token] > scores[best]) best = token
  return best
}

/** A prompt as the transformer is shown it. */
import type { TextTokenizer } from './tokenise.ts'
import type { Floats } from './floats.ts'
import { embedTokens, runLayers, textPositions } from './language-model.ts'
import type { Runner } from './runner.ts'
import { LONGEST_PROMPT, PROMPT_START, promptTemplate } from './templates.ts'

/** [1, T, d], T at least 1: the states of the template's tokens are dropped at the front. */
export async function encodeText(
  runner: Runner,
  tokenizer: TextTokenizer,
  prompt: string,
  name: 'prompt' | 'negative',
): Promise<Floats> {
  const tokens = tokenizer.encode(promptTemplate(prompt))
  runner.observe?.(`${name}_input_ids`, { dims: [1, tokens.length], data: tokens })
  const embeddings = await embedTokens(runner, tokens)
  const hidden = await runLayers(runner, embeddings, textPositions(tokens.length), undefined)
  runner.observe?.(`${name}_hidden_full`, hidden)
  const width = hidden.dims[2]
  const count = Math.min(LONGEST_PROMPT, tokens.length - PROMPT_START)
  const kept = hidden.data.slice(PROMPT_START * width, (PROMPT_START + count) * width)
  const embeds = { dims: [1, count, width], data: kept }
  runner.observe?.(`${name}_embeds`, embeds)
  return embeds
}

/** Text to tokens and back, by the checkpoint's own tokenizer. */
import { Tokenizer } from '@huggingface/tokenizers'
import { LaminaError } from '../../../../shared/contract/errors.ts'
import type { TextEncoderConfig } from '../checkpoint/configs.ts'
import { readTokenizer } from '../checkpoint/tokenizer-files.ts'
import { IMAGE, PROMPT_START, promptTemplate } from './templates.ts'

export interface TextTokenizer {
  encode(text: string): number[]
  /** Without the tokens that only mean something to the model. */
  decode(tokens: readonly number[]): string
}

/**
 * The tokenizer of the checkpoint in `folder`. Throws MODEL_MISSING or MODEL_DAMAGED, and MODEL_UNSUPPORTED when it is
 * not that of the text encoder.
 */
export async function openTokenizer(
  folder: string,
  config: Pick<TextEncoderConfig, 'imageToken' | 'vocabulary'>,
): Promise<TextTokenizer> {
  const files = await readTokenizer(folder)
  const tokenizer = new Tokenizer(files.tokenizer, files.config)
  const opened: TextTokenizer = {
    encode: (text) => (text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids),
    decode: (tokens) =>
      tokens.length === 0
        ? ''
        : tokenizer.decode([...tokens], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
  }
  checkTokenizer(opened, config)
  return opened
}

function checkTokenizer(
  tokenizer: TextTokenizer,
  { imageToken, vocabulary }: Pick<TextEncoderConfig, 'imageToken' | 'vocabulary'>,
): void {
  const image = tokenizer.encode(IMAGE)
  const template = tokenizer.encode(promptTemplate(''))
  const fits = image.length === 1 && image[0] === imageToken && Math.max(...template) < vocabulary
  if (fits && template.length > PROMPT_START) return
  const message = 'The tokenizer of the checkpoint is not the one of its text encoder.'
  throw new LaminaError('MODEL_UNSUPPORTED', message, 'Download the checkpoint again.')
}

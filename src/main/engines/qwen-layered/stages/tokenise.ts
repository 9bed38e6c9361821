/** Text to tokens and back, by the checkpoint's own tokenizer. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import { LaminaError } from '../../../../shared/contract/errors.ts'

export interface TextTokenizer {
  encode(text: string): number[]
  /** Without the tokens that only mean something to the model. */
  decode(tokens: readonly number[]): string
}

/** `folder` holds tokenizer/. Throws MODEL_MISSING or MODEL_DAMAGED. */
export async function openTokenizer(folder: string): Promise<TextTokenizer> {
  const read = async (name: string): Promise<object> => {
    const path = join(folder, 'tokenizer', name)
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text === undefined) throw new LaminaError('MODEL_MISSING', `The model has no ${path}.`, 'Pack the model again.')
    try {
      return JSON.parse(text) as object
    } catch (error) {
      throw new LaminaError('MODEL_DAMAGED', `${path} is not JSON.`, 'Pack the model again.', { cause: error })
    }
  }
  const tokenizer = new Tokenizer(await read('tokenizer.json'), await read('tokenizer_config.json'))
  return {
    encode: (text) => (text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids),
    decode: (tokens) =>
      tokens.length === 0
        ? ''
        : tokenizer.decode([...tokens], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
  }
}

/** A checkpoint's tokenizer: tokenizer.json, or the vocabulary and merges that older ones have in its place. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LaminaError } from '../../../../shared/contract/errors.ts'

const CONFIG = 'tokenizer/tokenizer_config.json'
const VOCABULARY = 'tokenizer/vocab.json'
const MERGES = 'tokenizer/merges.txt'
const ADDED = 'tokenizer/added_tokens.json'
const WHOLE = ['tokenizer/tokenizer.json', 'processor/tokenizer.json']

/** Files of a checkpoint that are kept beside the packed weights, those that are there: what is read here. */
export const tokenizerFiles: readonly string[] = [...WHOLE, CONFIG, VOCABULARY, MERGES, ADDED]

export interface TokenizerFiles {
  /** As in tokenizer.json. */
  tokenizer: object
  /** As in tokenizer_config.json. */
  config: object
}

/** Throws MODEL_MISSING when there is none, MODEL_DAMAGED when it cannot be read. */
export async function readTokenizer(folder: string): Promise<TokenizerFiles> {
  const config = ((await readJson(folder, CONFIG)) ?? {}) as TokenizerConfig
  const [first, second] = WHOLE
  const tokenizer =
    (await readJson(folder, first)) ?? (await fromMerges(folder, config)) ?? (await readJson(folder, second))
  if (tokenizer !== undefined) return { tokenizer, config }
  const hint = `It needs ${first}, or ${VOCABULARY} and ${MERGES}.`
  throw new LaminaError('MODEL_MISSING', `The checkpoint in ${folder} has no tokenizer.`, hint)
}

interface AddedToken {
  content: string
  special?: boolean
}

interface TokenizerConfig {
  added_tokens_decoder?: Record<string, AddedToken>
}

/** Qwen2's way to cut text into words before the merges (transformers' Qwen2Tokenizer). */
const WORDS =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"

/** What tokenizer.json would say. */
async function fromMerges(folder: string, config: TokenizerConfig): Promise<object | undefined> {
  const vocab = await readJson(folder, VOCABULARY)
  const merges = await readText(folder, MERGES)
  if (vocab === undefined || merges === undefined) return undefined
  return {
    version: '1.0',
    added_tokens: await addedTokens(folder, config),
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: WORDS }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab,
      // The first line says the version of the format.
      merges: merges.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#version')),
    },
  }
}

async function addedTokens(folder: string, { added_tokens_decoder: decoder }: TokenizerConfig): Promise<object[]> {
  const whole = { single_word: false, lstrip: false, rstrip: false, normalized: false }
  if (decoder) {
    return Object.entries(decoder).map(([id, token]) => ({ ...whole, special: false, ...token, id: Number(id) }))
  }
  const added = ((await readJson(folder, ADDED)) ?? {}) as Record<string, number>
  // Which ones only mean something to the model is not said; those of Qwen are written like this.
  return Object.entries(added).map(([content, id]) => ({ ...whole, content, id, special: /^<\|.*\|>$/.test(content) }))
}

async function readText(folder: string, name: string): Promise<string | undefined> {
  return readFile(join(folder, name), 'utf8').catch(() => undefined)
}

async function readJson(folder: string, name: string): Promise<object | undefined> {
  const text = await readText(folder, name)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as object
  } catch (error) {
    throw new LaminaError('MODEL_DAMAGED', `${name} is not JSON.`, 'Download the file again.', { cause: error })
  }
}

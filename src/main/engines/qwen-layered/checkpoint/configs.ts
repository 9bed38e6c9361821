/** The configuration of a checkpoint, from its own files (diffusers layout). What is not implemented is refused. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LaminaError } from '../../../../shared/contract/errors.ts'
import {
  generationSchema,
  imageProcessorSchema,
  pipelineSchema,
  schedulerSchema,
  textEncoderSchema,
  transformerSchema,
  vaeSchema,
} from './schemas.ts'

export type TransformerConfig = z.output<typeof transformerSchema>
export type VaeConfig = z.output<typeof vaeSchema>
export type TextEncoderConfig = z.output<typeof textEncoderSchema>
export type VisionConfig = TextEncoderConfig['vision']
export type SchedulerConfig = z.output<typeof schedulerSchema>
export type ImageProcessorConfig = z.output<typeof imageProcessorSchema>

export interface CheckpointConfigs {
  transformer: TransformerConfig
  vae: VaeConfig
  textEncoder: TextEncoderConfig
  scheduler: SchedulerConfig
  generation: { endTokens: number[]; repetitionPenalty: number }
  imageProcessor: ImageProcessorConfig
}

const PIPELINE = 'model_index.json'
const GENERATION = 'text_encoder/generation_config.json'
/** The newer name first: there the image processor is a field. */
const PROCESSOR = ['processor/processor_config.json', 'processor/preprocessor_config.json']
const TRANSFORMER = 'transformer/config.json'
const VAE = 'vae/config.json'
const TEXT_ENCODER = 'text_encoder/config.json'
const SCHEDULER = 'scheduler/scheduler_config.json'

/** Files of a checkpoint that are kept beside the packed weights, those that are there: what readConfigs reads. */
export const configFiles: readonly string[] = [
  PIPELINE,
  TRANSFORMER,
  VAE,
  TEXT_ENCODER,
  SCHEDULER,
  GENERATION,
  ...PROCESSOR,
]

/** Reads all of them. Throws MODEL_MISSING for a file that is not there, MODEL_UNSUPPORTED for a value not implemented. */
export async function readConfigs(folder: string): Promise<CheckpointConfigs> {
  const required = async <S extends z.ZodType>(name: string, schema: S): Promise<z.output<S>> => {
    const value = await readJson(folder, name)
    if (value === undefined) throw missing(folder, name)
    return parseConfig(name, value, schema)
  }
  const optional = async <S extends z.ZodType>(name: string, schema: S): Promise<z.output<S> | undefined> => {
    const value = await readJson(folder, name)
    return value === undefined ? undefined : parseConfig(name, value, schema)
  }
  await optional(PIPELINE, pipelineSchema)
  const transformer = await required(TRANSFORMER, transformerSchema)
  const textEncoder = await required(TEXT_ENCODER, textEncoderSchema)
  const generation = await optional(GENERATION, generationSchema)
  const configs = {
    transformer,
    vae: await required(VAE, vaeSchema),
    textEncoder,
    scheduler: await required(SCHEDULER, schedulerSchema),
    generation: {
      endTokens: generation?.endTokens ?? textEncoder.endTokens,
      repetitionPenalty: generation?.repetitionPenalty ?? 1,
    },
    imageProcessor: await readImageProcessor(folder),
  }
  checkTogether(configs)
  return configs
}

async function readImageProcessor(folder: string): Promise<ImageProcessorConfig> {
  for (const name of PROCESSOR) {
    const value = await readJson(folder, name)
    if (typeof value !== 'object' || value === null) continue
    if ('image_processor' in value) return parseConfig(name, value.image_processor, imageProcessorSchema)
    // Beside preprocessor_config.json, processor_config.json says nothing of pictures.
    if ('image_mean' in value) return parseConfig(name, value, imageProcessorSchema)
  }
  throw missing(folder, PROCESSOR[0])
}

/** Undefined if there is no such file. */
async function readJson(folder: string, name: string): Promise<unknown> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new LaminaError('MODEL_DAMAGED', `${name} is not JSON.`, 'Download the file again.', { cause: error })
  }
}

function parseConfig<S extends z.ZodType>(name: string, value: unknown, schema: S): z.output<S> {
  try {
    return schema.parse(value)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const { path, message } = error.issues[0]
    const where = path.length > 0 ? `${name}, ${path.join('.')}` : name
    const hint = 'This checkpoint needs something that Lamina does not do yet.'
    throw new LaminaError('MODEL_UNSUPPORTED', `${where}: ${message}.`, hint, { cause: error })
  }
}

function missing(folder: string, name: string): LaminaError {
  const hint =
    'A checkpoint in diffusers layout is needed: model_index.json, transformer/, vae/, text_encoder/ and so on.'
  return new LaminaError('MODEL_MISSING', `The checkpoint in ${folder} has no ${name}.`, hint)
}

function checkTogether({ transformer, vae, textEncoder, imageProcessor }: CheckpointConfigs): void {
  const same = (what: string, fits: boolean) => {
    if (fits) return
    const message = `The parts of the checkpoint do not fit: ${what}.`
    throw new LaminaError('MODEL_UNSUPPORTED', message, 'Download it again.')
  }
  const { vision } = textEncoder
  same('in_channels of the transformer and z_dim of the VAE', transformer.latentChannels === vae.latentChannels * 4)
  same('in_channels and out_channels of the transformer', transformer.outputChannels === transformer.latentChannels)
  same(
    'joint_attention_dim of the transformer and hidden_size of the text encoder',
    transformer.textWidth === textEncoder.width,
  )
  same('patch_size of the processor and of the vision tower', imageProcessor.patch === vision.patch)
  same('merge_size of the processor and spatial_merge_size of the vision tower', imageProcessor.merge === vision.merge)
  same('temporal_patch_size of the processor and of the vision tower', imageProcessor.frames === vision.frames)
}

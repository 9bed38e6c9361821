/** The configuration of a checkpoint, from its own files (diffusers layout). What is not implemented is refused. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LaminaError } from '../../../../shared/contract/errors.ts'

const count = z.int().positive()
const never = z.literal(false).default(false)

const transformerSchema = z
  .object({
    _class_name: z.literal('QwenImageTransformer2DModel'),
    patch_size: z.literal(2).default(2),
    in_channels: count,
    out_channels: count.nullish(),
    num_layers: count,
    attention_head_dim: count,
    num_attention_heads: count,
    joint_attention_dim: count,
    guidance_embeds: never,
    axes_dims_rope: z.tuple([count, count, count]),
    zero_cond_t: never,
    use_additional_t_cond: z.boolean().default(false),
    use_layer3d_rope: z.boolean().default(false),
  })
  .refine((c) => c.axes_dims_rope.every((dim) => dim % 2 === 0), 'axes_dims_rope must be even')
  .refine(
    (c) => c.axes_dims_rope.reduce((sum, dim) => sum + dim, 0) === c.attention_head_dim,
    'axes_dims_rope must add up to attention_head_dim',
  )
  .transform((c) => ({
    latentChannels: c.in_channels,
    /** Of a token: 2 x 2 latent pixels. */
    outputChannels: (c.out_channels ?? c.in_channels) * c.patch_size ** 2,
    blocks: c.num_layers,
    headWidth: c.attention_head_dim,
    heads: c.num_attention_heads,
    width: c.attention_head_dim * c.num_attention_heads,
    textWidth: c.joint_attention_dim,
    ropeAxes: c.axes_dims_rope,
    additionalTimeCondition: c.use_additional_t_cond,
    layerRope: c.use_layer3d_rope,
  }))

const vaeSchema = z
  .object({
    _class_name: z.literal('AutoencoderKLQwenImage'),
    base_dim: count,
    z_dim: count,
    dim_mult: z.array(count).min(2),
    num_res_blocks: count,
    attn_scales: z.array(z.number()).length(0).default([]),
    temperal_downsample: z.array(z.boolean()),
    input_channels: z.literal(4),
    latents_mean: z.array(z.number()),
    latents_std: z.array(z.number().positive()),
  })
  .refine((c) => c.temperal_downsample.length === c.dim_mult.length - 1, 'temperal_downsample must fit dim_mult')
  .refine((c) => c.latents_mean.length === c.z_dim && c.latents_std.length === c.z_dim, 'latents_mean must fit z_dim')
  .transform((c) => ({
    baseWidth: c.base_dim,
    latentChannels: c.z_dim,
    multipliers: c.dim_mult,
    residualBlocks: c.num_res_blocks,
    imageChannels: c.input_channels,
    mean: c.latents_mean,
    deviation: c.latents_std,
    /** Image pixels per latent pixel. */
    scale: 2 ** c.temperal_downsample.length,
  }))

const ropeParameters = z.object({
  rope_type: z.enum(['default', 'mrope']).optional(),
  type: z.enum(['default', 'mrope']).optional(),
  rope_theta: z.number().positive().optional(),
  mrope_section: z.tuple([count, count, count]).default([16, 24, 24]),
})

const languageSchema = z.object({
  vocab_size: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.nullish(),
  hidden_act: z.literal('silu').default('silu'),
  rms_norm_eps: z.number().positive().default(1e-5),
  use_sliding_window: z.literal(false).nullish(),
  rope_theta: z.number().positive().optional(),
  rope_scaling: ropeParameters.nullish(),
  rope_parameters: ropeParameters.nullish(),
})

const visionSchema = z.object({
  depth: count,
  hidden_size: count,
  hidden_act: z.literal('silu').default('silu'),
  intermediate_size: count,
  num_heads: count,
  in_channels: z.literal(3).default(3),
  patch_size: count.default(14),
  spatial_merge_size: count.default(2),
  temporal_patch_size: count.default(2),
  window_size: count.default(112),
  out_hidden_size: count,
  fullatt_block_indexes: z.array(z.int().nonnegative()),
  rope_parameters: z
    .object({ rope_type: z.literal('axial').optional(), rope_theta: z.number().positive().optional() })
    .nullish(),
})

/** Older files have the fields of the language model at the top. */
const textEncoderSchema = z
  .object({
    model_type: z.literal('qwen2_5_vl'),
    text_config: z.unknown().optional(),
    vision_config: visionSchema,
    image_token_id: count,
    tie_word_embeddings: z.boolean().default(false),
  })
  .loose()
  .transform((c) => {
    const text = languageSchema.parse(c.text_config ?? c)
    const rope = text.rope_parameters ?? text.rope_scaling
    const vision = c.vision_config
    return {
      vocabulary: text.vocab_size,
      width: text.hidden_size,
      innerWidth: text.intermediate_size,
      layers: text.num_hidden_layers,
      heads: text.num_attention_heads,
      keyValueHeads: text.num_key_value_heads ?? text.num_attention_heads,
      headWidth: text.hidden_size / text.num_attention_heads,
      epsilon: text.rms_norm_eps,
      ropeTheta: rope?.rope_theta ?? text.rope_theta ?? 1e6,
      ropeSections: rope?.mrope_section ?? [16, 24, 24],
      tiedHead: c.tie_word_embeddings,
      imageToken: c.image_token_id,
      vision: {
        blocks: vision.depth,
        width: vision.hidden_size,
        innerWidth: vision.intermediate_size,
        heads: vision.num_heads,
        headWidth: vision.hidden_size / vision.num_heads,
        channels: vision.in_channels,
        patch: vision.patch_size,
        merge: vision.spatial_merge_size,
        frames: vision.temporal_patch_size,
        window: vision.window_size,
        outputWidth: vision.out_hidden_size,
        fullAttention: vision.fullatt_block_indexes,
        ropeTheta: vision.rope_parameters?.rope_theta ?? 10000,
      },
    }
  })
  .refine((c) => Number.isInteger(c.headWidth) && c.heads % c.keyValueHeads === 0, 'heads must fit hidden_size')
  .refine((c) => c.ropeSections.reduce((sum, each) => sum + each, 0) * 2 === c.headWidth, 'mrope_section must fit')
  .refine((c) => c.vision.outputWidth === c.width, 'the vision tower must end in the width of the language model')

const schedulerSchema = z
  .object({
    _class_name: z.literal('FlowMatchEulerDiscreteScheduler'),
    num_train_timesteps: count.default(1000),
    shift: z.number().positive().default(1),
    use_dynamic_shifting: z.boolean().default(false),
    shift_terminal: z.number().min(0).max(1).nullish(),
    time_shift_type: z.enum(['exponential', 'linear']).default('exponential'),
    invert_sigmas: never,
    use_karras_sigmas: never,
    use_exponential_sigmas: never,
    use_beta_sigmas: never,
    stochastic_sampling: never,
  })
  .transform((c) => ({
    trainingSteps: c.num_train_timesteps,
    shift: c.shift,
    dynamicShift: c.use_dynamic_shifting ? c.time_shift_type : null,
    /** What the last noise level is stretched to; null leaves it. */
    terminal: c.shift_terminal || null,
  }))

const generationSchema = z
  .object({
    eos_token_id: z.union([z.int(), z.array(z.int())]).nullish(),
    repetition_penalty: z.number().positive().default(1),
    /** Sampling from the one most likely token is greedy. */
    do_sample: z.boolean().default(false),
    top_k: z.int().nullish(),
    num_beams: z.literal(1).nullish(),
    no_repeat_ngram_size: z.literal(0).nullish(),
    max_new_tokens: z.int().nullish(),
  })
  .refine((c) => !c.do_sample || c.top_k === 1, 'do_sample is implemented for top_k 1 only')
  .transform((c) => ({
    endTokens: [c.eos_token_id ?? []].flat(),
    repetitionPenalty: c.repetition_penalty,
  }))

const imageProcessorSchema = z
  .object({
    do_resize: z.literal(true).default(true),
    do_rescale: z.literal(true).default(true),
    do_normalize: z.literal(true).default(true),
    image_mean: z.tuple([z.number(), z.number(), z.number()]),
    image_std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
    /** Bicubic. */
    resample: z.literal(3).default(3),
    rescale_factor: z
      .number()
      .positive()
      .default(1 / 255),
    size: z.object({ shortest_edge: count.optional(), longest_edge: count.optional() }).optional(),
    min_pixels: count.nullish(),
    max_pixels: count.nullish(),
  })
  .transform((c) => ({
    mean: c.image_mean,
    deviation: c.image_std,
    rescale: c.rescale_factor,
    minimumPixels: c.min_pixels ?? c.size?.shortest_edge ?? 56 * 56,
    maximumPixels: c.max_pixels ?? c.size?.longest_edge ?? 28 * 28 * 1280,
  }))

export type TransformerConfig = z.output<typeof transformerSchema>
export type VaeConfig = z.output<typeof vaeSchema>
export type TextEncoderConfig = z.output<typeof textEncoderSchema>
export type VisionConfig = TextEncoderConfig['vision']
export type SchedulerConfig = z.output<typeof schedulerSchema>
export type GenerationConfig = z.output<typeof generationSchema>
export type ImageProcessorConfig = z.output<typeof imageProcessorSchema>

/** The files that say what a checkpoint is, by their place in it. The last of a list is the older name. */
const files = {
  transformer: { names: ['transformer/config.json'], schema: transformerSchema },
  vae: { names: ['vae/config.json'], schema: vaeSchema },
  textEncoder: { names: ['text_encoder/config.json'], schema: textEncoderSchema },
  scheduler: { names: ['scheduler/scheduler_config.json'], schema: schedulerSchema },
  generation: { names: ['text_encoder/generation_config.json'], schema: generationSchema },
  imageProcessor: {
    names: ['processor/processor_config.json', 'processor/preprocessor_config.json'],
    schema: z.preprocess(withinProcessor, imageProcessorSchema),
  },
} as const

export interface CheckpointConfigs {
  transformer: TransformerConfig
  vae: VaeConfig
  textEncoder: TextEncoderConfig
  scheduler: SchedulerConfig
  generation: GenerationConfig
  imageProcessor: ImageProcessorConfig
}

/** Files of a checkpoint that are kept beside the packed weights: configurations and the tokenizer. */
export const configFiles: readonly string[] = [
  ...Object.values(files).flatMap(({ names }) => names),
  'tokenizer/tokenizer.json',
  'tokenizer/tokenizer_config.json',
]

/** processor_config.json holds the image processor in a field; preprocessor_config.json is the image processor. */
function withinProcessor(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('image_processor' in value)) return value
  return value.image_processor
}

/** Reads all of them. Throws MODEL_MISSING for a file that is not there, MODEL_UNSUPPORTED for a value not implemented. */
export async function readConfigs(folder: string): Promise<CheckpointConfigs> {
  const read = async <S extends z.ZodType>(names: readonly string[], schema: S): Promise<z.output<S>> => {
    const { name, text } = await readFirst(folder, names)
    return parseConfig(name, text, schema)
  }
  const configs = {
    transformer: await read(files.transformer.names, files.transformer.schema),
    vae: await read(files.vae.names, files.vae.schema),
    textEncoder: await read(files.textEncoder.names, files.textEncoder.schema),
    scheduler: await read(files.scheduler.names, files.scheduler.schema),
    generation: await read(files.generation.names, files.generation.schema),
    imageProcessor: await read(files.imageProcessor.names, files.imageProcessor.schema),
  }
  checkTogether(configs)
  return configs
}

function parseConfig<S extends z.ZodType>(name: string, text: string, schema: S): z.output<S> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new LaminaError('MODEL_DAMAGED', `${name} is not JSON.`, 'Download the file again.', { cause: error })
  }
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

async function readFirst(folder: string, names: readonly string[]): Promise<{ name: string; text: string }> {
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined)
    if (text !== undefined) return { name, text }
  }
  const hint =
    'A checkpoint in diffusers layout is needed: model_index.json, transformer/, vae/, text_encoder/ and so on.'
  throw new LaminaError('MODEL_MISSING', `The checkpoint in ${folder} has no ${names[0]}.`, hint)
}

function checkTogether({ transformer, vae, textEncoder }: CheckpointConfigs): void {
  const wrong = (what: string) =>
    new LaminaError('MODEL_UNSUPPORTED', `The parts of the checkpoint do not fit: ${what}.`, 'Download it again.')
  if (
    transformer.latentChannels !== vae.latentChannels * 4 ||
    transformer.outputChannels !== transformer.latentChannels
  )
    throw wrong('in_channels of the transformer and z_dim of the VAE')
  if (transformer.textWidth !== textEncoder.width)
    throw wrong('joint_attention_dim and hidden_size of the text encoder')
}

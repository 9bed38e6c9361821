/**
 * What the configuration files of a checkpoint may say (diffusers and transformers). A value that would change what is
 * computed is read, or refused if it is not implemented; defaults are those of the reference.
 */
import { z } from 'zod'

const count = z.int().positive()
const never = z.literal(false).default(false)
/** Left out, null, or one of the values that change nothing. */
const without = (...neutral: z.core.util.Literal[]) => z.literal([null, ...neutral]).optional()

export const pipelineSchema = z.object({ _class_name: z.literal('QwenImageLayeredPipeline') })

export const transformerSchema = z
  .object({
    _class_name: z.literal('QwenImageTransformer2DModel'),
    patch_size: z.literal(2).default(2),
    in_channels: count,
    out_channels: count.nullable().default(16),
    num_layers: count,
    attention_head_dim: count,
    num_attention_heads: count,
    joint_attention_dim: count,
    guidance_embeds: never,
    axes_dims_rope: z.tuple([count, count, count]),
    zero_cond_t: z.boolean().default(false),
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
    /** All frames but the first are told the time 0. */
    zeroCondition: c.zero_cond_t,
  }))

export const vaeSchema = z
  .object({
    _class_name: z.literal('AutoencoderKLQwenImage'),
    base_dim: count,
    z_dim: count,
    // Two to sixteen pixels a latent: sides of pictures are multiples of 32, twice as many.
    dim_mult: z.array(count).min(2).max(5),
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

const endTokens = z.union([z.int(), z.array(z.int())]).nullish()

const languageSchema = z.object({
  vocab_size: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  num_key_value_heads: count.nullish(),
  hidden_act: z.literal('silu').default('silu'),
  rms_norm_eps: z.number().positive().default(1e-5),
  use_sliding_window: without(false),
  layer_types: z.array(z.literal('full_attention')).nullish(),
  tie_word_embeddings: z.boolean().nullish(),
  eos_token_id: endTokens,
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
export const textEncoderSchema = z
  .object({
    model_type: z.literal('qwen2_5_vl'),
    text_config: z.unknown().optional(),
    vision_config: visionSchema,
    image_token_id: count,
    tie_word_embeddings: z.boolean().nullish(),
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
      tiedHead: (c.tie_word_embeddings || text.tie_word_embeddings) ?? false,
      endTokens: [text.eos_token_id ?? []].flat(),
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
  .refine((c) => c.vision.headWidth % 4 === 0, 'num_heads of the vision tower must fit its hidden_size')
  .refine((c) => c.vision.window >= c.vision.merge * c.vision.patch, 'window_size must hold a token')
  .refine((c) => c.vision.outputWidth === c.width, 'the vision tower must end in the width of the language model')

export const schedulerSchema = z
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

export const generationSchema = z
  .object({
    eos_token_id: endTokens,
    repetition_penalty: z.number().positive().nullish(),
    /** Sampling from the one most likely token is greedy. */
    do_sample: z.boolean().nullish(),
    top_k: z.int().nullish(),
    num_beams: without(1),
    min_length: without(0),
    min_new_tokens: without(0),
    no_repeat_ngram_size: without(0),
    encoder_no_repeat_ngram_size: without(0),
    encoder_repetition_penalty: without(1),
    penalty_alpha: without(0),
    guidance_scale: without(1),
    bad_words_ids: without(),
    force_words_ids: without(),
    suppress_tokens: without(),
    begin_suppress_tokens: without(),
    forced_bos_token_id: without(),
    forced_eos_token_id: without(),
    sequence_bias: without(),
    exponential_decay_length_penalty: without(),
  })
  .refine((c) => !c.do_sample || c.top_k === 1, 'do_sample is implemented for top_k 1 only')
  .transform((c) => ({
    /** Those of the language model where it is not said. */
    endTokens: c.eos_token_id === undefined ? undefined : [c.eos_token_id ?? []].flat(),
    repetitionPenalty: c.repetition_penalty ?? 1,
  }))

export const imageProcessorSchema = z
  .object({
    image_processor_type: z
      .string()
      .regex(/^Qwen2(_5)?_?VLImageProcessor(Fast)?$/, 'it is not implemented')
      .optional(),
    do_convert_rgb: z.literal(true).default(true),
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
    patch_size: count.default(14),
    merge_size: count.default(2),
    temporal_patch_size: count.default(2),
  })
  .transform((c) => ({
    mean: c.image_mean,
    deviation: c.image_std,
    rescale: c.rescale_factor,
    minimumPixels: c.min_pixels ?? c.size?.shortest_edge ?? 56 * 56,
    maximumPixels: c.max_pixels ?? c.size?.longest_edge ?? 28 * 28 * 1280,
    patch: c.patch_size,
    merge: c.merge_size,
    frames: c.temporal_patch_size,
  }))

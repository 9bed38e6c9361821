/** The whole way from a picture to its layers at the model's own size (diffusers' QwenImageLayeredPipeline). */
import type { Rgba8 } from '../../imaging/pixels.ts'
import { captionImage } from './stages/caption.ts'
import { decodeLayers } from './stages/decode-layers.ts'
import { denoise } from './stages/denoise.ts'
import { encodeImage } from './stages/encode-image.ts'
import { encodeText } from './stages/encode-text.ts'
import type { Floats } from './stages/floats.ts'
import { releaseLanguageModel } from './stages/language-model.ts'
import { packLatents } from './stages/latents.ts'
import { seededNoise } from './stages/noise.ts'
import { calibrationPicture, fitPreview, previewFrames } from './stages/preview.ts'
import { resizeToWorkingSize } from './stages/prepare-image.ts'
import type { FrameGrid } from './stages/rope.ts'
import type { Runner } from './stages/runner.ts'
import type { CaptionLanguage } from './stages/templates.ts'
import type { TextTokenizer } from './stages/tokenise.ts'

export interface PipelineOptions {
  /** Without the composite. */
  layers: number
  /** Pixels, about: 640² or 1024². */
  area: number
  steps: number
  /** The picture is captioned if it is empty or a space. */
  prompt: string
  /** Guidance takes twice the time; null, or a scale of at most 1, goes without. */
  negativePrompt: string | null
  guidanceScale: number
  normaliseGuidance: boolean
  language: CaptionLanguage
  /** Tokens of a caption, at most. */
  captionTokens: number
  seed: number
  /** Tokens to begin with, in place of those of the seed. */
  noise?: Floats
}

export const pipelineDefaults: PipelineOptions = {
  layers: 4,
  area: 640 * 640,
  steps: 50,
  prompt: '',
  negativePrompt: ' ',
  guidanceScale: 4,
  normaliseGuidance: true,
  language: 'en',
  captionTokens: 512,
  seed: 0,
}

export type PipelineStage = 'caption' | 'text' | 'encode' | 'denoise' | 'decode'

export interface PipelineEvents {
  /** done: 0..1 within the stage. */
  onStage?: (stage: PipelineStage, done: number, step?: number) => void
  /** Every few steps: small pictures of the layers as they are so far, bottom to top. */
  onPreview?: (layers: Rgba8[]) => void
}

export interface PipelineResult {
  /** Bottom to top, all of the working size. */
  layers: Rgba8[]
  /** What the model was told of the picture. */
  prompt: string
}

export async function runPipeline(
  runner: Runner,
  tokenizer: TextTokenizer,
  picture: Rgba8,
  options: PipelineOptions,
  events: PipelineEvents = {},
): Promise<PipelineResult> {
  const { onStage, onPreview } = events
  const image = resizeToWorkingSize(picture, options.area)
  runner.observe?.('image_resized_rgba', { dims: [image.height, image.width, 4], data: image.data })

  const text = await understand(runner, tokenizer, image, options, events)
  onStage?.('encode', 0)
  const calibration = onPreview && calibrationPicture(image)
  const { condition, other } = await encodeImage(runner, image, calibration)
  const grid = gridOf(image, options.layers, runner)
  const noise = options.noise ?? noiseFor(options.seed, grid, runner)
  const shapes = Array.from({ length: grid.frames }, () => [1, grid.height, grid.width]).flat()
  runner.observe?.('img_shapes', { dims: [grid.frames, 3], data: shapes })

  const frames = options.layers + 1
  const guidance = { scale: options.guidanceScale, normalise: options.normaliseGuidance }
  const inputs = { noise, condition, ...text.states, guidance, steps: options.steps, grid }
  const by = other && calibration && fitPreview(other, calibration)
  const dims = latentDims(grid, runner)
  const latents = await denoise(runner, inputs, {
    onProgress: (done, step) => onStage?.('denoise', done, step),
    onEstimate: by && ((tokens) => onPreview?.(previewFrames(tokens, dims, by).slice(1))),
  })
  onStage?.('decode', 0)
  const layers = await decodeLayers(runner, latents, frames, image)
  return { layers, prompt: text.prompt }
}

/** What the language model does, all of it before the transformer is loaded. */
async function understand(
  runner: Runner,
  tokenizer: TextTokenizer,
  image: Rgba8,
  options: PipelineOptions,
  { onStage }: PipelineEvents,
): Promise<{ prompt: string; states: { prompt: Floats; negative?: Floats } }> {
  const { language, captionTokens, negativePrompt, guidanceScale } = options
  let { prompt } = options
  if (prompt === '' || prompt === ' ') {
    onStage?.('caption', 0)
    prompt = await captionImage(runner, tokenizer, image, {
      language,
      tokens: captionTokens,
      onToken: (count) => onStage?.('caption', count / captionTokens),
    })
  }
  onStage?.('text', 0)
  const states: { prompt: Floats; negative?: Floats } = {
    prompt: await encodeText(runner, tokenizer, prompt, 'prompt'),
  }
  if (negativePrompt !== null && guidanceScale > 1) {
    states.negative = await encodeText(runner, tokenizer, negativePrompt, 'negative')
  }
  await releaseLanguageModel(runner)
  return { prompt, states }
}

function gridOf(image: Rgba8, layers: number, { configs }: Runner): FrameGrid {
  const side = configs.vae.scale * 2
  return { frames: layers + 2, height: image.height / side, width: image.width / side }
}

function noiseFor(seed: number, grid: FrameGrid, runner: Runner): Floats {
  return packLatents(seededNoise(seed, latentDims(grid, runner)))
}

/** Of the noisy frames: [frames, z, h, w]. */
function latentDims({ frames, height, width }: FrameGrid, { configs }: Runner): number[] {
  return [frames - 1, configs.vae.latentChannels, height * 2, width * 2]
}

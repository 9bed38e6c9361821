/** The diffusion engine: Qwen-Image-Layered over ONNX graphs, carried to the picture's own size. */
import { join } from 'node:path'
import { LaminaError, throwIfCancelled } from '../../../shared/contract/errors.ts'
import type { Rgba8 } from '../../imaging/pixels.ts'
import type { DecomposeOptions, Engine, EngineContext, EngineProgress, LayerDraft, Stage } from '../engine.ts'
import { FinishedSoFar } from '../finished/finished-so-far.ts'
import { readConfigs } from './checkpoint/configs.ts'
import { PackedGraphs } from './graphs/packed-graphs.ts'
import { installedFolder, QWEN_LAYERED } from './installed.ts'
import { layersAsFound, layersInPreview } from './layers-so-far.ts'
import { nameLayers } from './name-layers.ts'
import { CONFIG_FOLDER, openPackedModel } from './pack/manifest.ts'
import { pipelineDefaults, runPipeline, type PipelineOptions, type PipelineStage } from './pipeline.ts'
import { thisMachine } from './plan/machine.ts'
import { planMemory } from './plan/plan.ts'
import { resizeToWorkingSize } from './stages/prepare-image.ts'
import type { Runner } from './stages/runner.ts'
import { openTokenizer } from './stages/tokenise.ts'
import { foundLayers, toSourceSize } from './to-source-size.ts'
import { UsedGraphs } from './used-graphs.ts'

/** What the model was trained to give. */
const LEAST_LAYERS = 2
const MOST_LAYERS = 10

export const qwenLayeredEngine: Engine = {
  id: 'qwen-layered',
  title: 'Qwen-Image-Layered',
  takesPrompt: true,
  layerRange: [LEAST_LAYERS, MOST_LAYERS],
  steps: { draft: 12, balanced: 25, best: pipelineDefaults.steps },
  models: [QWEN_LAYERED],
  decompose,
}

async function decompose(image: Rgba8, options: DecomposeOptions, context: EngineContext): Promise<LayerDraft[]> {
  const folder = await installedFolder(context.sessions)
  const { manifest } = await openPackedModel(folder)
  return decomposeWith(folder, image, pipelineOptions(options, manifest.lora?.steps), context)
}

/** The same with a packed model at hand, and everything that can be chosen. */
export async function decomposeWith(
  folder: string,
  image: Rgba8,
  options: PipelineOptions,
  context: EngineContext,
): Promise<LayerDraft[]> {
  const report = (progress: EngineProgress) => context.onProgress?.(progress)
  let now: EngineProgress = { stage: 'load', done: 0 }
  report(now)
  const model = await openPackedModel(folder)
  const configs = await readConfigs(join(folder, CONFIG_FOLDER))
  const tokenizer = await openTokenizer(join(folder, CONFIG_FOLDER), configs.textEncoder)
  const plan = planMemory(configs, model.manifest.precision, jobOf(options), thisMachine(context.gpuMemory))
  const graphs = new PackedGraphs(model, configs)
  const used = new UsedGraphs(context.sessions)
  const runner: Runner = { model, configs, graphs, plan, sessions: used, signal: context.signal }
  try {
    const { layers } = await runPipeline(runner, tokenizer, image, options, {
      onStage: (stage, done, step = 0) => report((now = progressOf(stage, done, step, options.steps, used.notOnGpu))),
      onPreview: (previews) => report({ ...now, found: layersInPreview(previews, image) }),
    })
    throwIfCancelled(context.signal)
    const naming = {
      sessions: context.sessions,
      signal: context.signal,
      onProgress: (done: number) => report({ stage: 'finish', done: 0.92 + 0.05 * done }),
    }
    const named = await nameLayers(foundLayers(layers), naming)
    throwIfCancelled(context.signal)
    report({ stage: 'finish', done: 0.98, found: layersAsFound(named, layers[0], image) })
    if (context.onFinished) new FinishedSoFar(layers[0], context.onFinished).tell(named.slice(1))
    return toSourceSize(image, resizeToWorkingSize(image, options.area), named)
  } catch (error) {
    if (!(error instanceof LaminaError && error.code === 'OUT_OF_MEMORY')) throw error
    const hint =
      'Close other programs, ask for fewer layers or a lower resolution, pack the model with fewer bits, or use the ' +
      'engine peel. If there is less GPU memory than Preferences, Performance says, correct it there.'
    throw new LaminaError('OUT_OF_MEMORY', error.message, hint, { cause: error })
  } finally {
    await used.releaseAll()
  }
}

/**
 * `fewSteps` are those of a LoRA that was merged into the model: it does without guidance unless guidance is asked for.
 * Throws USAGE for a number of layers that the model does not make.
 */
export function pipelineOptions(
  { layers, prompt, seed, diffusion = {} }: DecomposeOptions,
  fewSteps?: number,
): PipelineOptions {
  if (layers !== 'auto' && (layers < LEAST_LAYERS || layers > MOST_LAYERS)) {
    const message = `Qwen-Image-Layered makes ${LEAST_LAYERS} to ${MOST_LAYERS} layers, not ${layers}.`
    throw new LaminaError('USAGE', message, 'Ask for fewer, or use the engine peel.')
  }
  return {
    ...pipelineDefaults,
    ...(layers === 'auto' ? {} : { layers }),
    prompt: prompt ?? pipelineDefaults.prompt,
    seed: seed ?? pipelineDefaults.seed,
    area: (diffusion.resolution ?? 640) ** 2,
    steps: diffusion.steps ?? fewSteps ?? pipelineDefaults.steps,
    guidanceScale: diffusion.guidance ?? (fewSteps === undefined ? pipelineDefaults.guidanceScale : 1),
    negativePrompt: diffusion.negativePrompt ?? pipelineDefaults.negativePrompt,
    language: diffusion.captionLanguage ?? pipelineDefaults.language,
  }
}

/** What the plan needs to know of a run. */
export function jobOf({ layers, area, steps, negativePrompt, guidanceScale, prompt }: PipelineOptions) {
  return { layers, area, steps, guidance: negativePrompt !== null && guidanceScale > 1, caption: prompt.trim() === '' }
}

/** Of the whole, what the pipeline's stages are: from, to, and what the engine calls it. */
const shares: Readonly<Record<PipelineStage, readonly [number, number, Stage]>> = {
  caption: [0.01, 0.08, 'find'],
  text: [0.08, 0.1, 'find'],
  encode: [0.1, 0.12, 'find'],
  denoise: [0.12, 0.9, 'cut'],
  decode: [0.9, 0.92, 'cut'],
}

/** How far the whole is, from what a stage of the pipeline reports. */
function progressOf(
  stage: PipelineStage,
  done: number,
  step: number,
  steps: number,
  notOnGpu: string | undefined,
): EngineProgress {
  const [from, to, name] = shares[stage]
  const where = notOnGpu === undefined ? '' : `, on the CPU (${notOnGpu})`
  const detail = stage === 'denoise' ? `step ${step + 1} of ${steps}${where}` : undefined
  return { stage: name, done: from + (to - from) * done, detail }
}

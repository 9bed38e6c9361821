/** Runs a golden set: a tiny checkpoint, and what diffusers gave for it at every stage. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readConfigs } from '../../src/main/engines/qwen-layered/checkpoint/configs.ts'
import { PackedGraphs } from '../../src/main/engines/qwen-layered/graphs/packed-graphs.ts'
import { CONFIG_FOLDER, type Precision } from '../../src/main/engines/qwen-layered/pack/manifest.ts'
import { packCheckpoint } from '../../src/main/engines/qwen-layered/pack/pack.ts'
import { pipelineDefaults, runPipeline, type PipelineOptions } from '../../src/main/engines/qwen-layered/pipeline.ts'
import type { ExecutionPlan } from '../../src/main/engines/qwen-layered/plan/execution.ts'
import { captionImage } from '../../src/main/engines/qwen-layered/stages/caption.ts'
import { packLatents } from '../../src/main/engines/qwen-layered/stages/latents.ts'
import { resizeToWorkingSize } from '../../src/main/engines/qwen-layered/stages/prepare-image.ts'
import type { Observation, Runner } from '../../src/main/engines/qwen-layered/stages/runner.ts'
import { openTokenizer, type TextTokenizer } from '../../src/main/engines/qwen-layered/stages/tokenise.ts'
import { createSessionPool } from '../../src/main/onnx/pool.ts'
import { requestedProviders } from '../../src/main/onnx/providers.ts'
import { readNpy } from './npy.ts'
import { Report, type Values } from './report.ts'
import { compareTables, compareTokens } from './tables.ts'

const caseSchema = z.object({
  layers: z.int(),
  /** What the area of 640² is divided by. */
  area_div: z.number().default(1),
  resolution: z.number().default(640),
  /** The caption that was made, if the prompt was left to the model. */
  caption: z.string().nullish(),
  prompt: z.string().nullish(),
  negative_prompt: z.string().nullish(),
  true_cfg_scale: z.number(),
  num_inference_steps: z.int(),
  cfg_normalize: z.boolean().default(false),
  use_en_prompt: z.boolean().default(true),
})
type GoldenCase = z.infer<typeof caseSchema>

const manifestSchema = z.object({
  cases: z.record(z.string(), caseSchema),
  tokenizer: z.array(z.object({ text: z.string(), ids: z.array(z.int()) })).default([]),
  /** Merged into the transformer: a file of the set. */
  lora: z.object({ file: z.string(), scale: z.number() }).nullish(),
  files: z.record(z.string(), z.object({ shape: z.array(z.int()), dtype: z.string(), desc: z.string().default('') })),
})

/** Given to the pipeline, so there is nothing to compare. */
const caseInputs = ['image_in_rgba.npy', 'noise_unpacked.npy']

export interface GoldenOptions {
  precision: Precision
  /** Where the packed model goes. */
  packed: string
  /** Blocks and layers loaded together; one by one, so that every block is compared, if it is not said. */
  plan?: ExecutionPlan
  print: (line: string) => void
}

export interface GoldenResult {
  stages: number
  /** Stages over the tolerance, in fp32; the others are not bounded. */
  failures: number
  /** A line for each case: bytes that differ in its layers. */
  layers: string[]
}

export async function runGolden(folder: string, options: GoldenOptions): Promise<GoldenResult> {
  const { precision, print } = options
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
  const lora = manifest.lora ? { path: join(folder, manifest.lora.file), scale: manifest.lora.scale } : undefined
  const model = await packCheckpoint(join(folder, 'model'), options.packed, { precision, lora })
  const configs = await readConfigs(join(model.folder, CONFIG_FOLDER))
  const tokenizer = await openTokenizer(join(model.folder, CONFIG_FOLDER), configs.textEncoder)
  const resolveModel = () => Promise.reject(new Error('Only packed graphs are run.'))
  const pool = createSessionPool({ resolveModel, providers: requestedProviders(process.env) ?? ['cpu'] })
  const plan = options.plan ?? {
    blockGroup: 1,
    residentBlocks: configs.transformer.blocks,
    prefetch: false,
    textGroup: configs.textEncoder.layers,
  }
  const runner: Runner = { model, configs, graphs: new PackedGraphs(model, configs), plan, sessions: pool }
  const report = new Report(folder, manifest.files, precision === 'float32', print)
  const layers: string[] = []
  try {
    compareTokens(report, tokenizer, manifest.tokenizer)
    await compareTables(report, folder, manifest.files, runner)
    for (const [name, each] of Object.entries(manifest.cases)) {
      print(`\n${name} (${precision})`)
      layers.push(await runCase(name, each, folder, runner, tokenizer, report))
    }
  } finally {
    await pool.close()
  }
  return { stages: report.stages, failures: report.failures, layers }
}

async function runCase(
  name: string,
  each: GoldenCase,
  folder: string,
  runner: Runner,
  tokenizer: TextTokenizer,
  report: Report,
): Promise<string> {
  const path = (file: string) => join(folder, name, `${file}.npy`)
  const input = await readNpy(path('image_in_rgba'))
  const picture = { width: input.dims[1], height: input.dims[0], data: input.data as Uint8Array }
  const noise = await readNpy(path('noise_packed'))
  const unpacked = await readNpy(path('noise_unpacked'))
  const pixels = { dims: unpacked.dims.slice(1), data: unpacked.data as Float32Array }
  await report.compare(`${name}/noise_packed`, packLatents(pixels))

  const observed: [string, Values][] = []
  const observe = (stage: string, { dims, data }: Observation) =>
    void observed.push([stage, { dims, data: Float64Array.from(data) }])
  const observing = { ...runner, observe }
  const options: PipelineOptions = {
    ...pipelineDefaults,
    layers: each.layers,
    area: each.resolution ** 2 / each.area_div,
    steps: each.num_inference_steps,
    prompt: each.prompt ?? each.caption ?? '',
    negativePrompt: each.negative_prompt ?? null,
    guidanceScale: each.true_cfg_scale,
    normaliseGuidance: each.cfg_normalize,
    language: each.use_en_prompt ? 'en' : 'zh',
    noise: { dims: noise.dims, data: noise.data as Float32Array },
  }
  if (typeof each.caption === 'string') {
    const tokens = await captionLength(path)
    const image = resizeToWorkingSize(picture, options.area)
    const caption = await captionImage(observing, tokenizer, image, { language: options.language, tokens })
    report.check(`${name}/caption`, JSON.stringify(caption), caption === each.caption)
  }
  const result = await runPipeline(observing, tokenizer, picture, options)
  const bytes = Uint8Array.from(result.layers.flatMap(({ data }) => [...data]))
  const size = [result.layers.length, result.layers[0].height, result.layers[0].width, 4]
  observe('layers_rgba', { dims: size, data: bytes })
  for (const [stage, value] of observed) await report.compare(`${name}/${stage}`, value)
  report.finish(`${name}/`, caseInputs)
  const golden = await readNpy(path('layers_rgba'))
  const differing = bytes.filter((value, i) => value !== golden.data[i]).length
  return `${name}: ${differing} of ${bytes.length} bytes differ in the final layers`
}

/** The golden caption was cut off after so many tokens. */
async function captionLength(path: (file: string) => string): Promise<number> {
  const generated = await readNpy(path('caption/generated_ids'))
  const prompt = await readNpy(path('caption/input_ids'))
  return generated.dims[1] - prompt.dims[1]
}

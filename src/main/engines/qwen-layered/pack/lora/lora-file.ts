/** Reads a LoRA: for some matrices of the transformer two thin ones, whose product is added to them. */
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { LaminaError } from '../../../../../shared/contract/errors.ts'
import { openSafetensors, type SafetensorsFile } from '../../checkpoint/safetensors.ts'
import type { SourceTensor } from '../../checkpoint/source.ts'
import type { WeightNeed } from '../../graphs/weights.ts'
import { FileReader } from '../tensor-reader.ts'

/** What is added to a matrix [outputs, inputs]: factor · up · down. */
export interface LowRank {
  /** [outputs, rank] */
  up: SourceTensor
  /** [rank, inputs] */
  down: SourceTensor
  factor: number
}

export interface LoraFile {
  path: string
  /** By the name of the matrix in the checkpoint. */
  changes: ReadonlyMap<string, LowRank>
}

/** Names of the two matrices: of PEFT, of kohya's trainers, and of older diffusers. */
const roles: Readonly<Record<string, 'down' | 'up' | 'alpha'>> = {
  'lora_A.weight': 'down',
  'lora_B.weight': 'up',
  'lora_down.weight': 'down',
  'lora_up.weight': 'up',
  'lora.down.weight': 'down',
  'lora.up.weight': 'up',
  alpha: 'alpha',
}
/** Put before the names of modules by those who write the files. */
const PREFIX = /^(base_model\.model\.|(model\.)?diffusion_model\.|transformer\.|lora_unet_|lora_transformer_)/

/**
 * Opens the file and finds the matrix that each pair is for. Without an alpha the product is added as it is; with one it
 * is scaled by alpha over rank. Throws MODEL_MISSING, MODEL_DAMAGED, and MODEL_UNSUPPORTED for what is no plain LoRA of this
 * transformer: other parts, other sizes, DoRA, biases.
 */
export async function openLora(path: string, needs: readonly WeightNeed[]): Promise<LoraFile> {
  const file = await openSafetensors(path)
  const config = await readPeftConfig(path, file)
  if (config?.use_dora) throw unsupported(path, 'is a DoRA, which is not merged')
  const modules = modulesOf(needs)
  const found = new Map<string, { down?: SourceTensor; up?: SourceTensor; alpha?: SourceTensor }>()
  for (const tensor of file.tensors) {
    const named = namedIn(tensor.name, modules)
    if (!named) throw unsupported(path, `has ${tensor.name}, which is no LoRA of this transformer`)
    const pair = found.get(named.module) ?? {}
    if (pair[named.role]) throw unsupported(path, `changes ${named.module} twice`)
    found.set(named.module, { ...pair, [named.role]: tensor })
  }
  const changes = new Map<string, LowRank>()
  const reader = new FileReader()
  try {
    for (const [module, { down, up, alpha }] of found) {
      if (!down || !up) throw unsupported(path, `has only one of the two matrices for ${module}`)
      const need = modules.get(module) as WeightNeed
      checkShapes(path, need, up, down)
      const rank = down.dims[0]
      const said = alpha ? (await reader.read(alpha, 0, 1, 1))[0] : alphaOf(config, module)
      const over = config?.use_rslora && !alpha ? Math.sqrt(rank) : rank
      changes.set(need.name, { up, down, factor: said === undefined ? 1 : said / over })
    }
  } finally {
    await reader.close()
  }
  if (changes.size === 0) throw unsupported(path, 'changes nothing')
  return { path, changes }
}

/** Few-step LoRAs say in their name for how many steps they are; undefined for others. */
export function stepsInName(path: string): number | undefined {
  // "4steps", "8-step", not "step 2000" of a training.
  const pattern = /(?<!\d)(\d{1,2})[-_ ]?(?:steps(?![a-z0-9])|step(?![a-z]|[-_ ]?\d))/i
  const steps = Number(pattern.exec(basename(path))?.[1])
  return steps >= 1 ? steps : undefined
}

/** The matrices by the names of their modules, with points and with lines below in place of them. */
function modulesOf(needs: readonly WeightNeed[]): Map<string, WeightNeed> {
  const matrices = needs.filter(({ use, name }) => use === 'linear' && name.endsWith('.weight'))
  return new Map(matrices.map((need) => [need.name.slice(0, -'.weight'.length), need]))
}

function namedIn(name: string, modules: ReadonlyMap<string, WeightNeed>) {
  // PEFT puts the name of the adapter behind that of the matrix.
  const plain = name.replace(/\.(lora_[AB])\.[^.]+\.weight$/, '.$1.weight')
  const ending = Object.keys(roles).find((role) => plain.endsWith(`.${role}`))
  if (!ending) return undefined
  const given = plain.slice(0, -ending.length - 1).replace(PREFIX, '')
  const module = modules.has(given) ? given : [...modules.keys()].find((each) => each.replaceAll('.', '_') === given)
  return module === undefined ? undefined : { module, role: roles[ending] }
}

function checkShapes(path: string, need: WeightNeed, up: SourceTensor, down: SourceTensor): void {
  const [outputs, inputs] = need.dims
  const fits =
    up.dims.length === 2 &&
    down.dims.length === 2 &&
    up.dims[0] === outputs &&
    down.dims[1] === inputs &&
    up.dims[1] === down.dims[0]
  if (fits) return
  const shapes = `${up.dims.join(' x ')} and ${down.dims.join(' x ')}`
  throw unsupported(path, `has ${shapes} for ${need.name}, which is ${outputs} x ${inputs}`)
}

const peftSchema = z.object({
  lora_alpha: z.number().nullish(),
  alpha_pattern: z.record(z.string(), z.number()).nullish(),
  use_rslora: z.boolean().nullish(),
  use_dora: z.boolean().nullish(),
})
type PeftConfig = z.output<typeof peftSchema>

/** PEFT's own configuration: in the file's metadata (diffusers), or beside the file (adapter_config.json). */
async function readPeftConfig(path: string, { metadata }: SafetensorsFile): Promise<PeftConfig | undefined> {
  const beside =
    basename(path) === 'adapter_model.safetensors'
      ? await readFile(join(dirname(path), 'adapter_config.json'), 'utf8').catch(() => undefined)
      : undefined
  const text = metadata.lora_adapter_metadata ?? beside
  if (text === undefined) return undefined
  try {
    const said = JSON.parse(text) as Record<string, unknown>
    const entries = Object.entries(said).map(([key, value]) => [key.replace(/^transformer\./, ''), value])
    return peftSchema.parse(Object.fromEntries(entries))
  } catch (error) {
    const hint = 'Download the file again.'
    throw new LaminaError('MODEL_DAMAGED', `What ${path} says of itself cannot be read.`, hint, { cause: error })
  }
}

function alphaOf(config: PeftConfig | undefined, module: string): number | undefined {
  const pattern = Object.entries(config?.alpha_pattern ?? {}).find(
    ([key]) => key === module || module.endsWith(`.${key}`),
  )
  return pattern?.[1] ?? config?.lora_alpha ?? undefined
}

function unsupported(path: string, what: string): LaminaError {
  const hint = 'Use a LoRA for the transformer of this checkpoint (safetensors of PEFT, diffusers or kohya).'
  return new LaminaError('MODEL_UNSUPPORTED', `${path} ${what}.`, hint)
}

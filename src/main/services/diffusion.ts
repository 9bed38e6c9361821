/** Planning for and packing of the diffusion model. */
import { join } from 'node:path'
import { LaminaError } from '../../shared/contract/errors.ts'
import { packInThread } from '../engines/pack-thread.ts'
import { readConfigs } from '../engines/qwen-layered/checkpoint/configs.ts'
import { CONFIG_FOLDER, precisions, type PackManifest, type Precision } from '../engines/qwen-layered/pack/manifest.ts'
import type { PackOptions } from '../engines/qwen-layered/pack/pack.ts'
import { thisMachine } from '../engines/qwen-layered/plan/machine.ts'
import { bestPlan, planMemory, type Job, type Machine, type MemoryPlan } from '../engines/qwen-layered/plan/plan.ts'
import { realModel } from '../engines/qwen-layered/plan/real-model.ts'
import { jobOf, pipelineOptions, qwenLayeredEngine } from '../engines/qwen-layered/qwen-layered.ts'
import type { DecomposeOptions } from '../engines/engine.ts'
import type { PackAdvice, PackedModels } from './models/packed.ts'

export { precisions, type MemoryPlan, type Precision }

export const DIFFUSION_ENGINE = qwenLayeredEngine.id

const GB = 1024 ** 3
/** What people ask for. */
const typicalJob: Job = { layers: 4, area: 640 ** 2, steps: 50, guidance: true, caption: true }

export interface PlanRequest {
  /** In GB; the main memory of this machine if neither is said. */
  vram?: number
  ram?: number
  precision?: Precision
  /** Operations a second. */
  speed?: number
  job: Job
}

/** How the published model would run. Throws OUT_OF_MEMORY, saying what is missing. */
export function planDiffusion({ vram, ram, precision, speed, job }: PlanRequest): MemoryPlan {
  const machine = thisMachine(vram === undefined ? undefined : vram * GB, ram === undefined ? undefined : ram * GB)
  const wanted = speed === undefined ? machine : { ...machine, speed }
  return precision ? planMemory(realModel, precision, job, wanted) : bestPlan(realModel, job, wanted)
}

/** At which precision to pack the published model for a machine. */
export function advisePacking(gpuMemory: number | undefined): PackAdvice {
  try {
    return { precision: bestPlan(realModel, typicalJob, thisMachine(gpuMemory)).precision }
  } catch (error) {
    if (!(error instanceof LaminaError && error.code === 'OUT_OF_MEMORY')) throw error
    return { precision: 'int4', refusal: error }
  }
}

export interface PlannedRun {
  plan: MemoryPlan
  machine: Machine
}

/**
 * How a job of the diffusion engine would run here: with what is packed, or else with the published model. Throws
 * OUT_OF_MEMORY, saying what is missing, and USAGE for options that the engine does not take.
 */
export async function planRun(
  packed: PackedModels,
  options: DecomposeOptions,
  gpuMemory: number | undefined,
): Promise<PlannedRun> {
  const machine = thisMachine(gpuMemory)
  const model = await packed.open().catch(() => null)
  const job = jobOf(pipelineOptions(options, model?.manifest.lora?.steps))
  if (!model) return { plan: bestPlan(realModel, job, machine), machine }
  const configs = await readConfigs(join(model.folder, CONFIG_FOLDER))
  return { plan: planMemory(configs, model.manifest.precision, job, machine), machine }
}

export interface PackedFolder {
  folder: string
  precision: Precision
  bytes: number
  parts: number
  /** What was merged. */
  lora?: PackManifest['lora']
}

/** Packs a checkpoint for the diffusion engine, in a thread: see packCheckpoint. */
export async function packDiffusionModel(
  checkpoint: string,
  folder: string,
  options: PackOptions,
): Promise<PackedFolder> {
  const { manifest } = await packInThread(checkpoint, folder, options)
  const bytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0)
  return { folder, precision: manifest.precision, bytes, parts: manifest.parts.length, lora: manifest.lora }
}

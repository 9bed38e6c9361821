/** Planning for and packing of the diffusion model, before there is a picture. */
import { totalmem } from 'node:os'
import { packCheckpoint, type PackOptions } from '../engines/qwen-layered/pack/pack.ts'
import { precisions, type Precision } from '../engines/qwen-layered/pack/manifest.ts'
import { bestPlan, planMemory, type Job, type MemoryPlan } from '../engines/qwen-layered/plan/plan.ts'
import { realModel } from '../engines/qwen-layered/plan/real-model.ts'

export { precisions, type MemoryPlan, type Precision }

const GB = 1024 ** 3
/** Matrix products in 32 bits: a middling GPU, and a few cores. Disks read about so much. */
const TYPICAL_SPEED = { gpu: 2e13, cpu: 1e11 }
const TYPICAL_DISK = 2e9

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
  const gpu = vram !== undefined
  const memory = gpu ? vram * GB : ram !== undefined ? ram * GB : totalmem()
  const machine = { gpu, memory, speed: speed ?? TYPICAL_SPEED[gpu ? 'gpu' : 'cpu'], disk: TYPICAL_DISK }
  return precision ? planMemory(realModel, precision, job, machine) : bestPlan(realModel, job, machine)
}

export interface PackedSummary {
  folder: string
  precision: Precision
  bytes: number
  parts: number
}

/** Packs a checkpoint for the diffusion engine: see packCheckpoint. */
export async function packDiffusionModel(
  checkpoint: string,
  folder: string,
  options: PackOptions,
): Promise<PackedSummary> {
  const { manifest } = await packCheckpoint(checkpoint, folder, options)
  const bytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0)
  return { folder, precision: manifest.precision, bytes, parts: manifest.parts.length }
}

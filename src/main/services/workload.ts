/** What a job asks of the machine, before it begins: for estimates, and to learn from how long it took. */
import { totalmem } from 'node:os'
import type { Quality } from '../../shared/contract/limits.ts'
import type { JobOptions } from '../../shared/contract/schemas.ts'
import { DIFFUSION_ENGINE, planRun } from './diffusion.ts'
import type { PackedModels } from './models/packed.ts'

/** How much there is to do, in units of which this machine can learn how long one takes. */
export interface Workload {
  /** What the unit depends on: jobs of another key tell nothing about this one. */
  key: string
  units: number
  /** Of a unit, as long as nothing was learned. */
  roughSeconds: number
  /** Of a job whatever its size. */
  fixedSeconds: number
  /** Fewer units than this tell nothing about one. */
  leastUnits: number
  device: 'cpu' | 'gpu' | 'automatic'
  /** Bytes while it runs, of the GPU where that is the device, and what there is of it. */
  memory: number
  memoryTotal: number
}

export interface JobSize {
  /** Of all pictures that are taken apart. */
  pixels: number
  /** How many layers are split; 0 where it is the document that is taken apart. */
  layers: number
}

/** Loaded models of the embedded engine and what it works in. */
const fixedMemory = 900e6
const memoryPerPixel = 90

/** Of a megapixel. */
const roughSeconds: Readonly<Record<Quality, number>> = { draft: 3, balanced: 6, best: 12 }

/** Throws OUT_OF_MEMORY where the job cannot run here, saying what is missing. */
export async function workloadOf(
  options: JobOptions,
  { pixels, layers }: JobSize,
  machine: { packed: PackedModels; gpuMemory: number | undefined },
): Promise<Workload> {
  if (options.engine === DIFFUSION_ENGINE) return diffusionWorkload(options, Math.max(1, layers), machine)
  const { quality = 'balanced' } = options
  return {
    // A cut-out is no measure of a picture: its text is read already, and most of it is empty.
    key: [options.engine, ...(layers > 0 ? ['split'] : []), ...(quality === 'balanced' ? [] : [quality])].join(' '),
    units: pixels / 1e6,
    roughSeconds: roughSeconds[quality],
    // Loading models and finding text.
    fixedSeconds: 4,
    leastUnits: 0.05,
    device: 'automatic',
    memory: fixedMemory + memoryPerPixel * pixels,
    memoryTotal: totalmem(),
  }
}

/** Its time hangs on steps and layers, not on the picture's size: a unit is a second of the plan. */
async function diffusionWorkload(
  options: JobOptions,
  pictures: number,
  { packed, gpuMemory }: { packed: PackedModels; gpuMemory: number | undefined },
): Promise<Workload> {
  const { plan, machine } = await planRun(packed, options, gpuMemory)
  const device = machine.gpu ? 'gpu' : 'cpu'
  return {
    key: `${options.engine} ${plan.precision} ${device}`,
    units: plan.seconds * pictures,
    roughSeconds: 1,
    fixedSeconds: 0,
    leastUnits: 0.5,
    device,
    memory: plan.peakBytes,
    memoryTotal: machine.memory,
  }
}

/** What a run is planned for, where nothing was measured. */
import { totalmem } from 'node:os'
import type { Machine } from './plan.ts'

/** Matrix products in 32 bits that come out: a middling GPU, and a few cores. Disks read about so much. */
const TYPICAL_SPEED = { gpu: 2e13, cpu: 1e11 }
const TYPICAL_DISK = 2e9

/** A GPU with so much memory (bytes), or the CPU with what the machine has. */
export function thisMachine(gpuMemory: number | undefined, mainMemory = totalmem()): Machine {
  const gpu = gpuMemory !== undefined
  return { gpu, memory: gpuMemory ?? mainMemory, speed: TYPICAL_SPEED[gpu ? 'gpu' : 'cpu'], disk: TYPICAL_DISK }
}

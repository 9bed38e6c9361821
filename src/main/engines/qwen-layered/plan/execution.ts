/** How a run is cut into what is loaded together. */
import type { Group } from '../graphs/packed-graphs.ts'

export interface ExecutionPlan {
  /** Transformer blocks that are loaded together. */
  blockGroup: number
  /** Blocks that stay loaded from step to step; the others are loaded anew in each. */
  residentBlocks: number
  /** Of the groups that do not stay, the next is loaded while one computes: two of them are in memory. */
  prefetch: boolean
  /** Layers of the language model that are loaded together; fewer than all means that groups take turns. */
  textGroup: number
}

/** Groups of `size` out of `count`, the last one with what is left. */
export function groupsOf(count: number, size: number): Group[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => ({
    from: i * size,
    to: Math.min(count, (i + 1) * size),
  }))
}

/** Which groups of the transformer's blocks are loaded when: those that stay, and those that take turns in every step. */
import type { Group } from '../graphs/packed-graphs.ts'
import { groupsOf } from '../plan/execution.ts'
import { releaseGraph, type Runner } from './runner.ts'

export class BlockTurns {
  /** All of them, in the order in which they are run. */
  readonly groups: readonly Group[]
  readonly #runner: Runner
  /** How often each will be run, with all that belongs to a step in one run. */
  readonly #steps: number

  constructor(runner: Runner, steps: number) {
    this.groups = groupsOf(runner.configs.transformer.blocks, runner.plan.blockGroup)
    this.#runner = runner
    this.#steps = steps
  }

  /**
   * The graph of a group, which is to be run next. If it takes turns it is loaded, and the loading of the one after it has
   * begun: the two are in memory until `end`.
   */
  async begin(step: number, index: number): Promise<string> {
    const graph = await this.#graph(index)
    if (this.#stays(index) || !this.#runner.plan.prefetch) return graph
    await this.#prepare(graph)
    const next = this.#following(step, index)
    // One that fails to load now is loaded again when it is run: there is more room then, or else it is said there.
    if (next !== undefined) void this.#prepare(await this.#graph(next)).catch(() => {})
    return graph
  }

  /** Lets go of a group that does not stay. */
  async end(index: number): Promise<void> {
    if (!this.#stays(index)) await releaseGraph(this.#runner, await this.#graph(index))
  }

  /** Lets go of those that stay. */
  async endAll(): Promise<void> {
    for (const index of this.groups.keys()) {
      if (this.#stays(index)) await releaseGraph(this.#runner, await this.#graph(index))
    }
  }

  /** The next group that takes turns: in this step, or the first one for the next step, if there is one. */
  #following(step: number, index: number): number | undefined {
    if (index + 1 < this.groups.length) return index + 1
    const first = this.groups.findIndex((_, each) => !this.#stays(each))
    return step + 1 < this.#steps && first !== index ? first : undefined
  }

  #stays(index: number): boolean {
    return this.groups[index].to <= this.#runner.plan.residentBlocks
  }

  #graph(index: number): Promise<string> {
    return this.#runner.graphs.blocks(this.groups[index], !this.#stays(index))
  }

  async #prepare(graph: string): Promise<void> {
    await this.#runner.sessions.prepare?.(graph, this.#runner.signal)
  }
}

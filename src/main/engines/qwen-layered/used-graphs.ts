/** Sessions as a run of the diffusion engine uses them. */
import type { ProviderChoice } from '../../onnx/providers.ts'
import type { Sessions } from '../../onnx/sessions.ts'

/** Reasons are the messages of drivers: so much of one is enough. */
const LONGEST_REASON = 120

/** Remembers what was run, to let go of it at the end, however the end comes, and why it was not on a GPU. */
export class UsedGraphs implements Sessions {
  /** Why the GPU is not used, if there are providers that would have used one. */
  notOnGpu: string | undefined
  readonly #sessions: Sessions
  readonly #used = new Set<string>()
  /** Of those, the ones whose provider is known. */
  readonly #noted = new Set<string>()

  constructor(sessions: Sessions) {
    this.#sessions = sessions
  }

  async run(...[model, inputs, signal]: Parameters<Sessions['run']>): ReturnType<Sessions['run']> {
    this.#used.add(model)
    const outputs = await this.#sessions.run(model, inputs, signal)
    if (!this.#noted.has(model)) this.#note(await this.#sessions.choice?.(model))
    this.#noted.add(model)
    return outputs
  }

  async prepare(model: string, signal?: AbortSignal): Promise<void> {
    this.#used.add(model)
    await this.#sessions.prepare?.(model, signal)
  }

  file(model: string, name: string): Promise<string> {
    return this.#sessions.file(model, name)
  }

  async has(model: string): Promise<boolean> {
    return (await this.#sessions.has?.(model)) ?? false
  }

  async choice(model: string): Promise<ProviderChoice | undefined> {
    return this.#sessions.choice?.(model)
  }

  async release(model: string): Promise<void> {
    this.#used.delete(model)
    this.#noted.delete(model)
    await this.#sessions.release?.(model)
  }

  async releaseAll(): Promise<void> {
    for (const model of [...this.#used]) await this.release(model).catch(() => {})
  }

  #note(choice: ProviderChoice | undefined): void {
    const [reason] = choice?.provider === 'cpu' ? choice.reasons : []
    if (reason === undefined) return
    this.notOnGpu = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason
  }
}

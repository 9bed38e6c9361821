/** Which models jobs work with: their files stay as they are meanwhile. */
import { LaminaError } from '../../../shared/contract/errors.ts'

export class ModelsInUse {
  readonly #counts = new Map<string, number>()

  /** Knows of the models while the work goes on. */
  async during<Result>(ids: readonly string[], work: () => Promise<Result>): Promise<Result> {
    for (const id of ids) this.#counts.set(id, this.#count(id) + 1)
    try {
      return await work()
    } finally {
      for (const id of ids) this.#counts.set(id, this.#count(id) - 1)
    }
  }

  /** Throws MODEL_BUSY where a job works with the model. */
  refuse(id: string): void {
    if (this.#count(id) === 0) return
    throw new LaminaError('MODEL_BUSY', `Model ${id} is in use.`, 'Wait for the job to end, or cancel it.')
  }

  #count(id: string): number {
    return this.#counts.get(id) ?? 0
  }
}

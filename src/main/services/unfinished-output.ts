/** Folders and files that are being written, for a process that has to end before they are whole. */
import { rmSync } from 'node:fs'

export class UnfinishedOutput {
  readonly #paths = new Set<string>()

  /** Knows of the path while the work goes on. */
  async during<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
    this.#paths.add(path)
    try {
      return await work()
    } finally {
      this.#paths.delete(path)
    }
  }

  /** Removes all of it, at once and as far as it goes: the process is about to end. */
  removeNow(): void {
    for (const path of this.#paths) {
      try {
        rmSync(path, { recursive: true, force: true })
      } catch {
        // A hidden temporary folder stays; the output itself was not touched.
      }
    }
  }
}

/** How long jobs take on this machine, learned from those that were done. */
import { z } from 'zod'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import type { Workload } from '../workload.ts'

/** Key of a workload -> seconds a unit, beyond what every job takes. */
const timingsSchema = z.record(z.string(), z.number().positive())
type Timings = z.infer<typeof timingsSchema>

/** How much the newest job counts against those before it. */
const newestShare = 0.5

export class Estimates {
  readonly #file: string
  #known: Promise<Timings> | undefined

  constructor(file: string) {
    this.#file = file
  }

  async of({ key, units, roughSeconds, fixedSeconds }: Workload): Promise<{
    seconds: number
    basis: 'rough' | 'measured'
  }> {
    const known = (await this.#read())[key]
    return {
      seconds: fixedSeconds + (known ?? roughSeconds) * units,
      basis: known === undefined ? 'rough' : 'measured',
    }
  }

  /** Learns from a job; a failure to write is no reason to fail. */
  async learn({ key, units, fixedSeconds, leastUnits }: Workload, seconds: number): Promise<void> {
    if (units < leastUnits) return
    const timings = await this.#read()
    // What is left beyond the fixed part, but never nothing: the job did take its time.
    const measured = Math.max(seconds - fixedSeconds, seconds / 50) / units
    const before = timings[key] ?? measured
    const learned = { ...timings, [key]: before + (measured - before) * newestShare }
    this.#known = Promise.resolve(learned)
    await writeJsonFile(this.#file, learned).catch(() => {})
  }

  async #read(): Promise<Timings> {
    this.#known ??= readJsonFile(this.#file).then((value) => timingsSchema.safeParse(value).data ?? {})
    return this.#known
  }
}

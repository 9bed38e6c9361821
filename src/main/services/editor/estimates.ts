/** How long jobs take on this machine, learned from those that were done. */
import { z } from 'zod'
import { readJsonFile, writeJsonFile } from '../json-file.ts'

/** Engine -> seconds a megapixel, beyond what every job takes. */
const timingsSchema = z.record(z.string(), z.number().positive())
type Timings = z.infer<typeof timingsSchema>

/** Of a job whatever its size: loading models and finding text. */
const fixedSeconds = 4
/** Of an engine that was never run here. */
const roughSecondsPerMegapixel = 6
/** How much the newest job counts against those before it. */
const newestShare = 0.5
/** Loaded models and what an engine works in. */
const fixedMemory = 900e6
const memoryPerPixel = 90

export interface Estimate {
  seconds: number
  basis: 'rough' | 'measured'
  memory: number
  bytes: number
}

export class Estimates {
  readonly #file: string
  #known: Promise<Timings> | undefined

  constructor(file: string) {
    this.#file = file
  }

  async of(engine: string, pixels: number, layers: number | 'auto'): Promise<Estimate> {
    const known = (await this.#read())[engine]
    const perMegapixel = known ?? roughSecondsPerMegapixel
    // Layers are cropped to their boxes: together they take about twice the picture.
    const count = layers === 'auto' ? 2 : 1 + layers / 5
    return {
      seconds: fixedSeconds + (perMegapixel * pixels) / 1e6,
      basis: known === undefined ? 'rough' : 'measured',
      memory: fixedMemory + memoryPerPixel * pixels,
      bytes: Math.round(4 * pixels * count),
    }
  }

  /** Learns from a job; a failure to write is no reason to fail. */
  async learn(engine: string, pixels: number, seconds: number): Promise<void> {
    const megapixels = pixels / 1e6
    if (megapixels < 0.05) return
    const timings = await this.#read()
    const measured = Math.max(0.1, (seconds - fixedSeconds) / megapixels)
    const before = timings[engine] ?? measured
    const learned = { ...timings, [engine]: before + (measured - before) * newestShare }
    this.#known = Promise.resolve(learned)
    await writeJsonFile(this.#file, learned).catch(() => {})
  }

  async #read(): Promise<Timings> {
    this.#known ??= readJsonFile(this.#file).then((value) => timingsSchema.safeParse(value).data ?? {})
    return this.#known
  }
}

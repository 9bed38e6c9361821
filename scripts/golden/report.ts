/** Compares what was computed with the golden data and says so, a line a stage. */
import { join } from 'node:path'
import { readNpy } from './npy.ts'

/** Of stages in 32-bit floats, relative to the stage's largest value where that is over 1. */
const TOLERANCE = 1e-3
/** Of the final pictures: levels, and the share of bytes that may differ at all. */
const LEVELS = 2
const SHARE = 1e-3

export interface Values {
  dims: readonly number[]
  data: ArrayLike<number>
}

export interface GoldenFile {
  shape: number[]
  dtype: string
  desc: string
}

export type GoldenFiles = Readonly<Record<string, GoldenFile>>

export class Report {
  readonly #folder: string
  readonly #files: GoldenFiles
  readonly #bounded: boolean
  readonly #print: (line: string) => void
  readonly #seen = new Set<string>()
  failures = 0
  stages = 0

  /** `bounded`: what is over the tolerance is a failure. */
  constructor(folder: string, files: GoldenFiles, bounded: boolean, print: (line: string) => void) {
    this.#folder = folder
    this.#files = files
    this.#bounded = bounded
    this.#print = print
  }

  /** Compares with the file `name`.npy, if there is one. */
  async compare(name: string, value: Values): Promise<void> {
    const file = `${name}.npy`
    if (!(file in this.#files)) return
    this.#seen.add(file)
    const golden = await readNpy(join(this.#folder, file))
    const shape = `[${golden.dims.join(', ')}]`
    if (golden.data.length !== value.data.length) {
      return this.#line(name, shape, `has the shape [${value.dims.join(', ')}]`, false)
    }
    const { largest, scale, differing, squares } = difference(golden.data, value.data)
    if (name.endsWith('layers_rgba')) {
      const share = differing / golden.data.length
      const detail = `max ${largest} levels, ${differing} of ${golden.data.length} bytes differ`
      return this.#line(name, shape, detail, largest <= LEVELS && share <= SHARE)
    }
    if (golden.type !== 'float32') {
      return this.#line(name, shape, `max abs ${largest}, ${differing} differ`, differing === 0)
    }
    const relative = this.#bounded ? '' : `, relative rms ${squares.toFixed(4)}`
    const good = largest <= TOLERANCE * Math.max(1, scale)
    this.#line(name, shape, `max abs ${largest.toExponential(2)} of ${scale.toPrecision(3)}${relative}`, good)
  }

  /** Something that is right or wrong. */
  check(name: string, detail: string, good: boolean): void {
    this.#line(name, '', detail, good)
  }

  /** Golden files under `prefix` that nothing was compared with are failures, but for those that are inputs. */
  finish(prefix: string, inputs: readonly string[]): void {
    for (const file of Object.keys(this.#files)) {
      if (!file.startsWith(prefix) || this.#seen.has(file) || inputs.includes(file.slice(prefix.length))) continue
      this.#line(file, '', 'was not computed', false)
    }
  }

  #line(name: string, shape: string, detail: string, good: boolean): void {
    this.stages++
    if (!good && this.#bounded) this.failures++
    const verdict = good || !this.#bounded ? '' : '  OVER TOLERANCE'
    this.#print(`${name.padEnd(44)} ${shape.padEnd(22)} ${detail}${verdict}`)
  }
}

/** Largest difference; largest golden value; how many differ; root mean square of the difference over that of the golden. */
function difference(golden: ArrayLike<number>, value: ArrayLike<number>) {
  let largest = 0
  let scale = 0
  let differing = 0
  let errors = 0
  let values = 0
  for (let i = 0; i < golden.length; i++) {
    const apart = Math.abs(golden[i] - value[i])
    // NaN is the largest difference there is.
    if (!(apart <= largest)) largest = Number.isNaN(apart) ? Infinity : apart
    scale = Math.max(scale, Math.abs(golden[i]))
    if (apart !== 0) differing++
    errors += apart * apart
    values += golden[i] * golden[i]
  }
  return { largest, scale, differing, squares: values === 0 ? 0 : Math.sqrt(errors / values) }
}

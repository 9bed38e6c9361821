/** Noise levels of the steps (FlowMatchEulerDiscreteScheduler), and the times the transformer is told. */
import type { SchedulerConfig } from '../checkpoint/configs.ts'
import { TIME_FREQUENCIES } from '../graphs/transformer.ts'
import type { Floats } from './floats.ts'

/** Tokens of a picture of 256 x 256 pixels: there the shift is 1. */
const BASE_TOKENS = 256

export interface Schedule {
  /** One more than there are steps; the last one is 0. */
  sigmas: Float32Array
  /** In the scheduler's units. */
  timesteps: Float32Array
}

/** `tokens` of the condition: the more there are, the longer the steps stay at high noise. */
export function noiseSchedule(steps: number, tokens: number, config: SchedulerConfig): Schedule {
  const mu = Math.sqrt(tokens / BASE_TOKENS)
  const even = Array.from({ length: steps }, (_, i) => Math.fround(1 + i * (-1 / steps)))
  const shifted = Float32Array.from(even, (sigma) => shift(sigma, mu, config))
  const sigmas = config.terminal === null ? shifted : stretch(shifted, config.terminal)
  return {
    sigmas: Float32Array.of(...sigmas, 0),
    timesteps: sigmas.map((sigma) => sigma * config.trainingSteps),
  }
}

function shift(sigma: number, mu: number, { dynamicShift, shift: factor }: SchedulerConfig): number {
  if (dynamicShift === null) {
    const below = Math.fround(1 + Math.fround((factor - 1) * sigma))
    return Math.fround(factor * sigma) / below
  }
  const weight = Math.fround(dynamicShift === 'exponential' ? Math.exp(mu) : mu)
  const odds = Math.fround(Math.fround(1 / sigma) - 1)
  return weight / Math.fround(weight + odds)
}

/** Stretches the levels from 1 down so that the last one is `terminal`. */
function stretch(sigmas: Float32Array, terminal: number): Float32Array {
  const factor = Math.fround(Math.fround(1 - sigmas[sigmas.length - 1]) / Math.fround(1 - terminal))
  if (factor === 0) return sigmas
  return sigmas.map((sigma) => 1 - Math.fround(Math.fround(1 - sigma) / factor))
}

/** What the transformer is told of a step: its time in 0..1. */
export function modelTime(timestep: number): number {
  return Math.fround(timestep / 1000)
}

/** Cosines, then sines of the times: [N, 1, 256]. */
export function timeSinusoid(times: readonly number[]): Floats {
  const half = TIME_FREQUENCIES / 2
  const data = new Float32Array(times.length * TIME_FREQUENCIES)
  times.forEach((time, n) => {
    for (let i = 0; i < half; i++) {
      const exponent = Math.fround(Math.fround(-Math.log(10000) * i) / half)
      const angle = Math.fround(1000 * Math.fround(time * Math.fround(Math.exp(exponent))))
      data[n * TIME_FREQUENCIES + i] = Math.cos(angle)
      data[n * TIME_FREQUENCIES + half + i] = Math.sin(angle)
    }
  })
  return { dims: [times.length, 1, TIME_FREQUENCIES], data }
}

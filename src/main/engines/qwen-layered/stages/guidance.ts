/** Two predictions to one (classifier-free guidance), and a step along it. */

export interface Guidance {
  scale: number
  /** Keep each token's length as it was with the prompt. */
  normalise: boolean
}

/** negative + scale · (positive − negative), token by token of `width` values. */
export function guided(
  positive: Float32Array,
  negative: Float32Array,
  width: number,
  { scale, normalise }: Guidance,
): Float32Array {
  const combined = positive.map((value, i) => {
    return negative[i] + Math.fround(scale * Math.fround(value - negative[i]))
  })
  if (!normalise) return combined
  for (let from = 0; from < combined.length; from += width) {
    const factor = length(positive, from, width) / length(combined, from, width)
    for (let i = from; i < from + width; i++) combined[i] *= factor
  }
  return combined
}

function length(values: Float32Array, from: number, width: number): number {
  let sum = 0
  for (let i = from; i < from + width; i++) sum += values[i] * values[i]
  return Math.sqrt(sum)
}

/** Euler: x + (σ' − σ) · v. */
export function eulerStep(latents: Float32Array, velocity: Float32Array, sigma: number, next: number): Float32Array {
  const change = Math.fround(next - sigma)
  return latents.map((value, i) => value + Math.fround(change * velocity[i]))
}

/** Gaussian noise from a seed: the same on every machine, up to the last bits of logarithm and cosine. */
import type { Floats } from './floats.ts'

/** Latents [frames, z, h, w] of standard normal noise (sfc32, Box and Muller). */
export function seededNoise(seed: number, dims: readonly number[]): Floats {
  const data = new Float32Array(dims.reduce((product, dim) => product * dim, 1))
  const next = randomNumbers(seed)
  for (let i = 0; i < data.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - next()))
    const angle = 2 * Math.PI * next()
    data[i] = radius * Math.cos(angle)
    if (i + 1 < data.length) data[i + 1] = radius * Math.sin(angle)
  }
  return { dims, data }
}

/** Numbers 0 ≤ x < 1 (Doty-Humphrey's small fast counting generator). */
function randomNumbers(seed: number): () => number {
  let a = seed | 0
  let b = Math.floor(seed / 2 ** 32) | 0
  let c = 0x9e3779b9
  let counter = 1
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

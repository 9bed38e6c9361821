/** Tensors of 32-bit floats on their way between stages. */
import type { Tensor } from '../../../onnx/sessions.ts'

export interface Floats {
  dims: readonly number[]
  data: Float32Array
}

/** Round to the nearest whole number, ties to even, as numpy and Python do. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const fraction = value - floor
  if (fraction !== 0.5) return Math.round(value)
  return floor % 2 === 0 ? floor : floor + 1
}

/** For a run, which takes the buffer: a copy. */
export function tensorOf({ dims, data }: Floats): Tensor {
  return { type: 'float32', dims, data: data.slice() }
}

/** For a run that may take the buffer itself. */
export function handOver({ dims, data }: Floats): Tensor {
  return { type: 'float32', dims, data }
}

export function floatsOf({ dims, data }: Tensor): Floats {
  return { dims, data: data as Float32Array }
}

/** The values of a checkpoint's tensor as 32-bit floats. */
import { LaminaError } from '../../../../shared/contract/errors.ts'
import type { SourceType } from '../checkpoint/source.ts'
import { dequantise } from './dequantise.ts'
import { fromFloat16 } from './float16.ts'

/**
 * Decodes whole values, or blocks of them. The bytes begin at a multiple of 4 in their buffer; 32-bit floats stay in it. Throws
 * MODEL_DAMAGED for NaN or infinity; `what` says where it was found.
 */
export function decodeValues(bytes: Uint8Array, type: SourceType, what: string): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes
  if (type !== 'F32' && type !== 'F16' && type !== 'BF16') {
    const values = dequantise(bytes, type)
    if (!values.every(Number.isFinite)) throw notFinite(what)
    return values
  }
  if (type === 'F32') {
    const bits = new Uint32Array(buffer, byteOffset, byteLength / 4)
    for (let i = 0; i < bits.length; i++) if ((bits[i] & 0x7f800000) === 0x7f800000) throw notFinite(what)
    return new Float32Array(buffer, byteOffset, byteLength / 4)
  }
  const halves = new Uint16Array(buffer, byteOffset, byteLength / 2)
  if (type === 'F16') {
    const values = new Float32Array(halves.length)
    for (let i = 0; i < halves.length; i++) {
      if ((halves[i] & 0x7c00) === 0x7c00) throw notFinite(what)
      values[i] = fromFloat16(halves[i])
    }
    return values
  }
  const bits = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]
    if ((half & 0x7f80) === 0x7f80) throw notFinite(what)
    bits[i] = half << 16
  }
  return new Float32Array(bits.buffer)
}

function notFinite(what: string): LaminaError {
  const hint = 'The weights are damaged: download the checkpoint again.'
  return new LaminaError('MODEL_DAMAGED', `${what} has values that are not numbers (NaN or infinity).`, hint)
}

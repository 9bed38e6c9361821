/** Masks by rule. */
import type { Mask } from '../../../imaging/pixels.ts'

/** The pixels (by index, row by row) for which the rule holds. */
export function maskWhere(size: { width: number; height: number }, holds: (index: number) => boolean): Mask {
  const data = new Uint8Array(size.width * size.height)
  for (let i = 0; i < data.length; i++) if (holds(i)) data[i] = 1
  return { width: size.width, height: size.height, data }
}

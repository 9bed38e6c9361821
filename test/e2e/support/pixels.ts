/** Pictures compared byte by byte. */
import type { Rgba8 } from '../../../src/main/imaging/pixels.ts'

/** How many pixels differ; all of them where the sizes do. */
export function differing(one: Rgba8, other: Rgba8): number {
  if (one.width !== other.width || one.height !== other.height) return one.width * one.height
  let count = 0
  for (let i = 0; i < one.data.length; i += 4) {
    const same = [0, 1, 2, 3].every((channel) => one.data[i + channel] === other.data[i + channel])
    if (!same) count++
  }
  return count
}

/** Whether the bytes are the same, whatever kind of array holds them. */
export function sameBytes(one: Uint8Array | null | undefined, other: Uint8Array | null | undefined): boolean {
  return !!one && !!other && Buffer.compare(one, other) === 0
}

/** How much room packed weights take. */
import { statfs } from 'node:fs/promises'
import { LaminaError } from '../../../../shared/contract/errors.ts'
import type { Part } from '../graphs/parts.ts'
import type { Precision } from './manifest.ts'
import { BLOCK } from './quantise.ts'

/** Bytes of all packed weights, within a few percent; loaded, scales take 4 bytes. */
export function packedBytes(parts: readonly Part[], precision: Precision, scaleBytes: 2 | 4 = 2): number {
  const scale = scaleBytes / BLOCK
  const perWeight = { float32: 4, float16: 2, int8: 1 + scale, int4: 0.5 + scale + 0.5 / BLOCK }[precision]
  const float = precision === 'float32' ? 4 : 2
  const ofNeed = ({ dims, use, precise }: Part['needs'][number]) => {
    const count = dims.reduce((all, dim) => all * dim, 1)
    if (use === 'plain' || use === 'kernel') return count * 4
    return count * (precise ? float : perWeight)
  }
  return parts.flatMap(({ needs }) => needs.map(ofNeed)).reduce((sum, bytes) => sum + bytes, 0)
}

/** Throws DISK_FULL when what will be written does not fit. */
export async function checkSpace(folder: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize >= needed) return
  const gib = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`
  const message = `Packing needs ${gib(needed)} in ${folder}, and ${gib(bavail * bsize)} are free.`
  throw new LaminaError('DISK_FULL', message, 'Free space, choose another folder, or pack with fewer bits.')
}

/** Is there room for it: asked before anything is fetched. */
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LaminaError } from '../../../shared/contract/errors.ts'

/** Stays free, so that the machine goes on working. */
const RESERVE = 256e6

/** Bytes that are free on the disk of a folder, which need not be there yet; null where nobody can say. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    const parent = dirname(folder)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) return null
    return freeBytes(parent)
  }
}

/** Throws DISK_FULL. */
export function checkSpace(needed: number, free: number | null, folder: string): void {
  if (free === null || needed === 0 || needed + RESERVE <= free) return
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
  const message = `The disk of ${folder} has ${gigabytes(free)} free; ${gigabytes(needed + RESERVE)} are needed.`
  throw new LaminaError('DISK_FULL', message, 'Free space, or move the models to another disk in Preferences, Models.')
}

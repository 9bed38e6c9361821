/** Files that are on this machine already, brought into a model's folder, checked on the way. */
import { createReadStream } from 'node:fs'
import { link, mkdir, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hashFile } from '../files/hash-file.ts'
import { Part, type Expectation } from './download/part.ts'

export interface CopyOptions {
  signal?: AbortSignal
  onBytes?: (count: number) => void
}

/**
 * Copies a file and gives its sha256; undefined, and nothing is left, where it is not what was expected. A copy that
 * was broken off is gone on with. Throws what the file system throws, and the signal's reason.
 */
export async function copyChecked(
  from: string,
  to: string,
  expected: Expectation,
  { signal, onBytes = () => {} }: CopyOptions = {},
): Promise<string | undefined> {
  const found = await stat(from)
  if (expected.size !== undefined && found.size !== expected.size) return undefined
  const part = await Part.open(to, `file:${from}`, expected, signal)
  let kept = true
  try {
    const validator = `${found.size}-${found.mtimeMs}`
    if (part.length > 0 && part.validator !== validator) await part.clear()
    await part.begin(validator)
    onBytes(part.length)
    for await (const chunk of createReadStream(from, { start: part.length, highWaterMark: 1 << 20 })) {
      signal?.throwIfAborted()
      await part.append(chunk as Buffer)
      onBytes((chunk as Buffer).length)
    }
    const { good, sha256 } = part.check()
    if (good) {
      await part.publish()
      return sha256
    }
    kept = false
    onBytes(-part.length)
    return undefined
  } finally {
    if (kept) await part.close()
    else await part.remove()
  }
}

/**
 * The same without a second copy on the disk, where the file system allows it: for files that nobody changes, such as
 * the blobs of a cache.
 */
export async function linkChecked(
  from: string,
  to: string,
  expected: Expectation & { sha256: string },
  options: CopyOptions = {},
): Promise<string | undefined> {
  if (expected.size !== undefined && (await stat(from)).size !== expected.size) return undefined
  if ((await hashFile(from, { signal: options.signal })) !== expected.sha256) return undefined
  await mkdir(dirname(to), { recursive: true })
  await rm(to, { force: true })
  try {
    await link(from, to)
  } catch {
    return copyChecked(from, to, expected, options) // Another disk, or a file system without links.
  }
  options.onBytes?.((await stat(to)).size)
  return expected.sha256
}

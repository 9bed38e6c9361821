/** What a file's content is called. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

export interface HashOptions {
  signal?: AbortSignal
  /** Bytes that were read since the last call. */
  onBytes?: (count: number) => void
}

/** sha256 of a file, hexadecimal. Throws what the file system throws, and the signal's reason. */
export async function hashFile(path: string, { signal, onBytes }: HashOptions = {}): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    signal?.throwIfAborted()
    hash.update(chunk as Buffer)
    onBytes?.((chunk as Buffer).length)
  }
  return hash.digest('hex')
}

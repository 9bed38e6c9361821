/** Names for files that are not whole yet. */
import { randomBytes } from 'node:crypto'

/** A hidden name that no other writer uses, for the same folder, so that renaming never copies. */
export function temporaryName(name: string): string {
  // Names of 255 bytes are the limit of most file systems; the random part tells the files apart.
  return `.${name.slice(0, 40)}.${randomBytes(6).toString('hex')}.tmp`
}

/** Checks model files against the catalogue; a file is hashed once per state, by size and time of change. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hashFile, type HashOptions } from '../files/hash-file.ts'
import { writeFileAtomic } from '../files/write-file.ts'
import type { CatalogueFile } from './catalogue.ts'

/** What a file was found to be. */
export type FileState = 'good' | 'missing' | 'damaged'

/** Sidecar in a model's folder: file name -> the state that was hashed. */
export const VERIFIED = 'verified.json'

const recordSchema = z.record(
  z.string(),
  z.strictObject({ size: z.number(), modified: z.number(), sha256: z.string() }),
)
type VerifiedRecord = z.infer<typeof recordSchema>

async function readRecord(folder: string): Promise<VerifiedRecord> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(folder, VERIFIED), 'utf8')))
  } catch {
    return {} // Not there or not ours: hash again.
  }
}

/** The record saves time only: a folder that cannot be written to is hashed at each start. */
async function writeRecord(folder: string, record: VerifiedRecord): Promise<void> {
  await writeFileAtomic(join(folder, VERIFIED), [Buffer.from(JSON.stringify(record, null, 2))]).catch(() => {})
}

export interface CheckOptions extends HashOptions {
  /** Distrusts the record. */
  rehash?: boolean
}

/** State of each file of a model. Throws the signal's reason. */
export async function checkFiles(
  folder: string,
  files: readonly CatalogueFile[],
  { rehash = false, ...hashing }: CheckOptions = {},
): Promise<Map<string, FileState>> {
  const record = rehash ? {} : await readRecord(folder)
  const states = new Map<string, FileState>()
  let changed = false
  for (const file of files) {
    const path = join(folder, file.name)
    const found = await stat(path).catch(() => undefined)
    if (!found?.isFile()) {
      states.set(file.name, 'missing')
      continue
    }
    const known = record[file.name]
    if (known?.size !== found.size || known.modified !== found.mtimeMs) {
      const sha256 = found.size === file.size ? await hashFile(path, hashing) : ''
      record[file.name] = { size: found.size, modified: found.mtimeMs, sha256 }
      changed = true
    }
    states.set(file.name, record[file.name].sha256 === file.sha256 ? 'good' : 'damaged')
  }
  if (changed) await writeRecord(folder, record)
  return states
}

/** Notes the hash of a file that was hashed while it came, so that it is not read again. */
export async function noteVerified(folder: string, name: string, sha256: string): Promise<void> {
  const { size, mtimeMs } = await stat(join(folder, name))
  const record = await readRecord(folder)
  record[name] = { size, modified: mtimeMs, sha256 }
  await writeRecord(folder, record)
}

/** Checks model files against the catalogue; a file is hashed once per state, by size and time of change. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { CatalogueFile } from './catalogue.ts'

/** What a file was found to be. */
export type FileState = 'good' | 'missing' | 'damaged'

/** Sidecar in a model's folder: file name -> the state that was hashed. */
const RECORD = 'verified.json'

const recordSchema = z.record(
  z.string(),
  z.strictObject({ size: z.number(), modified: z.number(), sha256: z.string() }),
)
type VerifiedRecord = z.infer<typeof recordSchema>

/** sha256 of a file, hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}

async function readRecord(folder: string): Promise<VerifiedRecord> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(join(folder, RECORD), 'utf8')))
  } catch {
    return {} // Not there or not ours: hash again.
  }
}

/** The record saves time only: a folder that cannot be written to is hashed at each start. */
async function writeRecord(folder: string, record: VerifiedRecord): Promise<void> {
  const temporary = join(folder, `.${RECORD}.${process.pid}`)
  try {
    await writeFile(temporary, JSON.stringify(record, null, 2))
    await rename(temporary, join(folder, RECORD))
  } catch {
    await rm(temporary, { force: true }).catch(() => {})
  }
}

/** State of each file of a model. `rehash` distrusts the record. */
export async function checkFiles(
  folder: string,
  files: readonly CatalogueFile[],
  rehash = false,
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
      const sha256 = found.size === file.size ? await hashFile(path) : ''
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

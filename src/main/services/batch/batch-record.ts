/** What batches did in a folder, so that the next one goes on where the last one ended. */
import { access } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { OutputFormatId } from '../../../shared/contract/limits.ts'
import type { JobOptions } from '../../../shared/contract/schemas.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'

/** Its name in the folder that is written to. */
export const batchRecordName = 'lamina-batch.json'

const entrySchema = z.object({
  /** File name of the picture, and the sha256 of its bytes. */
  name: z.string(),
  sha256: z.string(),
  /** Engine, its options and the formats, as one text. */
  settings: z.string(),
  layers: z.int().min(0),
  /** Relative to the folder, with forward slashes. */
  files: z.array(z.string()),
})
export type BatchEntry = z.infer<typeof entrySchema>
const recordSchema = z.object({ version: z.literal(1), pictures: z.array(entrySchema) })

/** The same text for the same settings, whatever order they were given in. */
export function settingsText(options: JobOptions, formats: readonly OutputFormatId[]): string {
  const given = Object.entries({ ...options, formats: [...formats].sort() }).filter(([, value]) => value !== undefined)
  return JSON.stringify(Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1))))
}

export class BatchRecord {
  readonly #folder: string
  readonly #entries: BatchEntry[]

  private constructor(folder: string, entries: BatchEntry[]) {
    this.#folder = folder
    this.#entries = entries
  }

  /** A record that is not there, or cannot be read, is empty: then all is done anew. */
  static async open(folder: string): Promise<BatchRecord> {
    const parsed = recordSchema.safeParse(await readJsonFile(path.join(folder, batchRecordName)))
    return new BatchRecord(folder, parsed.success ? parsed.data.pictures : [])
  }

  /** What was done of the picture with these settings, if all of it is still there. */
  async find(picture: Pick<BatchEntry, 'name' | 'sha256' | 'settings'>): Promise<BatchEntry | null> {
    const entry = this.#entries.find((candidate) => isSame(candidate, picture))
    if (!entry || !entry.files.every((file) => this.#isWithin(file))) return null
    try {
      await Promise.all(entry.files.map((file) => access(path.join(this.#folder, file))))
      return entry
    } catch {
      return null
    }
  }

  /** Throws as writeJsonFile. */
  async add(entry: BatchEntry): Promise<void> {
    const before = this.#entries.findIndex((candidate) => isSame(candidate, entry))
    if (before >= 0) this.#entries.splice(before, 1)
    this.#entries.push(entry)
    await writeJsonFile(path.join(this.#folder, batchRecordName), { version: 1, pictures: this.#entries })
  }

  /** The record is a file like any other: somebody may have written anything into it. */
  #isWithin(file: string): boolean {
    return !path.isAbsolute(file) && !path.relative(this.#folder, path.join(this.#folder, file)).startsWith('..')
  }
}

type Key = Pick<BatchEntry, 'name' | 'sha256' | 'settings'>

function isSame(a: Key, b: Key): boolean {
  return a.name === b.name && a.sha256 === b.sha256 && a.settings === b.settings
}

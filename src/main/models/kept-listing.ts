/** The files of a model as they were when it came: for models whose files only a hub knows. */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeFileAtomic } from '../files/write-file.ts'
import { fileNameSchema, type CatalogueFile, type CatalogueModel } from './catalogue.ts'
import { VERIFIED } from './verification.ts'

const LISTING = 'files.json'

/** Whether a file in a model's folder is about the model and none of its own. */
export function isRecord(name: string): boolean {
  return name === LISTING || name === VERIFIED || name.startsWith('.') || name.endsWith('.part.json')
}

const listingSchema = z.strictObject({
  /** Whose word the hashes are: the hub's, or that of the files that were imported. */
  origin: z.enum(['hub', 'import']),
  source: z.string(),
  files: z.array(
    z.strictObject({ name: fileNameSchema, size: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
})
export type KeptListing = z.infer<typeof listingSchema>

/** undefined where the model never came, or not wholly. */
export async function readListing(folder: string): Promise<KeptListing | undefined> {
  try {
    return listingSchema.parse(JSON.parse(await readFile(join(folder, LISTING), 'utf8')))
  } catch {
    return undefined
  }
}

export async function writeListing(folder: string, listing: KeptListing): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFileAtomic(join(folder, LISTING), [Buffer.from(`${JSON.stringify(listing, null, 2)}\n`)])
}

/** What a model's files must be, and who says so; undefined where that is not known yet. */
export async function knownFiles(
  model: CatalogueModel,
  folder: string,
): Promise<{ files: readonly CatalogueFile[]; origin: 'catalogue' | KeptListing['origin'] } | undefined> {
  if (model.files.length > 0) return { files: model.files, origin: 'catalogue' }
  return readListing(folder)
}

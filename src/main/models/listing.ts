/** A model of the catalogue as it is on this machine. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describeSource, type CatalogueModel } from './catalogue.ts'
import { PACKED } from './folder.ts'
import { isRecord, type KeptListing, type knownFiles } from './kept-listing.ts'
import type { FileState } from './verification.ts'

/** A model as `lamina models` shows it. */
export interface ModelListing {
  id: string
  title: string
  purpose: string
  embedded: boolean
  /** All files are there. */
  present: boolean
  /** All files are what the catalogue says, by sha256. */
  verified: boolean
  /** Bytes of all files; an estimate where the files are not known yet. */
  size: number
  /** Bytes that are here of a model that is not wholly here. */
  begun: number
  /** Whose word the hashes are; null where nobody was asked yet. */
  hashes: 'catalogue' | KeptListing['origin'] | null
  licence: CatalogueModel['licence']
  link: string
  /** Where it comes from: package and version. */
  source: string
  /** Of the graph, hexadecimal; '' where there is none. */
  sha256: string
  /** What it needs to run. */
  needs: CatalogueModel['needs']
  /** Where its files are. */
  folder: string
}

/** Bytes of all files, as far as they are known. */
export function sizeOf({ files, source }: CatalogueModel): number {
  if (files.length > 0) return files.reduce((sum, { size }) => sum + size, 0)
  return (source.kind === 'hub' && source.estimatedBytes) || 0
}

export function graphHash(model: CatalogueModel): string {
  return model.files.find(({ name }) => name === model.graph)?.sha256 ?? ''
}

export async function listModel(
  model: CatalogueModel,
  folder: string,
  known: Awaited<ReturnType<typeof knownFiles>>,
  states: readonly FileState[],
): Promise<ModelListing> {
  const { id, title, purpose, embedded, licence, link, source, needs } = model
  const present = known !== undefined && states.every((state) => state !== 'missing')
  return {
    id,
    title,
    purpose,
    embedded,
    present,
    verified: known !== undefined && states.every((state) => state === 'good'),
    size: known ? known.files.reduce((sum, { size }) => sum + size, 0) : sizeOf(model),
    begun: present ? 0 : await bytesIn(folder),
    hashes: known?.origin ?? null,
    licence,
    link,
    source: describeSource(source),
    sha256: graphHash(model),
    needs,
    folder,
  }
}

/** Of the model's files, whole or not; what was made of them and what is noted about them does not count. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const packed = join(folder, PACKED)
  const files = entries
    .filter((entry) => entry.isFile() && !isRecord(entry.name) && !entry.parentPath.startsWith(packed))
    .map((entry) => join(entry.parentPath, entry.name))
  const sizes = await Promise.all(files.map(async (file) => (await stat(file).catch(() => undefined))?.size ?? 0))
  return sizes.reduce((sum, size) => sum + size, 0)
}

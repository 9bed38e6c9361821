/** Brings a model from files that a person has: a folder, a cache of the hub, single files. No network. */
import { opendir, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { LaminaError } from '../../shared/contract/errors.ts'
import { fileNameSchema, type CatalogueFile, type CatalogueModel, type HubSource } from './catalogue.ts'
import { copyChecked } from './copy-file.ts'
import { checkSpace } from './download/disk-space.ts'
import type { FetchContext } from './fetch-model.ts'
import { knownFiles, writeListing } from './kept-listing.ts'
import { checkFiles, noteVerified } from './verification.ts'

export interface ImportOptions {
  signal?: AbortSignal
  onProgress?: (progress: { bytes: number; total: number }) => void
}

interface FoundFile {
  path: string
  /** Below the folder that was given, with /; the bare name of a file that was given. */
  name: string
  size: number
}

/** A folder with more files than this is not a model. */
const MOST_FILES = 20_000

/**
 * Copies the model's files from `paths` (files, or folders that are searched) into its folder, each checked by its
 * sha256. Where nobody said yet what the hashes are, those of the files are kept, and the model's entry says so.
 * Throws FILE_NOT_FOUND, MODEL_MISSING (with what is lacking), MODEL_DAMAGED, DISK_FULL and the signal's reason.
 */
export async function importModel(
  model: CatalogueModel,
  folder: string,
  paths: readonly string[],
  options: ImportOptions,
  context: Pick<FetchContext, 'freeBytes'>,
): Promise<void> {
  const found = (await Promise.all(paths.map(filesAt))).flat()
  const known = await knownFiles(model, folder)
  if (known) return importKnown(model, folder, known.files, found, options, context)
  if (model.source.kind === 'hub') return importUnknown(model, model.source, folder, found, options, context)
}

async function importKnown(
  model: CatalogueModel,
  folder: string,
  files: readonly CatalogueFile[],
  found: readonly FoundFile[],
  options: ImportOptions,
  context: Pick<FetchContext, 'freeBytes'>,
): Promise<void> {
  const states = await checkFiles(folder, files)
  const absent = files.filter(({ name }) => states.get(name) !== 'good')
  const copying = await begin(absent, folder, options, context)
  const missing: string[] = []
  const wrong: string[] = []
  for (const file of absent) {
    const candidates = candidatesFor(model, file, found)
    const sha256 = await copyFirst(candidates, join(folder, file.name), file, copying)
    if (sha256 !== undefined) await noteVerified(folder, file.name, sha256)
    else if (candidates.length > 0) wrong.push(candidates[0].path)
    else missing.push(file.name)
  }
  if (wrong.length > 0) {
    const message = `${wrong.join(', ')}: not what model ${model.id} needs (size or sha256).`
    throw new LaminaError(
      'MODEL_DAMAGED',
      message,
      `It is another version, or damaged: fetch it again from ${model.link}.`,
    )
  }
  if (missing.length > 0) {
    const hint = `The files are at ${model.link}; what was there is imported.`
    throw new LaminaError('MODEL_MISSING', `Model ${model.id} lacks ${missing.join(', ')}.`, hint)
  }
}

/** The files that have the name, or else the size, of the wanted one: the likeliest first. */
function candidatesFor(model: CatalogueModel, file: CatalogueFile, found: readonly FoundFile[]): FoundFile[] {
  const names = [file.name]
  if (model.source.kind === 'hub') names.push(model.source.files?.[file.name] ?? file.name)
  const likeness = ({ name, size }: FoundFile) => {
    if (names.includes(name)) return 3
    if (names.some((wanted) => name.endsWith(`/${wanted}`) || basename(wanted) === basename(name))) return 2
    return size === file.size ? 1 : 0
  }
  return found
    .map((each) => ({ each, rank: likeness(each) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ each }) => each)
}

async function copyFirst(
  candidates: readonly FoundFile[],
  to: string,
  { size, sha256 }: CatalogueFile,
  copying: { signal?: AbortSignal; onBytes: (count: number) => void },
): Promise<string | undefined> {
  for (const { path } of candidates) {
    const copied = await copyChecked(path, to, { size, sha256 }, copying)
    if (copied !== undefined) return copied
  }
  return undefined
}

/** A checkpoint whose files nobody named: those of its layout, from the folder that has it. */
async function importUnknown(
  model: CatalogueModel,
  { include = [] }: HubSource,
  folder: string,
  found: readonly FoundFile[],
  options: ImportOptions,
  context: Pick<FetchContext, 'freeBytes'>,
): Promise<void> {
  const index = include.find((wanted) => !wanted.endsWith('/'))
  const top = found.find(({ name }) => basename(name) === index)
  if (index === undefined || top === undefined) {
    const hint = `Give the folder that holds it, as it is at ${model.link}.`
    throw new LaminaError('MODEL_MISSING', `There is no ${index ?? 'model'} of model ${model.id}.`, hint)
  }
  const prefix = top.name.slice(0, -index.length)
  const wanted = found
    .filter(({ name }) => name.startsWith(prefix))
    .map((each) => ({ ...each, name: each.name.slice(prefix.length) }))
    .filter(({ name }) => include.some((each) => (each.endsWith('/') ? name.startsWith(each) : name === each)))
    .filter(({ name }) => fileNameSchema.safeParse(name).success)
  const lacking = include.filter((each) => !wanted.some(({ name }) => name === each || name.startsWith(each)))
  if (lacking.length > 0) {
    const message = `Model ${model.id} lacks ${lacking.join(', ')} beside ${top.path}.`
    throw new LaminaError('MODEL_MISSING', message, `The files are at ${model.link}.`)
  }
  const copying = await begin(wanted, folder, options, context)
  const files: CatalogueFile[] = []
  for (const { path, name, size } of wanted) {
    const sha256 = await copyChecked(path, join(folder, name), { size }, copying)
    if (sha256 === undefined) throw new LaminaError('FILE_CHANGED', `${path} changed while it was read.`, 'Try again.')
    await noteVerified(folder, name, sha256)
    files.push({ name, size, sha256 })
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1))
  await writeListing(folder, { origin: 'import', source: top.path.slice(0, -index.length), files })
}

async function begin(
  files: readonly { size: number }[],
  folder: string,
  { signal, onProgress = () => {} }: ImportOptions,
  context: Pick<FetchContext, 'freeBytes'>,
): Promise<{ signal?: AbortSignal; onBytes: (count: number) => void }> {
  const total = files.reduce((all, { size }) => all + size, 0)
  checkSpace(total, await context.freeBytes(folder), folder)
  let bytes = 0
  const onBytes = (count: number) => {
    bytes += count
    onProgress({ bytes, total })
  }
  return { signal, onBytes }
}

/** The file, or the files below the folder; links are followed, as the hub's cache is made of them. */
async function filesAt(path: string): Promise<FoundFile[]> {
  const top = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const code = error.code === 'EACCES' || error.code === 'EPERM' ? 'FILE_NO_PERMISSION' : 'FILE_NOT_FOUND'
    throw new LaminaError(code, `${path} cannot be read.`, 'Give the folder or the files of the model.', {
      cause: error,
    })
  })
  if (top.isFile()) return [{ path, name: basename(path), size: top.size }]
  const found: FoundFile[] = []
  for await (const entry of await opendir(path, { recursive: true })) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) continue
    const { size, isFile } = await stat(file).then(
      (stats) => ({ size: stats.size, isFile: stats.isFile() }),
      () => ({ size: 0, isFile: false }), // A link to nowhere.
    )
    if (isFile) found.push({ path: file, name: relative(path, file).split(sep).join('/'), size })
    if (found.length > MOST_FILES) {
      throw new LaminaError(
        'USAGE',
        `${path} has more than ${MOST_FILES} files.`,
        'Give the folder of the model alone.',
      )
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

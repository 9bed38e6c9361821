/** Takes the models to another folder, on another disk if need be. */
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import type { CatalogueModel } from './catalogue.ts'
import { checkSpace } from './download/disk-space.ts'
import type { FetchContext } from './fetch-model.ts'
import { knownFiles } from './kept-listing.ts'
import { withLock } from './lock.ts'
import { checkFiles } from './verification.ts'

/**
 * Moves what is there of the models from one folder to another. A copy on another disk is read again and checked before
 * the original is deleted, so a failure leaves each model whole in one of the two. Throws OUTPUT_NOT_WRITABLE, DISK_FULL,
 * MODEL_DAMAGED, MODEL_BUSY, CANCELLED, and what the file system throws.
 */
export async function moveModels(
  models: readonly CatalogueModel[],
  from: string,
  to: string,
  context: Pick<FetchContext, 'freeBytes'>,
  signal?: AbortSignal,
): Promise<void> {
  if (`${resolve(to)}${sep}`.startsWith(`${resolve(from)}${sep}`)) {
    throw new LaminaError('OUTPUT_NOT_WRITABLE', `${to} is in the folder of the models.`, 'Name another folder.')
  }
  await mkdir(to, { recursive: true })
  for (const model of models) {
    throwIfCancelled(signal)
    const origin = join(from, model.id)
    const target = join(to, model.id)
    if (!(await isThere(origin))) continue
    if (await isThere(target)) {
      throw new LaminaError('OUTPUT_NOT_WRITABLE', `${target} is there already.`, 'Name an empty folder.')
    }
    await withLock(origin, model.id, async () => {
      try {
        await rename(origin, target)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
        await copyChecked(model, origin, target, context)
      }
    })
    // The lock came along.
    await rm(join(target, '.lock'), { force: true })
  }
}

async function copyChecked(
  model: CatalogueModel,
  origin: string,
  target: string,
  context: Pick<FetchContext, 'freeBytes'>,
): Promise<void> {
  const sizes = await Promise.all(
    (await readdir(origin, { recursive: true })).map(async (name) => (await stat(join(origin, name))).size),
  )
  const needed = sizes.reduce((sum, size) => sum + size, 0)
  checkSpace(needed, await context.freeBytes(target), target)
  try {
    await cp(origin, target, { recursive: true, preserveTimestamps: true })
    const known = await knownFiles(model, target)
    const before = known && (await checkFiles(origin, known.files))
    const after = known && (await checkFiles(target, known.files, true))
    for (const [name, state] of after ?? []) {
      if (state === before?.get(name)) continue
      throw new LaminaError('MODEL_DAMAGED', `${join(target, name)} is not what was copied.`, 'Check the disk.')
    }
  } catch (error) {
    await rm(target, { recursive: true, force: true })
    throw error
  }
  await rm(origin, { recursive: true, force: true })
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

/** Takes the models to another folder, on another disk if need be. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { LaminaError, throwIfCancelled } from '../../shared/contract/errors.ts'
import { hashFile } from '../files/hash-file.ts'
import { copyChecked } from './copy-file.ts'
import { checkSpace } from './download/disk-space.ts'
import type { FetchContext } from './fetch-model.ts'
import { LOCK, withLock } from './lock.ts'
import { noteVerified, VERIFIED } from './verification.ts'

export interface MoveOptions {
  signal?: AbortSignal
  /** Only where bytes have to be copied; `total` is of copying and of reading the copies again. */
  onProgress?: (progress: { bytes: number; total: number }) => void
  /** The call that moves a folder, so that a test can make it fail. */
  rename?: typeof rename
}

/** A model that has been taken along, or copied. */
interface Moved {
  /** Back as it was. */
  undo(): Promise<void>
  /** Lets go of the original, once all are there. */
  finish(): Promise<void>
}

/**
 * Moves what is there of the models `ids` from one folder to another. A copy on another disk is read again and compared;
 * the originals go when all models are there, so a failure leaves everything where it was. Throws OUTPUT_NOT_WRITABLE,
 * DISK_FULL, MODEL_DAMAGED, MODEL_BUSY, CANCELLED, and what the file system throws.
 */
export async function moveModels(
  ids: readonly string[],
  from: string,
  to: string,
  context: Pick<FetchContext, 'freeBytes'>,
  options: MoveOptions = {},
): Promise<void> {
  if (`${resolve(to)}${sep}`.startsWith(`${resolve(from)}${sep}`)) {
    throw new LaminaError('OUTPUT_NOT_WRITABLE', `${to} is in the folder of the models.`, 'Name another folder.')
  }
  await mkdir(to, { recursive: true })
  const present: string[] = []
  for (const id of ids) if (await isThere(join(from, id))) present.push(id)
  for (const id of present) {
    if (!(await isThere(join(to, id)))) continue
    throw new LaminaError('OUTPUT_NOT_WRITABLE', `${join(to, id)} is there already.`, 'Name an empty folder.')
  }
  await withLocks(present, from, () => moveAll(present, from, to, context, options))
}

async function withLocks(ids: readonly string[], from: string, work: () => Promise<void>): Promise<void> {
  const [first, ...rest] = ids
  if (first === undefined) return work()
  await withLock(join(from, first), first, () => withLocks(rest, from, work))
}

async function moveAll(
  ids: readonly string[],
  from: string,
  to: string,
  context: Pick<FetchContext, 'freeBytes'>,
  options: MoveOptions,
): Promise<void> {
  const moved: Moved[] = []
  try {
    if (!(await renameAll(ids, from, to, options.rename ?? rename, moved))) {
      moved.push(...(await copied(ids, from, to, context, options)))
    }
  } catch (error) {
    for (const each of moved.reverse()) await each.undo()
    throw error
  }
  for (const each of moved) await each.finish()
}

/** False, and nothing is done, where the folders are on different disks. */
async function renameAll(
  ids: readonly string[],
  from: string,
  to: string,
  move: typeof rename,
  moved: Moved[],
): Promise<boolean> {
  for (const id of ids) {
    const [origin, target] = [join(from, id), join(to, id)]
    try {
      await move(origin, target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EXDEV' && moved.length === 0) return false
      throw error
    }
    // The lock came along.
    const finish = () => rm(join(target, LOCK), { force: true })
    moved.push({ undo: () => move(target, origin), finish })
  }
  return true
}

async function copied(
  ids: readonly string[],
  from: string,
  to: string,
  context: Pick<FetchContext, 'freeBytes'>,
  { signal, onProgress = () => {} }: MoveOptions,
): Promise<Moved[]> {
  const files = (await Promise.all(ids.map((id) => filesOf(from, id)))).flat()
  const needed = files.reduce((sum, { size }) => sum + size, 0)
  checkSpace(needed, await context.freeBytes(to), to)
  let bytes = 0
  const onBytes = (count: number) => onProgress({ bytes: (bytes += count), total: 2 * needed })
  const targets = ids.map((id) => join(to, id))
  try {
    for (const { model, name, size } of files) {
      throwIfCancelled(signal)
      const target = join(to, model, name)
      await mkdir(dirname(target), { recursive: true })
      const sha256 = await copyChecked(join(from, model, name), target, { size }, { signal, onBytes })
      if (sha256 === undefined || (await hashFile(target, { signal, onBytes })) !== sha256) {
        throw new LaminaError('MODEL_DAMAGED', `${target} is not what was copied.`, 'Check the disk, and try again.')
      }
      await noteVerified(join(to, model), name, sha256)
    }
  } catch (error) {
    for (const target of targets) await rm(target, { recursive: true, force: true })
    throw error
  }
  return ids.map((id) => ({
    undo: () => rm(join(to, id), { recursive: true, force: true }),
    finish: () => rm(join(from, id), { recursive: true, force: true }),
  }))
}

/** All but the lock and the notes on what was verified, which are made anew. */
async function filesOf(from: string, model: string): Promise<{ model: string; name: string; size: number }[]> {
  const names = await readdir(join(from, model), { recursive: true })
  const found = await Promise.all(names.map(async (name) => ({ name, stats: await stat(join(from, model, name)) })))
  return found
    .filter(({ name, stats }) => stats.isFile() && name !== LOCK && name !== VERIFIED)
    .map(({ name, stats }) => ({ model, name: name.split(sep).join('/'), size: stats.size }))
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

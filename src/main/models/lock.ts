/** One process at a time changes a model's folder. */
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LaminaError } from '../../shared/contract/errors.ts'

export const LOCK = '.lock'

/** Milliseconds after which a lock without a name is one that was left. */
const NAMING_TIME = 10_000

/** Runs the work while the folder is locked. Throws MODEL_BUSY where another process, or another job, is at it. */
export async function withLock<Result>(folder: string, model: string, work: () => Promise<Result>): Promise<Result> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, LOCK)
  if (!(await take(path)) && !((await isLeftOver(path)) && (await take(path)))) {
    throw new LaminaError('MODEL_BUSY', `Model ${model} is being fetched or changed already.`, 'Wait for that to end.')
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    await file.writeFile(String(process.pid))
    await file.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** True, and the lock is gone, where the process that took it is. */
async function isLeftOver(path: string): Promise<boolean> {
  const owner = Number(await readFile(path, 'utf8').catch(() => ''))
  if (owner === 0 && (await isFresh(path))) return false
  if (owner === process.pid || (owner > 0 && isAlive(owner))) return false
  await rm(path, { force: true })
  return true
}

/** Whoever takes a lock writes who that is a moment later. */
async function isFresh(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs < NAMING_TIME
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Where models lie on disk. */
import { readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/** In a model's folder: what an engine made of it for this machine. */
export const PACKED = 'packed'

/** In the usual folder, once the models were moved: the path of the folder they are in. */
const MOVED = 'moved-to.txt'

/** LAMINA_MODELS, or where they were moved, or the user's cache folder for the platform. A folder per model in it. */
export function modelsFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (environment.LAMINA_MODELS) return environment.LAMINA_MODELS
  const usual = usualFolder(environment, platform)
  return movedTo(usual) ?? usual
}

function usualFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = environment.HOME || homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'Lamina', 'models')
  if (platform === 'win32') return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Lamina', 'models')
  return join(environment.XDG_CACHE_HOME || join(home, '.cache'), 'lamina', 'models')
}

function movedTo(usual: string): string | undefined {
  try {
    const folder = readFileSync(join(usual, MOVED), 'utf8').trim()
    return isAbsolute(folder) ? folder : undefined
  } catch {
    return undefined // They are where they usually are.
  }
}

/** Keeps, for later starts, that the models are in another folder. LAMINA_MODELS goes before it. */
export async function keepFolder(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): Promise<void> {
  const usual = usualFolder(environment, platform)
  if (resolve(folder) === resolve(usual)) return rm(join(usual, MOVED), { force: true })
  await mkdir(usual, { recursive: true })
  await writeFile(join(usual, MOVED), `${resolve(folder)}\n`)
}

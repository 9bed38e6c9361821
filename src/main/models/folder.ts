/** Where models lie on disk. */
import { homedir } from 'node:os'
import { join } from 'node:path'

/** LAMINA_MODELS, or the user's cache folder for the platform. A folder per model in it. */
export function modelsFolder(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (environment.LAMINA_MODELS) return environment.LAMINA_MODELS
  const home = environment.HOME || homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'Lamina', 'models')
  if (platform === 'win32') return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Lamina', 'models')
  return join(environment.XDG_CACHE_HOME || join(home, '.cache'), 'lamina', 'models')
}

/** Where the program keeps what is a person's own: settings, and work that is not saved yet. */
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface UserFolders {
  /** Preferences, recent files, window state. */
  settings: string
  /** Open documents, and what a crash left of them. */
  recovery: string
}

/** The platform's places for it; LAMINA_HOME puts everything into one folder. */
export function userFolders(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): UserFolders {
  if (environment.LAMINA_HOME) return inOne(environment.LAMINA_HOME)
  const home = environment.HOME || homedir()
  if (platform === 'darwin') return inOne(join(home, 'Library', 'Application Support', 'Lamina'))
  if (platform === 'win32') return inOne(join(environment.APPDATA || join(home, 'AppData', 'Roaming'), 'Lamina'))
  return {
    settings: join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'lamina'),
    recovery: join(environment.XDG_STATE_HOME || join(home, '.local', 'state'), 'lamina', 'recovery'),
  }
}

function inOne(folder: string): UserFolders {
  return { settings: folder, recovery: join(folder, 'recovery') }
}

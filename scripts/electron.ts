/** Finds Electron's binary. The package itself would download it when asked. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Path of the program; null where it was not installed (npm ci runs no install scripts). */
export function electronBinary(): string | null {
  const folder = new URL('../node_modules/electron/', import.meta.url)
  const named = new URL('path.txt', folder)
  if (!existsSync(named)) return null
  const program = fileURLToPath(new URL(`dist/${readFileSync(named, 'utf8')}`, folder))
  return existsSync(program) ? program : null
}

/** What a person does to get it. */
export const howToInstallElectron = '`npx install-electron` fetches it (about 110 MB).'

/** The program's own version. */
import { existsSync, readFileSync } from 'node:fs'

let known: string | undefined

/** From package.json, which lies above this file in the source as in a bundle. */
export function laminaVersion(): string {
  if (known !== undefined) return known
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const file = new URL('package.json', folder)
    if (existsSync(file)) {
      const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string }
      if (name === 'lamina' && version !== undefined) return (known = version)
    }
    if (folder.pathname === new URL('../', folder).pathname) return (known = 'unknown')
  }
}

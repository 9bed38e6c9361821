/** The files of the typefaces that come with the program. They lie beside it, in the source as in a bundle. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { LaminaError } from '../../shared/contract/errors.ts'
import { fontLibrary } from '../../shared/text/font-library.ts'

const names = new Set(fontLibrary.flatMap(({ files }) => files.map(({ file }) => file)))

function findFolder(): URL | null {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const found = new URL('resources/fonts/', folder)
    if (existsSync(fileURLToPath(new URL('fonts.json', found)))) return found
    if (folder.pathname === new URL('../', folder).pathname) return null
  }
}

let folder: URL | null | undefined

/** A file of the library, WOFF2; null for any other name. Throws FILE_NOT_FOUND where the installation lacks it. */
export async function readFontFile(name: string): Promise<Uint8Array | null> {
  if (!names.has(name)) return null
  folder ??= findFolder()
  try {
    if (!folder) throw new Error('There is no folder of fonts.')
    return await readFile(new URL(name, folder))
  } catch (error) {
    throw new LaminaError('FILE_NOT_FOUND', `The font file ${name} is missing.`, 'Install Lamina again.', {
      cause: error,
    })
  }
}

/** Which folder the layers of a picture go to: never one that holds something else. */
import { access, constants, readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { outputError } from '../files/output-error.ts'
import { isUntouched } from './projects.ts'

/** Enough of layers.json to tell whose a folder is. */
interface Marker {
  picture?: { fileName?: unknown; sha256?: unknown }
}

/** Files that a run writes and the next one replaces, by their path in the folder. */
const numberedPng = /^\d{2,}-.*\.png$/

export class OutputFolders {
  /** Folder (case folded, as some disks do) -> the picture it was given to. */
  readonly #given = new Map<string, string>()

  /**
   * A folder in `output` named after the picture. Where that name is taken by another picture, of this run or an
   * earlier one, it gets a number. A folder that holds this same picture's layers, and no project that was worked on
   * since, is used again.
   */
  async choose(output: string, picture: string, sha256: string): Promise<string> {
    const stem = folderName(path.parse(picture).name)
    const there = await readdir(output).catch(() => [])
    for (let number = 1; ; number++) {
      const wanted = number === 1 ? stem : `${stem}-${number}`
      const name = there.find((entry) => entry.toLowerCase() === wanted.toLowerCase()) ?? wanted
      const folder = path.join(output, name)
      const key = path.resolve(folder).toLowerCase()
      const owner = this.#given.get(key) ?? path.resolve(picture)
      if (owner !== path.resolve(picture) || !(await isFree(folder, picture, sha256))) continue
      this.#given.set(key, path.resolve(picture))
      return folder
    }
  }
}

/** Found out before the work instead of after it. Throws OUTPUT_NOT_WRITABLE. */
export async function refuseUnwritable(output: string): Promise<void> {
  for (let folder = path.resolve(output); ; folder = path.dirname(folder)) {
    const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw outputError(error, output)
    })
    if (found === null) continue
    try {
      if (!found.isDirectory()) throw Object.assign(new Error('is a file'), { code: 'ENOTDIR' })
      return await access(folder, constants.W_OK)
    } catch (error) {
      throw outputError(error, output)
    }
  }
}

/** Characters and names that some system refuses are replaced. */
function folderName(stem: string): string {
  const safe = stem.replace(/[<>:"/\\|?*\p{Cc}]/gu, '_').replace(/[. ]+$/, '')
  return safe === '' ? 'picture' : /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(safe) ? `${safe}_` : safe
}

/** Not there, empty, or with the layers of this very picture and a project that nobody worked on since. */
async function isFree(folder: string, picture: string, sha256: string): Promise<boolean> {
  const found = await stat(folder).catch(() => null)
  if (found === null) return true
  if (!found.isDirectory()) return false
  if ((await readdir(folder)).length === 0) return true
  try {
    const marker = JSON.parse(await readFile(path.join(folder, 'layers.json'), 'utf8')) as Marker
    const own = marker.picture?.fileName === path.basename(picture) && marker.picture.sha256 === sha256
    return own && (await isUntouched(path.join(folder, `${path.basename(folder)}.lproj`)))
  } catch {
    return false
  }
}

/** Removes the numbered layer files that an earlier run left and this one did not write. `written` are paths in the folder. */
export async function removeStaleLayers(folder: string, written: ReadonlySet<string>): Promise<void> {
  for (const name of ['layers', 'masks']) {
    const files = await readdir(path.join(folder, name)).catch(() => [])
    for (const file of files) {
      if (!numberedPng.test(file) || written.has(`${name}/${file}`)) continue
      await rm(path.join(folder, name, file), { force: true })
    }
  }
}

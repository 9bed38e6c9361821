/** Files on their way between a page and the program: uploads that were not opened yet, downloads that were prepared. */
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { writeFlushed } from '../../files/write-file.ts'

export interface Upload {
  path: string
  /** File name as the page gave it. */
  name: string
  /** The file is the person's own, at its place; otherwise a copy that is ours. */
  adopted: boolean
}

export interface Download {
  path: string
  name: string
  mediaType: string
}

/** How many prepared files wait on the disk: a browser fetches one at once. */
const downloadsKept = 20

export class Transfers {
  readonly #uploads = new Map<string, Upload>()
  readonly #downloads = new Map<string, Download>()
  #folder: Promise<string> | undefined

  /** Stores the bytes of a file. Throws IMAGE_TOO_LARGE above `maxBytes`, DISK_FULL. */
  async receive(name: string, content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
    const id = randomUUID()
    const file = path.join(await this.#ownFolder(), id)
    let bytes = 0
    async function* limited() {
      for await (const piece of content) {
        bytes += piece.length
        if (bytes > maxBytes)
          throw new LaminaError('IMAGE_TOO_LARGE', `${name} is too large.`, 'Choose a smaller file.')
        yield piece
      }
    }
    try {
      await writeFlushed(file, limited(), {})
    } catch (error) {
      await rm(file, { force: true })
      throw error
    }
    this.#uploads.set(id, { path: file, name: fileName(name), adopted: false })
    return id
  }

  /** A token for a file where it lies. `file` comes from the system (a drop, a chooser), never from a page. */
  adopt(file: string): string {
    const id = randomUUID()
    this.#uploads.set(id, { path: file, name: path.basename(file), adopted: true })
    return id
  }

  /** Throws UPLOAD_NOT_FOUND. */
  upload(id: string): Upload {
    const upload = this.#uploads.get(id)
    if (upload) return upload
    throw new LaminaError('UPLOAD_NOT_FOUND', 'The file is no longer there.', 'Choose it once more.')
  }

  /** What was uploaded has been used: a copy of ours goes, as far as it was not moved. */
  async finish(id: string): Promise<void> {
    const upload = this.#uploads.get(id)
    this.#uploads.delete(id)
    if (upload && !upload.adopted) await rm(upload.path, { force: true })
  }

  /** A folder of its own for a file that will be downloaded. */
  async makeRoom(): Promise<string> {
    return mkdtemp(path.join(await this.#ownFolder(), 'download-'))
  }

  /** Offers a file in a folder that makeRoom gave. Gives its URL path. */
  offer(download: Download): string {
    const id = randomUUID()
    this.#downloads.set(id, download)
    for (const [oldest, { path: file }] of this.#downloads) {
      if (this.#downloads.size <= downloadsKept) break
      this.#downloads.delete(oldest)
      void rm(path.dirname(file), { recursive: true, force: true }).catch(() => {})
    }
    return `/downloads/${id}`
  }

  download(id: string): Download | undefined {
    return this.#downloads.get(id)
  }

  /** Removes everything that is ours. */
  async close(): Promise<void> {
    this.#uploads.clear()
    this.#downloads.clear()
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true })
    this.#folder = undefined
  }

  async #ownFolder(): Promise<string> {
    this.#folder ??= mkdtemp(path.join(tmpdir(), 'lamina-'))
    const folder = await this.#folder
    await mkdir(folder, { recursive: true })
    return folder
  }
}

/** The last part of a name, whatever separators it has; never empty. */
function fileName(name: string): string {
  return name.split(/[/\\]/).at(-1)?.slice(0, 255) || 'picture'
}

/** Largest file that a page may send, in bytes. Pictures have a lower limit of their own. */
export const uploadLimit = 16 * 2 ** 30

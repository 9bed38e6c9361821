/** Files that were opened or saved lately, with a small picture of each. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { RecentFile } from '../../../shared/contract/api.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { writeFileAtomic } from '../../files/write-file.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import { shownPath } from './shown-path.ts'

/** As many as the menu and the empty state show, and a few for files that went away. */
const KEPT = 20

const listSchema = z.array(z.object({ path: z.string(), openedAt: z.string() }))
type Entry = z.infer<typeof listSchema>[number]

export class RecentFiles {
  readonly #folder: string
  readonly #listeners = new Set<() => void>()
  #turn: Promise<unknown> = Promise.resolve()

  /** `folder` is for these files alone. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Calls the listener after every change; gives what removes it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** The newest first. Ids follow from paths. */
  async list(): Promise<RecentFile[]> {
    const previews = new Set(await readdir(this.#folder).catch(() => []))
    return (await this.#read()).map(({ path: file, openedAt }) => {
      const id = idOf(file)
      const preview = previews.has(`${id}.png`) ? `/recent/${id}` : null
      return { id, name: path.basename(file), folder: shownPath(path.dirname(file)), openedAt, preview }
    })
  }

  /** Throws FILE_NOT_FOUND. */
  async pathOf(id: string): Promise<string> {
    const entry = (await this.#read()).find((candidate) => idOf(candidate.path) === id)
    if (entry) return entry.path
    throw new LaminaError('FILE_NOT_FOUND', 'This file is no longer among the recent ones.', 'Open it with Open….')
  }

  /** The small picture as PNG; null where there is none. */
  async preview(id: string): Promise<Uint8Array | null> {
    if (!/^[0-9a-f]{32}$/.test(id)) return null
    return readFile(path.join(this.#folder, `${id}.png`)).catch(() => null)
  }

  /** Puts the file first. Failing to remember is no reason to fail. */
  async add(file: string, openedAt: Date, preview: Uint8Array | null): Promise<void> {
    await this.#inTurn(async () => {
      const others = (await this.#read()).filter((entry) => entry.path !== file)
      if (preview) {
        await mkdir(this.#folder, { recursive: true })
        await writeFileAtomic(path.join(this.#folder, `${idOf(file)}.png`), [preview])
      }
      await this.#write([{ path: file, openedAt: openedAt.toISOString() }, ...others])
    }).catch(() => {})
  }

  async clear(): Promise<void> {
    await this.#inTurn(() => this.#write([]))
  }

  async #read(): Promise<Entry[]> {
    const list = listSchema.safeParse(await readJsonFile(this.#listFile))
    return list.success ? list.data : []
  }

  async #write(entries: Entry[]): Promise<void> {
    const kept = entries.slice(0, KEPT)
    await writeJsonFile(this.#listFile, kept)
    const previews = new Set(kept.map((entry) => `${idOf(entry.path)}.png`))
    for (const name of await readdir(this.#folder).catch(() => [])) {
      if (name.endsWith('.png') && !previews.has(name)) await rm(path.join(this.#folder, name), { force: true })
    }
    for (const listener of this.#listeners) listener()
  }

  get #listFile(): string {
    return path.join(this.#folder, 'recent.json')
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return turn
  }
}

function idOf(file: string): string {
  return createHash('sha256').update(file).digest('hex').slice(0, 32)
}

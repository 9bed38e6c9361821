/** Working files of open documents: a folder each, with the project and what it takes to find back to the person's file. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Preview } from '../../project/preview-table.ts'
import { isLocked, openProject } from '../../project/project.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'

const workingStateSchema = z.object({
  name: z.string(),
  /** The person's file; null where there is none yet. */
  file: z.string().nullable(),
  /** Of the person's file when it was read or written last. */
  stamp: z.string().nullable(),
  /** There is something to save. */
  dirty: z.boolean(),
})
export type WorkingState = z.infer<typeof workingStateSchema>

export interface Leftover extends WorkingState {
  id: string
  changedAt: Date
}

/** Milliseconds: what is younger may be of a process that is just opening it. */
const settledAfter = 60_000

export class RecoveryFolder {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** A new id, with an empty folder for its working file. */
  async create(): Promise<string> {
    const id = randomUUID()
    await mkdir(path.join(this.#folder, id), { recursive: true, mode: 0o700 })
    return id
  }

  /** Where the document's working file is. */
  projectFile(id: string): string {
    return path.join(this.#folder, id, 'document.lproj')
  }

  async writeState(id: string, state: WorkingState): Promise<void> {
    await writeJsonFile(this.#stateFile(id), state)
  }

  async remove(id: string): Promise<void> {
    await rm(path.join(this.#folder, id), { recursive: true, force: true })
  }

  /**
   * Unsaved work of processes that ended, the newest first; `open` are the ids of this process. What has nothing to save
   * is removed on the way.
   */
  async leftovers(open: ReadonlySet<string>): Promise<Leftover[]> {
    const found: Leftover[] = []
    for (const id of await readdir(this.#folder).catch(() => [])) {
      if (open.has(id) || !isId(id)) continue
      const leftover = await this.#leftover(id)
      if (leftover === 'in use') continue
      if (leftover?.dirty) found.push(leftover)
      else if (leftover && Date.now() - leftover.changedAt.getTime() > settledAfter) await this.remove(id)
    }
    return found.sort((a, b) => b.changedAt.getTime() - a.changedAt.getTime())
  }

  /** One leftover; null where there is none of this id, or another process has it open. */
  async leftover(id: string): Promise<Leftover | null> {
    const found = isId(id) ? await this.#leftover(id) : null
    return found === 'in use' ? null : found
  }

  /** The small picture in a leftover's working file. Throws what opening it throws. */
  async preview(id: string): Promise<Preview | null> {
    const project = await openProject(this.projectFile(id), { readOnly: true })
    try {
      return await project.getPreview()
    } finally {
      await project.close()
    }
  }

  async #leftover(id: string): Promise<Leftover | 'in use' | null> {
    const file = this.projectFile(id)
    const found = await stat(file).catch(() => null)
    // A folder without a project is one that is just being made, or was not finished.
    if (!found) return null
    if (await isLocked(file)) return 'in use'
    const state = workingStateSchema.safeParse(await readJsonFile(this.#stateFile(id)))
    // The state is written before the first change: without it there is none; unreadable, there may be.
    const dirty = (await stat(this.#stateFile(id)).catch(() => null)) !== null
    const known = state.success ? state.data : { name: 'Untitled', file: null, stamp: null, dirty }
    return { ...known, id, changedAt: found.mtime }
  }

  #stateFile(id: string): string {
    return path.join(this.#folder, id, 'state.json')
  }
}

/** Ids become file names: nothing but what create gives. */
function isId(id: string): boolean {
  return /^[0-9a-f-]{36}$/.test(id)
}

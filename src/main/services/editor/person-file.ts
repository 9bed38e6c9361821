/**
 * The person's own project file while its document is open. It stays as it is until Save; the lock on it is held, so that
 * a second window is told. Saving writes what changed in one transaction.
 */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { assetsOf } from '../../../shared/document/assets.ts'
import { diffBetween, isEmptyDiff } from '../../../shared/document/diff.ts'
import type { DocumentRecords } from '../../../shared/document/types.ts'
import { openProject, type Project } from '../../project/project.ts'

/** Which file it is and in which state; null where nothing is there. */
export async function fileStamp(file: string): Promise<string | null> {
  const found = await stat(file, { bigint: true }).catch(() => null)
  return found ? `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}` : null
}

export class PersonFile {
  readonly #project: Project
  #stamp: string | null

  private constructor(project: Project, stamp: string | null) {
    this.#project = project
    this.#stamp = stamp
  }

  /**
   * Opens it and keeps it locked. `knownStamp` is the state in which an earlier process left it: where it is another one
   * now, saving says so. Throws what openProject throws; PROJECT_LOCKED where another window has it.
   */
  static async open(file: string, knownStamp?: string | null): Promise<PersonFile> {
    const project = await openProject(file)
    return new PersonFile(project, knownStamp === undefined ? await fileStamp(file) : knownStamp)
  }

  get path(): string {
    return this.#project.file
  }

  get stamp(): string | null {
    return this.#stamp
  }

  get readOnly(): boolean {
    return this.#project.readOnly
  }

  /** What was saved last. */
  get records(): DocumentRecords {
    return this.#project.records
  }

  /** Throws FILE_GONE, FILE_CHANGED. */
  async refuseChanged(): Promise<void> {
    const stamp = await fileStamp(this.path)
    if (stamp === this.#stamp) return
    const name = path.basename(this.path)
    if (stamp === null) {
      throw new LaminaError(
        'FILE_GONE',
        `${name} was moved or deleted while it was open.`,
        'Save it there again, or under another name. Everything is still here.',
      )
    }
    throw new LaminaError(
      'FILE_CHANGED',
      `${name} was changed by another program while it was open.`,
      'Save under another name to keep both, or save over it.',
    )
  }

  /**
   * Makes the file hold what the working project holds: assets first, which nothing names yet, then the records in one
   * transaction. Throws FILE_GONE, FILE_CHANGED, OUTPUT_NOT_WRITABLE, DISK_FULL; the file holds what it held then.
   */
  async write(working: Project): Promise<void> {
    await this.refuseChanged()
    const { records } = working
    const diff = diffBetween(this.records, records)
    if (isEmptyDiff(diff)) return
    try {
      const there = assetsOf(this.records)
      for (const hash of assetsOf(records)) {
        if (!there.has(hash)) await this.#project.putAsset(await working.getAsset(hash), { transfer: true })
      }
      await this.#project.commit(this.#project.revision, diff)
    } finally {
      this.#stamp = await fileStamp(this.path)
    }
  }

  /** Pixels of what was saved, for going back to it. */
  async copyAssetTo(working: Project, hash: string): Promise<void> {
    await working.putAsset(await this.#project.getAsset(hash), { transfer: true })
  }

  async setPreview(bytes: Uint8Array, width: number, height: number): Promise<void> {
    if (this.readOnly || (await fileStamp(this.path)) !== this.#stamp) return
    await this.#project.setPreview({ mediaType: 'image/png', width, height, bytes })
    this.#stamp = await fileStamp(this.path)
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    await this.#project.close()
  }
}

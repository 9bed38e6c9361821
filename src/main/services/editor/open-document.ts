/**
 * A document that is open in a window. Every commit is in its working file at once, in the recovery folder; the person's
 * file is written by Save alone. Operations are carried out one after the other.
 */
import path from 'node:path'
import type { DocumentState, Notice, SaveResult } from '../../../shared/contract/api.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { assetsOf } from '../../../shared/document/assets.ts'
import { diffBetween } from '../../../shared/document/diff.ts'
import { getDocument } from '../../../shared/document/tree.ts'
import type { DocumentRecords, RecordsDiff } from '../../../shared/document/types.ts'
import { decodePicture } from '../../imaging/codecs/decode.ts'
import type { FinishedLayers } from '../../engines/engine.ts'
import type { Project } from '../../project/project.ts'
import { PersonFile } from './person-file.ts'
import type { RecoveryFolder } from './recovery-folder.ts'

export interface OpenedDocument {
  /** Also the name of its folder among the working files. */
  id: string
  name: string
  /** Path of what was opened; null where it came as bytes. */
  openedFrom: string | null
  working: Project
  personFile: PersonFile | null
  /** Revision at which there is nothing to save; null: save in any case. */
  savedRevision: number | null
  notices: Notice[]
}

export class OpenDocument {
  readonly id: string
  readonly openedFrom: string | null
  readonly working: Project
  /** Layers that were done when a job on the document as it is now was cancelled; null: none, or nobody wants them. */
  finished: FinishedLayers | null = null
  readonly #recovery: RecoveryFolder
  readonly #notices: Notice[]
  #name: string
  #personFile: PersonFile | null
  #savedRevision: number | null
  /** What Revert goes back to; null where that is not known. */
  #savedRecords: DocumentRecords | null
  /** What the state on disk says. */
  #markedDirty: boolean
  #busy = false
  #turn: Promise<unknown> = Promise.resolve()
  #closed: Promise<void> | undefined

  constructor(recovery: RecoveryFolder, opened: OpenedDocument) {
    this.#recovery = recovery
    this.id = opened.id
    this.openedFrom = opened.openedFrom
    this.working = opened.working
    this.#notices = opened.notices
    this.#name = opened.name
    this.#personFile = opened.personFile
    this.#savedRevision = opened.savedRevision
    this.#savedRecords = opened.personFile?.records ?? (opened.savedRevision === null ? null : opened.working.records)
    this.#markedDirty = opened.savedRevision === null
  }

  get name(): string {
    return this.#name
  }

  /** Path of the person's file; null where there is none. */
  get file(): string | null {
    return this.#personFile?.path ?? null
  }

  /** Whether opening the path means this document. */
  isOf(path: string): boolean {
    return this.file === path || (this.file === null && this.openedFrom === path)
  }

  get records(): DocumentRecords {
    return this.working.records
  }

  get revision(): number {
    return this.working.revision
  }

  get dirty(): boolean {
    return this.revision !== this.#savedRevision
  }

  state(): DocumentState {
    return {
      document: this.id,
      name: this.#name,
      file: this.file,
      revision: this.revision,
      savedRevision: this.#savedRevision,
      records: this.records,
      readOnly: this.#personFile?.readOnly ?? false,
      notices: this.#notices,
      preview: `/documents/${this.id}/preview`,
    }
  }

  /** Throws REVISION_STALE, DIFF_INVALID, DISK_FULL, OUTPUT_NOT_WRITABLE; DOCUMENT_BUSY while a job will change it. */
  async commit(baseRevision: number, diff: RecordsDiff): Promise<number> {
    return this.#inTurn(async () => {
      this.refuseBusy()
      return this.#commit(baseRevision, diff)
    })
  }

  /** Throws DOCUMENT_BUSY. */
  refuseBusy(): void {
    if (!this.#busy) return
    const hint = 'Wait until it is done, or cancel it.'
    throw new LaminaError('DOCUMENT_BUSY', 'Layers are being found in this document.', hint)
  }

  /** Keeps others from changing the document until the job ends; `commit` is how the job does. Throws DOCUMENT_BUSY. */
  beginJob(): { commit: (diff: RecordsDiff) => Promise<number>; end: () => void } {
    this.refuseBusy()
    this.#busy = true
    this.finished = null
    return {
      commit: (diff) => this.#inTurn(() => this.#commit(this.revision, diff)),
      end: () => void (this.#busy = false),
    }
  }

  async #commit(baseRevision: number, diff: RecordsDiff): Promise<number> {
    this.finished = null
    if (!this.#markedDirty) await this.#mark(true)
    return this.working.commit(baseRevision, diff)
  }

  /**
   * Writes the person's file; with `overwrite` also where it was changed or is gone. Throws NOT_AVAILABLE where there is no
   * file yet, and as PersonFile.write.
   */
  async save({ overwrite }: { overwrite: boolean }): Promise<NonNullable<SaveResult>> {
    return this.#inTurn(async () => {
      const file = this.#personFile
      if (!file) throw new LaminaError('NOT_AVAILABLE', 'The document has no file yet.', 'Save it under a name.')
      const changed = overwrite
        ? await file.refuseChanged().then(
            () => false,
            () => true,
          )
        : false
      if (changed) await this.#replace(file.path)
      else await file.write(this.working)
      return this.#saved()
    })
  }

  /** Writes the document to another file, whole or not at all, and goes on with that. Throws as Project.saveCopy. */
  async saveAs(target: string): Promise<NonNullable<SaveResult>> {
    return this.#inTurn(async () => {
      const absolute = path.resolve(target)
      if (absolute === this.file) await this.#personFile?.write(this.working)
      else await this.#replace(absolute)
      return this.#saved()
    })
  }

  /** Writes a copy for a download; the document counts as saved, and its place stays. */
  async saveCopy(target: string): Promise<NonNullable<SaveResult>> {
    return this.#inTurn(async () => {
      await this.working.saveCopy(target)
      return this.#saved()
    })
  }

  /** A fresh file takes the place of whatever is at the path. */
  async #replace(target: string): Promise<void> {
    // Its own lock would stand in the way of replacing the file.
    const before = this.#personFile
    if (before?.path === target) await this.#letGo()
    try {
      await this.working.saveCopy(target)
    } catch (error) {
      if (before?.path === target) this.#personFile = await PersonFile.open(target, before.stamp).catch(() => null)
      throw error
    }
    await this.#letGo()
    this.#personFile = await PersonFile.open(target)
    this.#name = path.parse(target).name
  }

  async #letGo(): Promise<void> {
    const file = this.#personFile
    this.#personFile = null
    await file?.close()
  }

  async #saved(): Promise<NonNullable<SaveResult>> {
    this.#savedRevision = this.revision
    this.#savedRecords = this.records
    await this.#mark(false)
    return { savedRevision: this.revision, name: this.#name, file: this.file, download: null }
  }

  /** Back to what was saved last, as a change like others. Throws NOT_AVAILABLE. */
  async revert(): Promise<{ revision: number; savedRevision: number | null; diff: RecordsDiff }> {
    return this.#inTurn(async () => {
      this.refuseBusy()
      const saved = this.#personFile?.records ?? this.#savedRecords
      if (!saved) throw new LaminaError('NOT_AVAILABLE', 'This document was never saved.', 'Use Undo.')
      const diff = diffBetween(this.records, saved)
      const here = assetsOf(this.records)
      for (const hash of assetsOf(saved)) if (!here.has(hash)) await this.#personFile?.copyAssetTo(this.working, hash)
      const revision = await this.#commit(this.revision, diff)
      this.#savedRevision = revision
      await this.#mark(false)
      return { revision, savedRevision: revision, diff }
    })
  }

  /** The picture that was opened, as an asset; null where the project does not hold it. */
  async original(): Promise<{ asset: string; width: number; height: number } | null> {
    const { source, width, height } = getDocument(this.records)
    if (source?.pixels) return { asset: source.pixels, width, height }
    if (!source?.file) return null
    const file = await this.working.getAsset(source.file)
    const { image } = await decodePicture(file.data)
    const asset = await this.working.putAsset({ type: 'rgba', ...image }, { transfer: true })
    return { asset, width: image.width, height: image.height }
  }

  /** Shows the document where files are listed. */
  async setPreview(bytes: Uint8Array, width: number, height: number): Promise<void> {
    await this.#inTurn(async () => {
      await this.working.setPreview({ mediaType: 'image/png', width, height, bytes })
      if (!this.dirty) await this.#personFile?.setPreview(bytes, width, height)
    })
  }

  /** Closes its files. The working file stays where `keep` says so, to be offered at the next start. */
  async close({ keep }: { keep: boolean }): Promise<void> {
    this.finished = null
    this.#closed ??= this.#inTurn(async () => {
      await this.#personFile?.close()
      await this.working.close()
      if (!keep) await this.#recovery.remove(this.id)
    })
    return this.#closed
  }

  async #mark(dirty: boolean): Promise<void> {
    const stamp = this.#personFile?.stamp ?? null
    await this.#recovery.writeState(this.id, { name: this.#name, file: this.file, stamp, dirty })
    this.#markedDirty = dirty
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work)
    this.#turn = turn.catch(() => {})
    return turn
  }
}

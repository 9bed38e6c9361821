/** The records of a scene: as they are, and as the exact tiles show them. */
import type { Region } from '../../../shared/compositing/composite.ts'
import { childrenByParent } from '../../../shared/document/tree.ts'
import type { DocRecord, DocumentRecords } from '../../../shared/document/types.ts'
import { boxOf, isMoved, sameToSee } from './look.ts'
import type { Children } from './units.ts'

/** A layer that looks different, and the document pixels that it reached and reaches. */
export interface Difference {
  id: string
  boxes: Region[]
}

export interface SeenChange {
  differences: Difference[]
  /** Layers came, went, or have another place in the tree. */
  isStructural: boolean
}

export class SceneDocument {
  #records: DocumentRecords = {}
  #children: Children = new Map()
  #kept: DocumentRecords = {}
  #keptChildren: Children = new Map()
  /** What changed since the records were kept. */
  readonly #touched = new Set<string>()

  get records(): DocumentRecords {
    return this.#records
  }

  get children(): Children {
    return this.#children
  }

  get canvas(): { width: number; height: number } | null {
    const { document } = this.#records
    return document?.type === 'document' ? document : null
  }

  /** Takes changed records. Gives what of it is to be seen; null: nothing. */
  take(changed: readonly DocRecord[], removed: readonly string[]): SeenChange | null {
    const before = this.#records
    const childrenBefore = this.#children
    const records: Record<string, DocRecord> = { ...before }
    for (const record of changed) records[record.id] = record
    for (const id of removed) delete records[id]
    this.#records = records
    const ids = [...changed.map(({ id }) => id), ...removed].filter((id) => !sameToSee(before[id], records[id]))
    if (ids.length === 0) return null
    this.#children = childrenByParent(records)
    for (const id of ids) this.#touched.add(id)
    return seenChange(ids, [before, childrenBefore], [records, this.#children])
  }

  /** What of the records looks different from those that were kept; from now on these are. */
  keep(): Difference[] {
    const ids = [...this.#touched].filter((id) => !sameToSee(this.#kept[id], this.#records[id]))
    const { differences } = seenChange(ids, [this.#kept, this.#keptChildren], [this.#records, this.#children])
    this.#kept = this.#records
    this.#keptChildren = this.#children
    this.#touched.clear()
    return differences
  }

  /** The document pixels that a layer reaches, and reached when the records were kept. */
  boxes(id: string): Region[] {
    return boxesOf(id, [this.#kept, this.#keptChildren], [this.#records, this.#children])
  }

  /** The layers that changed since the records were kept. */
  get touched(): ReadonlySet<string> {
    return this.#touched
  }

  clear(): void {
    this.#records = {}
    this.#children = new Map()
    this.#kept = {}
    this.#keptChildren = new Map()
    this.#touched.clear()
  }
}

type State = readonly [records: DocumentRecords, children: Children]

function seenChange(ids: readonly string[], before: State, after: State): SeenChange {
  const isStructural = ids.some((id) => isMoved(before[0][id], after[0][id]))
  // Layers that are clipped may have got another base.
  const affected = isStructural ? new Set([...ids, ...clippedIn(before[0]), ...clippedIn(after[0])]) : ids
  const differences = [...affected].map((id) => ({ id, boxes: boxesOf(id, before, after) }))
  return { differences, isStructural }
}

function boxesOf(id: string, before: State, after: State): Region[] {
  return [boxOf(...before, id), boxOf(...after, id)].filter((box) => box !== null)
}

function clippedIn(records: DocumentRecords): string[] {
  return Object.values(records).flatMap((record) => (record.type !== 'document' && record.clipping ? [record.id] : []))
}

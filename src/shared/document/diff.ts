/** Changes as data: apply, reverse, squash. Pure: nothing that comes in is changed. */
import { LaminaError } from '../contract/errors.ts'
import { sameJson } from './equality.ts'
import type { DocRecord, DocumentRecords, RecordsDiff } from './types.ts'

export function emptyDiff(): RecordsDiff {
  return { added: {}, updated: {}, removed: {} }
}

export function isEmptyDiff(diff: RecordsDiff): boolean {
  return [diff.added, diff.updated, diff.removed].every((part) => Object.keys(part).length === 0)
}

/**
 * The records after the change; records that it does not touch stay the same objects.
 * Throws DIFF_INVALID when the diff does not start from these records: an id added that is there, one removed or
 * updated that is not there or is not what the diff says, one id in two parts, a record under an id not its own.
 */
export function applyDiff(records: DocumentRecords, diff: RecordsDiff): DocumentRecords {
  const result: Record<string, DocRecord> = { ...records }
  const touched = new Set<string>()
  const touch = (id: string, ...named: DocRecord[]): void => {
    if (touched.has(id)) throw invalid(`"${id}" is in two parts of it`)
    if (named.some((record) => record.id !== id)) throw invalid(`a record under "${id}" has another id`)
    touched.add(id)
  }
  const expect = (id: string, from: DocRecord): void => {
    if (!Object.hasOwn(records, id)) throw invalid(`"${id}" is not in the document`)
    if (!sameJson(records[id], from)) throw invalid(`"${id}" is not what the change starts from`)
  }
  for (const [id, record] of Object.entries(diff.removed)) {
    touch(id, record)
    expect(id, record)
    delete result[id]
  }
  for (const [id, [from, to]] of Object.entries(diff.updated)) {
    touch(id, from, to)
    expect(id, from)
    result[id] = to
  }
  for (const [id, record] of Object.entries(diff.added)) {
    touch(id, record)
    if (Object.hasOwn(records, id)) throw invalid(`"${id}" is in the document already`)
    result[id] = record
  }
  return result
}

/** The change that takes the records back. */
export function reverseDiff(diff: RecordsDiff): RecordsDiff {
  const updated: RecordsDiff['updated'] = {}
  for (const [id, [from, to]] of Object.entries(diff.updated)) updated[id] = [to, from]
  return { added: { ...diff.removed }, updated, removed: { ...diff.added } }
}

/** What leads from one state to the other. */
export function diffBetween(before: DocumentRecords, after: DocumentRecords): RecordsDiff {
  const diff = emptyDiff()
  for (const [id, from] of Object.entries(before)) {
    if (!Object.hasOwn(after, id)) diff.removed[id] = from
    else if (!sameJson(from, after[id])) diff.updated[id] = [from, after[id]]
  }
  for (const [id, to] of Object.entries(after)) if (!Object.hasOwn(before, id)) diff.added[id] = to
  return diff
}

/**
 * Changes in a row as one: applying it is applying them one after the other; what cancels out is left out.
 * Throws DIFF_INVALID when one does not start where the one before it ended, as far as they touch the same records.
 */
export function squashDiffs(diffs: readonly RecordsDiff[]): RecordsDiff {
  const before: Record<string, DocRecord> = {}
  const after: Record<string, DocRecord> = {}
  const seen = new Set<string>()
  const step = (id: string, from: DocRecord | null, to: DocRecord | null): void => {
    if (!seen.has(id)) {
      seen.add(id)
      if (from) before[id] = from
    } else if (!sameJson(after[id] ?? null, from)) {
      throw invalid(`"${id}" is not what the change before it left`)
    }
    if (to) after[id] = to
    else delete after[id]
  }
  for (const diff of diffs) {
    for (const [id, record] of Object.entries(diff.removed)) step(id, record, null)
    for (const [id, [from, to]] of Object.entries(diff.updated)) step(id, from, to)
    for (const [id, record] of Object.entries(diff.added)) step(id, null, record)
  }
  return diffBetween(before, after)
}

function invalid(what: string): LaminaError {
  return new LaminaError('DIFF_INVALID', `The change does not fit the document: ${what}.`)
}

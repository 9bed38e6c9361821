/** The document's records and its revision in the database. */
import type { Database } from 'better-sqlite3'
import { LaminaError } from '../../shared/contract/errors.ts'
import { documentProblems } from '../../shared/document/invariants.ts'
import { firstIssue, recordSchema } from '../../shared/document/schema.ts'
import type { DocRecord, DocumentRecords, RecordsDiff } from '../../shared/document/types.ts'
import { damagedProject } from './failures.ts'

/** What a project holds at most; far beyond what a person makes, and bearable when a stranger made it. */
const MAX_RECORDS = 20_000
const MAX_RECORD_LENGTH = 4 << 20

export class RecordTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  get revision(): number {
    const row = this.#database.prepare<[], { value: string }>(`SELECT value FROM meta WHERE key = 'revision'`).get()
    return /^\d{1,15}$/.test(row?.value ?? '') ? Number(row?.value) : Number.NaN
  }

  set revision(revision: number) {
    this.#database.prepare(`UPDATE meta SET value = ? WHERE key = 'revision'`).run(String(revision))
  }

  /** All records, each checked, and all together. Throws PROJECT_DAMAGED with the first thing that is wrong. */
  read(file: string): DocumentRecords {
    const { count, longest } = this.#database
      .prepare('SELECT count(*) AS count, max(length(json)) AS longest FROM records')
      .get() as { count: number; longest: number | null }
    if (count > MAX_RECORDS || (longest ?? 0) > MAX_RECORD_LENGTH) throw damagedProject(file, 'it has too many records')
    if (Number.isNaN(this.revision)) throw damagedProject(file, 'it has no revision')
    const records: Record<string, DocRecord> = {}
    for (const row of this.#database.prepare<[], { id: string; json: string }>('SELECT * FROM records').iterate()) {
      const record = parseRecord(row.json, `record ${JSON.stringify(row.id.slice(0, 64))}`, file)
      if (record.id !== row.id) throw damagedProject(file, `record "${record.id}" has another key`)
      records[record.id] = record
    }
    const [problem] = documentProblems(records)
    if (problem) throw damagedProject(file, problem)
    return records
  }

  /** Writes a change that was checked. Throws DIFF_INVALID where it makes more than a project holds. */
  write(diff: RecordsDiff): void {
    const remove = this.#database.prepare('DELETE FROM records WHERE id = ?')
    const put = this.#database.prepare(
      'INSERT INTO records (id, json) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json',
    )
    for (const id of Object.keys(diff.removed)) remove.run(id)
    const changed = Object.values(diff.updated).map(([, to]) => to)
    for (const record of [...changed, ...Object.values(diff.added)]) {
      const json = JSON.stringify(record)
      if (json.length > MAX_RECORD_LENGTH) throw tooMuch(`record "${record.id}" is too large`)
      put.run(record.id, json)
    }
    const count = this.#database.prepare('SELECT count(*) FROM records').pluck().get() as number
    if (count > MAX_RECORDS) throw tooMuch(`there would be more than ${MAX_RECORDS} layers`)
  }
}

function tooMuch(what: string): LaminaError {
  return new LaminaError('DIFF_INVALID', `The change does not fit in a project: ${what}.`)
}

function parseRecord(json: string, where: string, file: string): DocRecord {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw damagedProject(file, `${where} is not JSON`)
  }
  const result = recordSchema.safeParse(value)
  if (!result.success) throw damagedProject(file, `${where}: ${firstIssue(result.error)}`)
  return result.data
}

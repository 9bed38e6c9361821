import type { Database } from 'better-sqlite3'

/**
 * One step of the file format, from version - 1 to version. Runs inside a transaction that also sets the version, so a
 * file is never between two. A migration that has been released is never changed: the next one corrects it.
 */
export interface Migration {
  version: number
  up(database: Database): void
}

/** The file format's version: bringing a database up to date, and knowing what a version's schema is. */
import DatabaseConstructor, { type Database } from 'better-sqlite3'
import { migrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'

export function formatVersion(list: readonly Migration[] = migrations): number {
  return list.at(-1)?.version ?? 0
}

/** The version a file has; 0 for a new one. */
export function versionOf(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number
}

/** Runs the migrations that the database lacks, each in its own transaction. */
export function migrate(database: Database, list: readonly Migration[] = migrations): void {
  for (const migration of list) {
    if (migration.version <= versionOf(database)) continue
    database
      .transaction(() => {
        migration.up(database)
        database.pragma(`user_version = ${migration.version}`)
      })
      .immediate()
  }
}

/**
 * Tables, indexes, triggers and views, as text that is equal for equal schemas. A file whose schema is not that of its
 * version was changed by something else: its triggers or views would run when it is read or written.
 */
export function schemaOf(database: Database): string {
  return JSON.stringify(
    database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').raw().all(),
  )
}

/** The schema that a file of a version has. */
export function schemaOfVersion(version: number, list: readonly Migration[] = migrations): string {
  const database = new DatabaseConstructor(':memory:')
  try {
    migrate(
      database,
      list.filter((migration) => migration.version <= version),
    )
    return schemaOf(database)
  } finally {
    database.close()
  }
}

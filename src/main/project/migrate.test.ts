import DatabaseConstructor, { type Database } from 'better-sqlite3'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordSchema } from '../../shared/document/schema.ts'
import { sampleDocument } from '../../shared/document/testing.ts'
import type { Guide, PixelLayer } from '../../shared/document/types.ts'
import { connect, connectNew } from './connection.ts'
import { formatVersion, migrate, schemaOf, schemaOfVersion, versionOf } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'

/** A next version of the format, to show what the framework does with one. */
const nextVersion: Migration = {
  version: formatVersion() + 1,
  up(database) {
    database.exec(`CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT`)
    database.exec(`INSERT INTO notes (body) SELECT 'revision ' || value FROM meta WHERE key = 'revision'`)
  },
}
const withNext = [...migrations, nextVersion]

describe('migrations', () => {
  it('are numbered 1, 2, 3...', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
  })

  it.each(withNext.map(({ version }) => version))('lead from the version before to version %i', (version) => {
    const database = new DatabaseConstructor(':memory:')
    const upTo = (last: number) => withNext.filter((migration) => migration.version <= last)
    migrate(database, upTo(version - 1))
    expect(versionOf(database)).toBe(version - 1)
    migrate(database, upTo(version))
    expect(versionOf(database)).toBe(version)
    expect(schemaOf(database)).toBe(schemaOfVersion(version, withNext))
    database.close()
  })

  it('make records of version 1 into records of today: pixels are no live text, and there are no guides', () => {
    const database = new DatabaseConstructor(':memory:')
    migrate(database, migrations.slice(0, 1))
    const put = database.prepare('INSERT INTO records (id, json) VALUES (?, ?)')
    const today = sampleDocument()
    for (const record of Object.values(today)) {
      const before: { text?: PixelLayer['text']; guides?: Guide[]; id: string } = { ...record }
      delete before.text
      delete before.guides
      put.run(record.id, JSON.stringify(before))
    }
    put.run('broken', '{')
    migrate(database)
    const rows = database.prepare('SELECT * FROM records').all() as { id: string; json: string }[]
    for (const { id, json } of rows) {
      if (id === 'broken') expect(json).toBe('{')
      else expect(recordSchema.parse(JSON.parse(json))).toEqual(today[id])
    }
    expect(rows).toHaveLength(Object.keys(today).length + 1)
    database.close()
  })

  it('do all or nothing', () => {
    const database = new DatabaseConstructor(':memory:')
    migrate(database)
    const failing: Migration = {
      version: formatVersion() + 1,
      up(target) {
        nextVersion.up(target)
        throw new Error('half way')
      },
    }
    expect(() => migrate(database, [...migrations, failing])).toThrow('half way')
    expect(versionOf(database)).toBe(formatVersion())
    expect(schemaOf(database)).toBe(schemaOfVersion(formatVersion()))
    database.close()
  })
})

describe('a file of the version before', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lamina-migrate-'))
    file = path.join(folder, 'old.lproj')
    connectNew(file).close()
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const open = (readOnly: boolean): Database => connect(file, { readOnly, migrations: withNext })

  it('is brought up to date when it is opened, and then refused by the program before', () => {
    const database = open(false)
    expect(database.prepare('SELECT body FROM notes').pluck().get()).toBe('revision 0')
    database.close()
    expect(() => connect(file, { readOnly: false })).toThrow(expect.objectContaining({ code: 'PROJECT_NEWER' }))
  })

  it('is read by way of a copy where it may not be written, and stays as it is', () => {
    const before = readFileSync(file)
    const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith('lamina-earlier-'))
    const left = copies()
    const database = open(true)
    expect(database.readonly).toBe(true)
    expect(database.prepare('SELECT body FROM notes').pluck().get()).toBe('revision 0')
    database.close()
    expect(copies()).toEqual(left)
    expect(readFileSync(file)).toEqual(before)
    connect(file, { readOnly: true }).close()
  })

  it('is refused when its schema is not that of its version', () => {
    const database = new DatabaseConstructor(file)
    database.exec('CREATE TABLE notes (other TEXT)')
    database.close()
    expect(() => open(false)).toThrow(expect.objectContaining({ code: 'PROJECT_DAMAGED' }))
  })
})

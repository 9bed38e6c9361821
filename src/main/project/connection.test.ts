import DatabaseConstructor, { type Database } from 'better-sqlite3'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { APPLICATION_ID } from './connection.ts'
import { projectFailure } from './failures.ts'
import { ProjectStore } from './project-store.ts'
import { documentOf, samplePicture } from './testing.ts'

const isRoot = process.getuid?.() === 0
let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lamina-open-'))
  file = path.join(folder, 'sample.lproj')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function writeSample(pixels = 8): void {
  const picture = samplePicture(1, pixels, pixels)
  const store = ProjectStore.createFor(file)
  store.putAsset(picture)
  store.writeNew(documentOf([picture]), null)
  store.publish()
}

/** Changes the file behind the store's back. */
function tamper(change: (database: Database) => void): void {
  const database = new DatabaseConstructor(file)
  database.unsafeMode()
  change(database)
  database.close()
}

const opening =
  (readOnly = false) =>
  () =>
    ProjectStore.open(file, { readOnly }).close()
const code = (expected: string) =>
  expect.objectContaining({ code: expected, hint: expect.stringMatching(/\w/) as string })

describe('opening', () => {
  it('a good file works, for writing and for reading', () => {
    writeSample()
    expect(opening()).not.toThrow()
    expect(opening(true)).not.toThrow()
  })

  it('leaves one file', () => {
    writeSample()
    opening()()
    expect(statSync(file).isFile()).toBe(true)
    expect(() => statSync(`${file}-journal`)).toThrow()
    expect(() => statSync(`${file}-wal`)).toThrow()
  })

  it('says what is at the path when it is no file', () => {
    expect(opening()).toThrow(code('FILE_NOT_FOUND'))
    mkdirSync(file)
    expect(opening()).toThrow(code('FILE_IS_FOLDER'))
    rmSync(file, { recursive: true })
    writeFileSync(file, '')
    expect(opening()).toThrow(code('FILE_EMPTY'))
  })

  it.each<[string, () => void]>([
    ['a text', () => writeFileSync(file, 'not a database, but long enough to have a header '.repeat(20))],
    ['a few bytes', () => writeFileSync(file, 'x')],
    [
      'a database of another program',
      () => tamper((database) => database.exec('CREATE TABLE t (x); PRAGMA user_version = 1')),
    ],
  ])('refuses %s, and leaves it as it was', (_what, write) => {
    write()
    const before = readFileSync(file)
    expect(opening()).toThrow(code('PROJECT_FOREIGN'))
    expect(readFileSync(file)).toEqual(before)
  })

  it('leaves a foreign database with a write-ahead log as it was', () => {
    const other = new DatabaseConstructor(file)
    other.pragma('journal_mode = WAL')
    other.exec('CREATE TABLE t (x)')
    expect(opening()).toThrow(code('PROJECT_FOREIGN'))
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0)
    other.close()
  })

  it('refuses a newer file', () => {
    writeSample()
    tamper((database) => database.pragma('user_version = 999'))
    expect(opening()).toThrow(code('PROJECT_NEWER'))
    expect(opening(true)).toThrow(code('PROJECT_NEWER'))
  })

  it.each<[string, (database: Database) => void]>([
    ['no version', (database) => database.pragma('user_version = 0')],
    [
      'a trigger',
      (database) => database.exec('CREATE TRIGGER t AFTER INSERT ON records BEGIN DELETE FROM assets; END'),
    ],
    ['a view', (database) => database.exec('DROP TABLE preview; CREATE VIEW preview AS SELECT 1 AS id')],
    ['a table more', (database) => database.exec('CREATE TABLE more (x)')],
    ['a table less', (database) => database.exec('DROP TABLE preview')],
    ['a record that is no JSON', (database) => database.exec(`UPDATE records SET json = '{' WHERE id = 'document'`)],
    [
      'a record of another shape',
      (database) => database.exec(`UPDATE records SET json = json_set(json, '$.opacity', 2)`),
    ],
    ['a record under another id', (database) => database.exec(`UPDATE records SET id = 'x' WHERE id = 'layer-0'`)],
    [
      'an orphan',
      (database) => database.exec(`UPDATE records SET json = json_set(json, '$.parent', 'gone') WHERE id = 'layer-0'`),
    ],
    ['no document', (database) => database.exec(`DELETE FROM records WHERE id = 'document'`)],
    ['no revision', (database) => database.exec(`DELETE FROM meta`)],
    ['a revision that is no number', (database) => database.exec(`UPDATE meta SET value = '-1e9'`)],
    ['an asset missing', (database) => database.exec('DELETE FROM assets')],
    ['an asset of another type', (database) => database.exec(`UPDATE assets SET type = 'gray'`)],
    ['an asset of another size', (database) => database.exec('UPDATE assets SET width = 7')],
  ])('refuses a file with %s', (_what, change) => {
    writeSample()
    tamper(change)
    expect(opening()).toThrow(code('PROJECT_DAMAGED'))
    expect(opening(true)).toThrow(code('PROJECT_DAMAGED'))
  })

  it('refuses a file cut short', () => {
    writeSample(100)
    truncateSync(file, statSync(file).size - 20_000)
    expect(opening()).toThrow(code('PROJECT_DAMAGED'))
  })

  it('notices any page overwritten', () => {
    writeSample(100)
    const good = readFileSync(file)
    const pages = good.length / 16384
    expect(pages).toBeGreaterThan(5)
    for (let page = 0; page < pages; page++) {
      const bad = Buffer.from(good)
      // The first page keeps the header, by which the file is known.
      bad.fill(0xa5, page === 0 ? 100 : page * 16384, (page + 1) * 16384)
      writeFileSync(file, bad)
      let failure: unknown
      try {
        const store = ProjectStore.open(file, { readOnly: false })
        try {
          store.verify()
        } finally {
          store.close()
        }
      } catch (error) {
        failure = error
      }
      expect(failure, `page ${page}`).toEqual(code('PROJECT_DAMAGED'))
    }
  })

  it('is refused while another has it open for writing; readers share it', () => {
    writeSample()
    const writer = ProjectStore.open(file, { readOnly: false })
    expect(opening()).toThrow(code('PROJECT_LOCKED'))
    expect(opening(true)).toThrow(code('PROJECT_LOCKED'))
    writer.close()
    const reader = ProjectStore.open(file, { readOnly: true })
    expect(opening(true)).not.toThrow()
    expect(opening()).toThrow(code('PROJECT_LOCKED'))
    reader.close()
    expect(opening()).not.toThrow()
  })

  it.skipIf(isRoot)('what may not be written is opened for reading', () => {
    writeSample()
    for (const [entry, mode] of [
      [file, 0o444],
      [folder, 0o555],
    ] as const) {
      chmodSync(entry, mode)
      const store = ProjectStore.open(file, { readOnly: false })
      expect(store.state.readOnly).toBe(true)
      store.close()
      chmodSync(entry, 0o755)
    }
    chmodSync(file, 0)
    expect(opening()).toThrow(code('FILE_NO_PERMISSION'))
  })

  it('has an id of its own', () => {
    expect(Buffer.from(APPLICATION_ID.toString(16), 'hex').toString()).toBe('LMNA')
  })
})

describe('what SQLite and the file system say', () => {
  it.each([
    ['SQLITE_FULL', 'DISK_FULL'],
    ['ENOSPC', 'DISK_FULL'],
    ['SQLITE_BUSY_RECOVERY', 'PROJECT_LOCKED'],
    ['SQLITE_CORRUPT_INDEX', 'PROJECT_DAMAGED'],
    ['SQLITE_IOERR_WRITE', 'OUTPUT_NOT_WRITABLE'],
    ['SQLITE_IOERR_READ', 'PROJECT_DAMAGED'],
    ['SQLITE_READONLY_DIRECTORY', 'OUTPUT_NOT_WRITABLE'],
    ['SQLITE_CANTOPEN', 'FILE_NO_PERMISSION'],
    ['EROFS', 'OUTPUT_NOT_WRITABLE'],
  ])('%s is %s', (said, expected) => {
    expect(projectFailure(Object.assign(new Error('x'), { code: said }), 'a.lproj')).toEqual(code(expected))
  })

  it('another error stays what it is', () => {
    const error = new TypeError('x')
    expect(projectFailure(error, 'a.lproj')).toBe(error)
  })
})

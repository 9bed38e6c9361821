import DatabaseConstructor from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renameLayer, replacePixels, setMask } from '../../shared/document/commands/properties.ts'
import { removeLayers } from '../../shared/document/commands/structure.ts'
import { emptyDiff, reverseDiff } from '../../shared/document/diff.ts'
import { IDENTITY } from '../../shared/document/records.ts'
import { hashAsset } from './asset-content.ts'
import { ProjectStore } from './project-store.ts'
import { documentOf, maskOf, sampleMaskPicture, samplePicture, type Picture } from './testing.ts'

let folder: string
let file: string
let store: ProjectStore

const first = samplePicture(1)
const second = samplePicture(2)
const code = (expected: string) => expect.objectContaining({ code: expected })

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lamina-store-'))
  file = path.join(folder, 'sample.lproj')
  const fresh = ProjectStore.createFor(file)
  fresh.putAsset(first)
  fresh.putAsset(second)
  fresh.writeNew(documentOf([first, second]), null)
  fresh.publish()
  store = open()
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(readOnly = false): ProjectStore {
  return ProjectStore.open(file, { readOnly })
}

function reopen(): void {
  store.close()
  store = open()
}

/** Does not compress. */
function noisePicture(seed: number, side: number): Picture {
  const length = side * side * 4
  const blocks = Array.from({ length: length / 32 }, (_, at) => createHash('sha256').update(`${seed} ${at}`).digest())
  return { type: 'rgba', width: side, height: side, data: new Uint8Array(Buffer.concat(blocks)) }
}

function replaceFirst(picture: Picture) {
  const { width, height } = picture
  return replacePixels(store.state.records, {
    id: 'layer-0',
    asset: hashAsset(picture),
    width,
    height,
    transform: IDENTITY,
  })
}

describe('commit', () => {
  it('writes records and assets, and counts revisions', () => {
    expect(store.state).toEqual({ records: documentOf([first, second]), revision: 0, readOnly: false })
    expect(store.commit(0, renameLayer(store.state.records, { id: 'layer-0', name: 'Sky' }))).toBe(1)
    const mask = sampleMaskPicture(9)
    expect(store.commit(1, setMask(store.state.records, { id: 'layer-1', mask: maskOf(mask) }), [mask])).toBe(2)
    const before = store.state
    reopen()
    expect(store.state).toEqual(before)
    expect(store.state.records['layer-0']).toMatchObject({ name: 'Sky' })
    expect(store.getAsset(hashAsset(mask))).toEqual(mask)
  })

  it('refuses a stale revision', () => {
    const diff = renameLayer(store.state.records, { id: 'layer-0', name: 'Sky' })
    store.commit(0, diff)
    expect(() => store.commit(0, renameLayer(store.state.records, { id: 'layer-0', name: 'Sea' }))).toThrow(
      code('REVISION_STALE'),
    )
    expect(() => store.commit(2, reverseDiff(diff))).toThrow(code('REVISION_STALE'))
    expect(store.commit(1, reverseDiff(diff))).toBe(2)
  })

  const orphan = { ...documentOf([first])['layer-0'], id: 'orphan', parent: 'gone' }
  it.each<[string, object]>([
    ['is no diff', {}],
    ['breaks a schema', { added: { a: { ...orphan, id: 'a', parent: null, opacity: 3 } } }],
    ['does not start from the records', { removed: { orphan: { ...orphan, parent: null } } }],
    ['leaves an orphan', { added: { orphan } }],
    ['leaves no document', { removed: { document: documentOf([first]).document } }],
  ])('refuses a change that %s, and writes nothing', (_what, part) => {
    const change = Object.keys(part).length > 0 ? { ...emptyDiff(), ...part } : part
    const extra = samplePicture(3)
    expect(() => store.commit(0, change as never, [extra])).toThrow(code('DIFF_INVALID'))
    expect(store.state.revision).toBe(0)
    expect(() => store.getAsset(hashAsset(extra))).toThrow(code('ASSET_NOT_FOUND'))
  })

  it('refuses records that name an asset which is not there, or is another', () => {
    const missing = samplePicture(7)
    expect(() => store.commit(0, replaceFirst(missing))).toThrow(code('DIFF_INVALID'))
    const gray = sampleMaskPicture(1, 8, 6)
    expect(() => store.commit(0, replaceFirst(gray), [gray])).toThrow(code('DIFF_INVALID'))
    const other = samplePicture(7, 6, 8)
    expect(() => store.commit(0, replaceFirst({ ...other, width: 8, height: 6 }), [other])).toThrow(
      code('DIFF_INVALID'),
    )
    expect(store.commit(0, replaceFirst(missing), [missing])).toBe(1)
  })

  it('says that the disk is full, and stays as it was', () => {
    store.close()
    const pages = statSync(file).size / 16384
    store = ProjectStore.open(file, { readOnly: false, maxPages: pages + 4 })
    const large = noisePicture(1, 256)
    expect(() => store.commit(0, replaceFirst(large), [large])).toThrow(code('DISK_FULL'))
    expect(store.state).toMatchObject({ revision: 0, records: documentOf([first, second]) })
    store.verify()
    expect(store.commit(0, renameLayer(store.state.records, { id: 'layer-0', name: 'Small' }))).toBe(1)
    reopen()
    expect(store.state.revision).toBe(1)
  })

  it('notices that the file was moved away or replaced', () => {
    const rename = renameLayer(store.state.records, { id: 'layer-0', name: 'Sky' })
    renameSync(file, `${file}.moved`)
    expect(() => store.commit(0, rename)).toThrow(code('FILE_NOT_FOUND'))
    writeFileSync(file, 'another')
    expect(() => store.commit(0, rename)).toThrow(code('FILE_NOT_FOUND'))
    store.copyTo(path.join(folder, 'rescued.lproj'), { everything: false })
    expect(readFileSync(file, 'utf8')).toBe('another')
  })

  it('is refused when open for reading only', () => {
    store.close()
    store = open(true)
    expect(store.state.readOnly).toBe(true)
    const readOnly = code('OUTPUT_NOT_WRITABLE')
    expect(() => store.commit(0, renameLayer(store.state.records, { id: 'layer-0', name: 'Sky' }))).toThrow(readOnly)
    expect(() => store.putAsset(first)).toThrow(readOnly)
    expect(() => store.setPreview({ mediaType: 'image/png', width: 1, height: 1, bytes: Uint8Array.of(1) })).toThrow(
      readOnly,
    )
    expect(store.getAsset(hashAsset(first))).toEqual(first)
  })
})

describe('assets', () => {
  it('are stored once', () => {
    const before = statSync(file).size
    expect(store.putAsset(samplePicture(1))).toBe(hashAsset(first))
    expect(statSync(file).size).toBe(before)
  })

  it.each<[string, Picture['data']]>([
    ['nothing', new Uint8Array(0)],
    ['one byte', Uint8Array.of(7)],
    ['many zeros', new Uint8Array(1_000_000)],
  ])('of a file of %s come back', (_what, data) => {
    const hash = store.putAsset({ type: 'file', data })
    expect(store.getAsset(hash)).toEqual({ type: 'file', data })
  })

  it('larger than a chunk come back, whole and as stored', () => {
    const large = noisePicture(1, 1600)
    const hash = store.putAsset(large)
    const even: Picture = { type: 'gray', width: 5000, height: 4000, data: new Uint8Array(20_000_000).fill(3) }
    const evenHash = store.putAsset(even)
    reopen()
    expect(() => store.getAsset(hash)).toThrow(code('ASSET_NOT_FOUND'))
    store.putAsset(large)
    store.putAsset(even)
    expect(Buffer.compare(store.getAsset(hash).data, large.data)).toBe(0)
    const { bytes, ...stored } = store.getStoredAsset(hash)
    expect(stored).toEqual({ type: 'rgba', width: 1600, height: 1600, size: 10_240_000, encoding: 'identity' })
    expect(Buffer.compare(bytes, large.data)).toBe(0)
    const packed = store.getStoredAsset(evenHash)
    expect(packed.encoding).toBe('zstd')
    expect(Buffer.compare(zstdDecompressSync(packed.bytes), even.data)).toBe(0)
  })

  it('are kept while undo could need them, and collected on closing', () => {
    const remove = removeLayers(store.state.records, { ids: ['layer-1'] })
    store.commit(0, remove)
    expect(store.getAsset(hashAsset(second))).toEqual(second)
    store.commit(1, reverseDiff(remove))
    store.commit(2, remove)
    reopen()
    expect(() => store.getAsset(hashAsset(second))).toThrow(code('ASSET_NOT_FOUND'))
    expect(store.getAsset(hashAsset(first))).toEqual(first)
  })

  it('give their room back when they are collected', () => {
    reopen()
    const before = statSync(file).size
    store.putAsset(noisePicture(2, 512))
    expect(statSync(file).size).toBeGreaterThan(before + 1_000_000)
    reopen()
    expect(statSync(file).size).toBeLessThan(before + 100_000)
    store.verify()
  })

  it.each([
    ['content', `UPDATE chunks SET bytes = zeroblob(length(bytes)) WHERE asset = 1`],
    [
      'content of another asset',
      `UPDATE chunks SET (crc32, bytes) = (SELECT crc32, bytes FROM chunks WHERE asset = 2) WHERE asset = 1;
       UPDATE assets SET encoding = (SELECT encoding FROM assets WHERE id = 2) WHERE id = 1`,
    ],
    ['missing chunks', `DELETE FROM chunks WHERE asset = 1`],
    ['chunks in another order', `UPDATE chunks SET position = position + 1`],
    ['a size that is another', `UPDATE assets SET size = size + 1 WHERE id = 1`],
    ['another encoding', `UPDATE assets SET encoding = CASE encoding WHEN 'zstd' THEN 'identity' ELSE 'zstd' END`],
  ])('with damaged %s are refused', (_what, damage) => {
    const mask = sampleMaskPicture(9)
    store.commit(0, setMask(store.state.records, { id: 'layer-1', mask: maskOf(mask) }), [mask])
    store.close()
    const database = new DatabaseConstructor(file)
    database.exec(damage)
    const hashes = database.prepare('SELECT sha256 FROM assets').pluck().all() as string[]
    database.close()
    store = open()
    const failures = hashes.filter((hash) => {
      try {
        store.getAsset(hash)
        return false
      } catch (error) {
        expect(error).toEqual(code('PROJECT_DAMAGED'))
        return true
      }
    })
    expect(failures.length).toBeGreaterThan(0)
    expect(() => store.verify()).toThrow(code('PROJECT_DAMAGED'))
  })
})

describe('the preview', () => {
  const preview = { mediaType: 'image/png', width: 2, height: 3, bytes: Uint8Array.of(1, 2, 3) } as const

  it('is kept beside the document, without a revision', () => {
    expect(store.preview).toBeNull()
    store.setPreview({ ...preview, bytes: Uint8Array.of(9) })
    store.setPreview(preview)
    reopen()
    expect(store.preview).toEqual(preview)
    expect(store.state.revision).toBe(0)
  })

  it('is refused when it is none', () => {
    for (const change of [{ width: 0 }, { bytes: new Uint8Array(0) }, { mediaType: 'text/html' as never }]) {
      expect(() => store.setPreview({ ...preview, ...change })).toThrow(code('INTERNAL'))
    }
  })
})

describe('copies', () => {
  const copyPath = () => path.join(folder, 'copy.lproj')

  it('hold the same document with only what it needs, or everything', () => {
    store.setPreview({ mediaType: 'image/webp', width: 1, height: 1, bytes: Uint8Array.of(1) })
    store.commit(0, removeLayers(store.state.records, { ids: ['layer-1'] }))
    for (const everything of [false, true]) {
      store.copyTo(copyPath(), { everything })
      const copy = ProjectStore.open(copyPath(), { readOnly: true })
      expect(copy.state).toEqual({ ...store.state, readOnly: true })
      expect(copy.preview).toEqual(store.preview)
      copy.verify()
      expect(copy.getAsset(hashAsset(first))).toEqual(first)
      const secondOf = () => copy.getAsset(hashAsset(second))
      if (everything) expect(secondOf()).toEqual(second)
      else expect(secondOf).toThrow(code('ASSET_NOT_FOUND'))
      copy.close()
    }
  })

  it('are the same bytes each time', () => {
    store.copyTo(copyPath(), { everything: false })
    const before = readFileSync(copyPath())
    store.copyTo(copyPath(), { everything: false })
    expect(readFileSync(copyPath())).toEqual(before)
  })

  it('leave nothing behind when they fail', () => {
    const names = () => readdirSync(folder).sort()
    const before = names()
    const intoNothing = path.join(folder, 'gone', 'copy.lproj')
    expect(() => store.copyTo(intoNothing, { everything: true })).toThrow(code('OUTPUT_NOT_WRITABLE'))
    expect(() => store.copyTo(folder, { everything: true })).toThrow(code('OUTPUT_NOT_WRITABLE'))
    expect(names()).toEqual(before)
    expect(readdirSync(path.dirname(folder)).filter((name) => name.startsWith(`.${path.basename(folder)}`))).toEqual([])
  })

  it('never replace a project that is open for writing elsewhere', () => {
    store.copyTo(copyPath(), { everything: false })
    const other = ProjectStore.open(copyPath(), { readOnly: false })
    expect(() => store.copyTo(copyPath(), { everything: false })).toThrow(code('PROJECT_LOCKED'))
    other.close()
    store.copyTo(copyPath(), { everything: false })
  })
})

/** Open documents: opening, committing, saving, and what stands in the way of it. */
import { chmod, copyFile, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DocumentState } from '../../../shared/contract/api.ts'
import { LaminaError } from '../../../shared/contract/errors.ts'
import { renameLayer } from '../../../shared/document/commands/properties.ts'
import { applyDiff } from '../../../shared/document/diff.ts'
import type { PixelLayer } from '../../../shared/document/types.ts'
import { openProject, Project } from '../../project/project.ts'
import { testPicture, writePicture } from '../test-picture.fixture.ts'
import { openFile, openTestEditor, uploadFile, type TestEditor, type TestWindow } from './editor.fixture.ts'

let test: TestEditor
let window: TestWindow

beforeEach(async () => {
  test = await openTestEditor()
  window = test.open()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await test.close()
})

const openPicture = async () => openFile(test.editor, window, await writePicture(test.at('poster.png')))

/** A project on the disk that no window has open, and its state when it is opened. */
async function savedProject(name = 'poster.lproj'): Promise<string> {
  const file = test.at(name)
  const other = test.open()
  const state = await openFile(test.editor, other, await writePicture(test.at('poster.png')))
  await test.editor.document(state.document)?.saveAs(file)
  await other.client.call('document.close', { document: state.document })
  return file
}

/** Renames the layer that a picture has. */
async function rename1(state: DocumentState, name: string, { client } = window): Promise<DocumentState> {
  const diff = renameLayer(state.records, { id: 'layer-1', name })
  const { revision } = await client.call('document.commit', {
    document: state.document,
    baseRevision: state.revision,
    diff,
  })
  return { ...state, revision, records: applyDiff(state.records, diff) }
}

/** What the file holds, read by another program. */
async function readFileRecords(file: string) {
  const copy = test.at('read.lproj')
  await copyFile(file, copy)
  const project = await openProject(copy, { readOnly: true })
  const { records } = project
  await project.close()
  return records
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: LaminaError) => error.code,
  )

describe('opening', () => {
  it('makes a document of one layer of a picture, which needs no saving', async () => {
    const state = await openPicture()
    expect(state).toMatchObject({ name: 'poster', file: null, revision: 0, savedRevision: 0, readOnly: false })
    const layer = state.records['layer-1'] as PixelLayer
    expect(state.records.document).toMatchObject({ width: 40, height: 30, source: { pixels: layer.asset } })
    const asset = await test.editor.unpackedAsset(layer.asset)
    expect(asset?.bytes).toEqual(testPicture().data)
    expect(await window.client.call('document.original', { document: state.document })).toMatchObject({
      asset: layer.asset,
    })
  })

  it('remembers files of the disk, and forgets them when told', async () => {
    await openPicture()
    const [recent] = await window.client.call('recent.list', {})
    expect(recent).toMatchObject({ name: 'poster.png', preview: `/recent/${recent.id}` })
    expect((await test.editor.recent.preview(recent.id))?.length).toBeGreaterThan(50)
    const again = await window.client.call('document.open', { from: { kind: 'recent', id: recent.id } })
    expect(again?.name).toBe('poster')
    await window.client.call('recent.clear', {})
    expect(await window.client.call('recent.list', {})).toEqual([])
    expect(window.told.some(({ event }) => event === 'recent.changed')).toBe(true)
  })

  it('refuses what is no picture, and leaves nothing behind', async () => {
    const file = test.at('notes.txt')
    await writeFile(file, 'no picture')
    expect(await code(openFile(test.editor, window, file))).toBe('IMAGE_UNKNOWN_FORMAT')
    expect(await code(openFile(test.editor, window, test.at('absent.png')))).toBe('FILE_NOT_FOUND')
    await writeFile(test.at('odd.lproj'), 'SQLite format 3\0 but no more')
    expect(await code(openFile(test.editor, window, test.at('odd.lproj')))).toBe('PROJECT_FOREIGN')
    expect(await test.editor.leftovers()).toEqual([])
  })

  it('does not let one window touch the documents of another', async () => {
    const state = await openPicture()
    const other = test.open()
    expect(await code(other.client.call('document.close', { document: state.document, discard: true }))).toBe(
      'DOCUMENT_NOT_FOUND',
    )
  })
})

describe('saving', () => {
  it('writes what changed; the file opened again is equal', async () => {
    const file = await savedProject()
    const state = await openFile(test.editor, window, file)
    const changed = await rename1(state, 'Sky')
    expect((await readFileRecords(file))['layer-1']).toMatchObject({ name: 'Background' })
    const saved = await window.client.call('document.save', { document: state.document })
    expect(saved).toMatchObject({ savedRevision: changed.revision, file })
    expect(await readFileRecords(file)).toEqual(changed.records)
    await window.client.call('document.close', { document: state.document })
    expect((await openFile(test.editor, window, file)).records).toEqual(changed.records)
  })

  it('writes new pixels with the records that name them', async () => {
    const file = await savedProject()
    const state = await openFile(test.editor, window, file)
    const upload = await uploadFile(test.editor, await writePicture(test.at('sticker.png'), testPicture(20, 17)))
    const placed = await window.client.call('document.place', { document: state.document, upload })
    expect(placed).toMatchObject({ width: 20, height: 17, name: 'sticker' })
    const layer = state.records['layer-1'] as PixelLayer
    const { asset, width, height } = placed
    const diff = { added: { new: { ...layer, id: 'new', order: 'z', asset, width, height } }, updated: {}, removed: {} }
    await window.client.call('document.commit', { document: state.document, baseRevision: state.revision, diff })
    await window.client.call('document.save', { document: state.document })
    await window.client.call('document.close', { document: state.document })
    await openFile(test.editor, window, file)
    expect((await test.editor.unpackedAsset(asset))?.bytes).toEqual(testPicture(20, 17).data)
  })

  it('speaks of an upload by its own name when it cannot be read', async () => {
    const state = await openPicture()
    await writeFile(test.at('broken'), 'no picture')
    await writeFile(test.at('torn'), 'SQLite format 3\0 and nothing more')
    const open = (upload: string) => window.client.request('document.open', { from: { kind: 'upload', upload } })
    const broken = () => uploadFile(test.editor, test.at('broken'), 'invoice.png')
    const told = [
      await open(await broken()),
      await window.client.request('document.place', { document: state.document, upload: await broken() }),
      await open(await uploadFile(test.editor, test.at('torn'), 'poster.lproj')),
    ].map((outcome) => (outcome.status === 'failed' ? outcome.error.message : outcome.status))
    expect(told[0]).toMatch(/^invoice\.png is/)
    expect(told[1]).toMatch(/^invoice\.png is/)
    expect(told[2]).toMatch(/^poster\.lproj /)
  })

  it('prepares a download where there is no file to write', async () => {
    const state = await rename1(await openPicture(), 'Sky')
    const saved = await window.client.call('document.save', { document: state.document })
    expect(saved).toMatchObject({ savedRevision: 1, file: null })
    const download = test.editor.transfers.download(saved?.download?.split('/').at(-1) ?? '')
    expect(download?.name).toBe('poster.lproj')
    const upload = await uploadFile(test.editor, download?.path ?? '', 'poster.lproj')
    const again = await window.client.call('document.open', { from: { kind: 'upload', upload } })
    expect(again?.records).toEqual(state.records)
  })

  it('asks where to save under Electron, and does nothing when the dialog is dismissed', async () => {
    const targets = [null, test.at('chosen.lproj')]
    const chooseTarget = vi.fn(async () => targets.shift() ?? null)
    const electron = test.open({ kind: 'electron', window: { chooseTarget, addRecent: () => {} } as never })
    const state = await openFile(test.editor, electron, await writePicture(test.at('poster.png')))
    expect(await electron.client.call('document.save', { document: state.document })).toBeNull()
    const saved = await electron.client.call('document.save', { document: state.document })
    expect(saved).toMatchObject({ name: 'chosen', file: test.at('chosen.lproj'), download: null })
    expect(chooseTarget).toHaveBeenCalledWith('poster', 'lproj')
    expect(await readFileRecords(test.at('chosen.lproj'))).toEqual(state.records)
  })

  it('says when the file was changed or is gone, keeps everything, and writes it when told to', async () => {
    const file = await savedProject()
    const state = await rename1(await openFile(test.editor, window, file), 'Sky')
    const { document } = state
    await utimes(file, new Date(0), new Date(0))
    expect(await code(window.client.call('document.save', { document }))).toBe('FILE_CHANGED')
    await rename(file, test.at('elsewhere.lproj'))
    expect(await code(window.client.call('document.save', { document }))).toBe('FILE_GONE')
    const saved = await window.client.call('document.save', { document, overwrite: true })
    expect(saved).toMatchObject({ file, savedRevision: state.revision })
    expect(await readFileRecords(file)).toEqual(state.records)
    expect((await readFileRecords(test.at('elsewhere.lproj')))['layer-1']).toMatchObject({ name: 'Background' })
    await rename1(state, 'Sea')
    expect(await code(window.client.call('document.save', { document }))).toBe('done')
  })

  it('says that another window has the file, and that it may not be replaced', async () => {
    const file = await savedProject()
    await openFile(test.editor, window, file)
    expect(await code(openFile(test.editor, test.open(), file))).toBe('PROJECT_LOCKED')
    const { document } = await openFile(test.editor, window, test.at('poster.png'))
    expect(await code(test.editor.document(document)!.saveAs(file))).toBe('PROJECT_LOCKED')
  })

  it('keeps the document and the file when the disk is full', async () => {
    const file = await savedProject()
    const state = await rename1(await openFile(test.editor, window, file), 'Sky')
    const before = await readFile(file)
    const full = new LaminaError('DISK_FULL', 'The disk is full.')
    vi.spyOn(Project.prototype, 'commit').mockRejectedValueOnce(full)
    expect(await code(window.client.call('document.save', { document: state.document }))).toBe('DISK_FULL')
    expect(await readFile(file)).toEqual(before)
    expect(await code(window.client.call('document.close', { document: state.document }))).toBe('UNSAVED_CHANGES')
    expect(await code(window.client.call('document.save', { document: state.document }))).toBe('done')
    expect(await readFileRecords(file)).toEqual(state.records)
  })

  it.skipIf(process.getuid?.() === 0)(
    'opens a file that may not be written for editing, and saves it elsewhere',
    async () => {
      const file = await savedProject()
      await chmod(file, 0o444)
      const state = await rename1(await openFile(test.editor, window, file), 'Sky')
      expect(state).toMatchObject({ readOnly: true, notices: [{ code: 'READ_ONLY' }] })
      expect(await code(window.client.call('document.save', { document: state.document }))).toBe('OUTPUT_NOT_WRITABLE')
      expect(await code(test.editor.document(state.document)!.saveAs(test.at('copy.lproj')))).toBe('done')
    },
  )
})

describe('changing', () => {
  it('refuses a change that was made to an earlier revision', async () => {
    const state = await openPicture()
    await rename1(state, 'Sky')
    expect(await code(rename1(state, 'Sea'))).toBe('REVISION_STALE')
    expect(test.editor.document(state.document)?.records['layer-1']).toMatchObject({ name: 'Sky' })
  })

  it('goes back to what was saved, as one change', async () => {
    const file = await savedProject()
    const state = await openFile(test.editor, window, file)
    const changed = await rename1(await rename1(state, 'Sky'), 'Sea')
    const reverted = await window.client.call('document.revert', { document: state.document })
    expect(reverted).toMatchObject({ revision: changed.revision + 1, savedRevision: changed.revision + 1 })
    expect(applyDiff(changed.records, reverted.diff)).toEqual(state.records)
    expect(await code(window.client.call('document.close', { document: state.document }))).toBe('done')
  })

  it('closes a changed document only when told to', async () => {
    const { document } = await rename1(await openPicture(), 'Sky')
    expect(await code(window.client.call('document.close', { document }))).toBe('UNSAVED_CHANGES')
    expect(await code(window.client.call('document.close', { document, discard: true }))).toBe('done')
    expect(await code(window.client.call('document.revert', { document }))).toBe('DOCUMENT_NOT_FOUND')
    await rm(test.at('poster.png'))
  })
})

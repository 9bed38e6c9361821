/** What a window or a process leaves behind when it ends without being asked. */
import { cp, readdir, rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentState } from '../../../shared/contract/api.ts'
import { renameLayer } from '../../../shared/document/commands/properties.ts'
import { writePicture } from '../test-picture.fixture.ts'
import { openFile, openTestEditor, type TestEditor, type TestWindow } from './editor.fixture.ts'

let test: TestEditor
let window: TestWindow
let file: string
let state: DocumentState

/** A saved project, open in a window. */
beforeEach(async () => {
  test = await openTestEditor()
  window = test.open()
  file = test.at('poster.lproj')
  const picture = await openFile(test.editor, window, await writePicture(test.at('poster.png')))
  await test.editor.document(picture.document)?.saveAs(file)
  await window.client.call('document.close', { document: picture.document })
  state = await openFile(test.editor, window, file)
})
afterEach(() => test.close())

async function change(name = 'Sky'): Promise<void> {
  const diff = renameLayer(state.records, { id: 'layer-1', name })
  await window.client.call('document.commit', { document: state.document, baseRevision: state.revision, diff })
}

/** The program after a crash: the files as they were at this moment, and no process that has them open. */
async function crash(): Promise<TestEditor> {
  const copy = `${test.folder}-after`
  await cp(test.folder, copy, { recursive: true })
  await test.services.close()
  return openTestEditor(copy)
}

describe('after a crash', () => {
  it('offers what was not saved, goes on with the file, and saves it', async () => {
    await change()
    const next = await crash()
    try {
      const after = next.open()
      const { recovery } = await after.client.call('app.info', {})
      expect(recovery).toMatchObject([{ name: 'poster', file, preview: `/documents/${recovery[0].id}/preview` }])
      expect((await next.editor.preview(recovery[0].id))?.bytes.length).toBeGreaterThan(50)
      const from = { kind: 'recovery' as const, id: recovery[0].id }
      const recovered = await after.client.call('document.open', { from })
      expect(recovered).toMatchObject({ name: 'poster', file, savedRevision: null, notices: [{ code: 'RECOVERED' }] })
      expect(recovered?.records['layer-1']).toMatchObject({ name: 'Sky' })
      const document = recovered?.document ?? ''
      expect(await after.client.call('document.save', { document })).toMatchObject({ file })
      expect((await after.client.call('app.info', {})).recovery).toEqual([])
      await after.client.call('document.close', { document })
      expect((await openFile(next.editor, after, file)).records['layer-1']).toMatchObject({ name: 'Sky' })
    } finally {
      await next.close()
    }
  })

  it('recovers without the file where that is gone, and says so', async () => {
    await change()
    await rm(file)
    const next = await crash()
    try {
      const after = next.open()
      const [{ id }] = (await after.client.call('app.info', {})).recovery
      const recovered = await after.client.call('document.open', { from: { kind: 'recovery', id } })
      expect(recovered).toMatchObject({ file: null, notices: [{ code: 'RECOVERED' }, { code: 'OPENED_COPY' }] })
    } finally {
      await next.close()
    }
  })

  it('offers nothing where there was nothing to save, and forgets what is discarded', async () => {
    const unchanged = await crash()
    try {
      expect(await unchanged.editor.leftovers()).toEqual([])
    } finally {
      await unchanged.close()
    }
    test = await openTestEditor()
    window = test.open()
    state = await openFile(test.editor, window, await writePicture(test.at('poster.png')))
    await change()
    const next = await crash()
    try {
      const { client } = next.open()
      const [{ id }] = (await client.call('app.info', {})).recovery
      await client.call('recovery.discard', { id })
      expect((await client.call('app.info', {})).recovery).toEqual([])
      expect(await readdir(next.at('recovery'))).toEqual([])
    } finally {
      await next.close()
    }
  })
})

describe('after a window went away', () => {
  it('closes a clean document, so that its file can be opened again', async () => {
    await window.session.close()
    const next = test.open()
    expect((await next.client.call('app.info', {})).recovery).toEqual([])
    expect((await openFile(test.editor, next, file)).document).not.toBe(state.document)
  })

  it('gives a page that is loaded again its documents, by their ids and by what was opened', async () => {
    const picture = await openFile(test.editor, window, test.at('poster.png'))
    await window.session.close({ comesBack: true })
    const next = test.open()
    const from = { kind: 'recovery' as const, id: state.document }
    expect(await next.client.call('document.open', { from })).toMatchObject({ document: state.document })
    expect(await openFile(test.editor, next, test.at('poster.png'))).toMatchObject({ document: picture.document })
    expect((await next.client.call('app.info', {})).recovery).toEqual([])
  })

  it('keeps a changed document: a reload recovers it, and opening its file does too', async () => {
    await change()
    await window.session.close()
    const second = test.open()
    expect((await second.client.call('app.info', {})).recovery).toMatchObject([{ id: state.document, name: 'poster' }])
    expect(await second.client.call('document.open', { from: { kind: 'recovery', id: state.document } })).toMatchObject(
      {
        document: state.document,
        savedRevision: 0,
        revision: 1,
      },
    )
    await second.session.close()
    const third = test.open()
    expect(await openFile(test.editor, third, file)).toMatchObject({ document: state.document, revision: 1 })
  })

  it('keeps unsaved work over the end of the program', async () => {
    await change()
    await test.services.close()
    const next = await openTestEditor(test.folder)
    expect((await next.open().client.call('app.info', {})).recovery).toMatchObject([{ name: 'poster' }])
    await next.services.close()
  })
})

/** Many pictures in one go, through the contract. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BatchFile, BatchResult, EventData, ParamsInput } from '../../../shared/contract/api.ts'
import { filesIn, testPicture, writePicture } from '../test-picture.fixture.ts'
import { openTestEditor, uploadFile, type TestEditor, type TestWindow } from './editor.fixture.ts'

let test: TestEditor
let window: TestWindow
let desktop: TestWindow

beforeEach(async () => {
  test = await openTestEditor()
  window = test.open()
  const folders: Record<string, string> = {
    'Folder with pictures': test.at('pictures'),
    'Folder to save to': test.at('out'),
  }
  desktop = test.open({
    kind: 'electron',
    window: { chooseFolder: async (title: string) => folders[title], setProgress() {}, notify() {} } as never,
  })
  await writePicture(test.at('pictures', 'b10.png'), testPicture(60, 30))
  await writePicture(test.at('pictures', 'b9.png'), testPicture(40, 30))
  await writeFile(test.at('pictures', 'broken.jpg'), 'no picture')
  await writeFile(test.at('pictures', 'notes.txt'), 'no picture')
  await mkdir(test.at('out'))
})
afterEach(() => test.close())

type Start = ParamsInput<'batch.start'>

async function run(on: TestWindow, params: Start) {
  const { job } = await on.client.call('batch.start', params)
  const outcome = await on.ended(job)
  const rows: BatchFile[] = []
  for (const { event, data } of on.told) {
    const told = data as EventData<'batch.files'>
    if (event === 'batch.files' && told.job === job) for (const file of told.files) rows[file.index] = file
  }
  return { outcome, rows, result: (outcome as { result: BatchResult }).result }
}

async function chosenFolders(): Promise<Pick<Start, 'from' | 'to'>> {
  const from = await desktop.client.call('batch.chooseFolder', { purpose: 'pictures' })
  const to = await desktop.client.call('batch.chooseFolder', { purpose: 'output' })
  return { from: { kind: 'folder', folder: from!.folder }, to: { kind: 'folder', folder: to!.folder } }
}

const uploads = async (...names: string[]): Promise<Start['from']> => ({
  kind: 'uploads',
  uploads: await Promise.all(names.map((name) => uploadFile(test.editor, test.at('pictures', name)))),
})

describe('batch on folders', () => {
  it('lists the pictures of a folder in the order of their numbers', async () => {
    const found = await desktop.client.call('batch.chooseFolder', { purpose: 'pictures' })
    expect(found).toMatchObject({ path: test.at('pictures'), pictures: ['b9.png', 'b10.png', 'broken.jpg'] })
  })

  it('takes every picture apart, skips what fails, and does nothing twice', async () => {
    const where = await chosenFolders()
    const first = await run(desktop, { ...where, formats: ['psd', 'lproj'], options: { layers: 3 } })
    expect(first.result).toEqual({ done: 2, kept: 0, skipped: 1, left: 0, path: test.at('out'), download: null })
    expect(first.rows.map(({ name, state, layers }) => [name, state, layers])).toEqual([
      ['b9.png', 'done', 3],
      ['b10.png', 'done', 3],
      ['broken.jpg', 'skipped', null],
    ])
    expect(first.rows[2].error).toMatchObject({ code: 'IMAGE_UNKNOWN_FORMAT', message: expect.stringMatching(/\w/) })
    const written = ['b10/b10.lproj', 'b10/b10.psd', 'b9/b9.lproj', 'b9/b9.psd', 'lamina-batch.json']
    expect(await filesIn(test.at('out'))).toEqual(written)

    await rm(test.at('out', 'b10'), { recursive: true })
    const before = await readFile(test.at('out', 'b9', 'b9.psd'))
    const second = await run(desktop, { ...where, formats: ['lproj', 'psd'], options: { layers: 3 } })
    expect(second.result).toMatchObject({ done: 1, kept: 1, skipped: 1 })
    expect(second.rows[0]).toMatchObject({ state: 'kept', layers: 3 })
    expect(await filesIn(test.at('out'))).toEqual(written)
    expect(await readFile(test.at('out', 'b9', 'b9.psd'))).toEqual(before)

    const other = await run(desktop, { ...where, formats: ['ora', 'pptx'], options: { layers: 4 } })
    expect(other.result).toMatchObject({ done: 2, kept: 0 })
    expect(await filesIn(test.at('out'))).toEqual(expect.arrayContaining(['b9-2/b9-2.ora', 'b9-2/b9-2.pptx']))
  })

  it('keeps what is done when it is cancelled, and goes on from there', async () => {
    const where = await chosenFolders()
    const { job } = await desktop.client.call('batch.start', { ...where, formats: ['json'] })
    desktop.client.on('batch.files', ({ files }) => {
      if (files.some(({ index, state }) => index === 0 && state === 'done')) {
        void desktop.client.call('jobs.cancel', { job })
      }
    })
    const outcome = (await desktop.ended(job)) as { status: string; result: BatchResult }
    expect(outcome).toMatchObject({ status: 'done', result: { done: 1, left: 2 } })
    const { result } = await run(desktop, { ...where, formats: ['json'] })
    expect(result).toMatchObject({ done: 1, kept: 1, skipped: 1, left: 0 })
  })

  it('cancels a picture that is under way', async () => {
    const where = await chosenFolders()
    const { job } = await desktop.client.call('batch.start', {
      ...where,
      formats: ['json'],
      options: { engine: 'slow' },
    })
    desktop.client.on('batch.files', ({ files }) => {
      if (files.some(({ done }) => done > 0)) void desktop.client.call('jobs.cancel', { job })
    })
    expect(await desktop.ended(job)).toMatchObject({ status: 'done', result: { done: 0, left: 3 } })
    expect(await filesIn(test.at('out'))).toEqual([])
  })

  it('does not believe a record that leads out of the folder', async () => {
    const where = await chosenFolders()
    await run(desktop, { ...where, formats: ['json'] })
    const file = test.at('out', 'lamina-batch.json')
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('b9/layers.json', '../pictures/b9.png'))
    const { rows } = await run(desktop, { ...where, formats: ['json'] })
    expect(rows.map(({ state }) => state)).toEqual(['done', 'kept', 'skipped'])
  })

  it('fails at once where nothing can be written, and for folders that were not chosen', async () => {
    const where = await chosenFolders()
    await rm(test.at('out'), { recursive: true })
    await writeFile(test.at('out'), 'a file')
    const { outcome } = await run(desktop, { ...where, formats: ['json'] })
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'OUTPUT_NOT_WRITABLE' } })
    const to = { kind: 'folder' as const, folder: test.at('out') }
    const named = desktop.client.call('batch.start', { ...where, to, formats: ['json'] })
    await expect(named).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' })
    const unknown = desktop.client.call('batch.start', { ...where, formats: ['json'], options: { engine: 'none' } })
    await expect(unknown).rejects.toMatchObject({ code: 'ENGINE_UNKNOWN' })
  })
})

describe('batch on uploads', () => {
  it('gives a ZIP of what is done, and does nothing twice in the same window', async () => {
    const to = { kind: 'download' } as const
    const first = await run(window, { from: await uploads('b9.png', 'broken.jpg'), to, formats: ['json'] })
    expect(first.result).toMatchObject({ done: 1, skipped: 1, path: null })
    expect(first.rows.map(({ name }) => name)).toEqual(['b9.png', 'broken.jpg'])
    expect(first.rows[1].error?.message).toMatch(/^broken\.jpg is/)
    const second = await run(window, { from: await uploads('b9.png', 'b10.png'), to, formats: ['json'] })
    expect(second.result).toMatchObject({ done: 1, kept: 1 })
    const names = await Promise.all(
      [first, second].map(async ({ result }) => {
        const file = test.editor.transfers.download(path.basename(result.download!))!
        return [...(await readFile(file.path)).toString('latin1').matchAll(/PK\x01\x02.{42}(.*?layers\.json)/gs)].map(
          ([, name]) => name,
        )
      }),
    )
    expect(names).toEqual([['layers/b9/layers.json'], ['layers/b9/layers.json', 'layers/b10/layers.json']])
  })

  it('takes file names of every kind', async () => {
    const names = ['..', '.', 'a/b\\c.png', `${'ä'.repeat(250)}.png`, 'con.png', '']
    const tokens = names.map((name) => uploadFile(test.editor, test.at('pictures', 'b9.png'), name))
    const from = { kind: 'uploads' as const, uploads: await Promise.all(tokens) }
    const { result } = await run(window, { from, to: { kind: 'download' }, formats: ['json'] })
    // Three of them become one name, of the same picture.
    expect(result).toMatchObject({ done: 4, kept: 2, skipped: 0 })
  })

  it('says that only a desktop has dialogs for folders', async () => {
    const asked = window.client.call('batch.chooseFolder', { purpose: 'pictures' })
    await expect(asked).rejects.toMatchObject({ code: 'NOT_AVAILABLE' })
  })
})

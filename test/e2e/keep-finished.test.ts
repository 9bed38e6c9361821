/** A decompose that is cancelled half-way: what it had finished is offered, kept and taken back. */
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testPicture, writePicture } from '../../src/main/services/test-picture.fixture.ts'
import type { EditorWindow } from './support/editor-window.ts'
import { engineRegistry } from './support/half-way-engines.ts'
import { differing } from './support/pixels.ts'
import { underElectron } from './support/program.ts'
import { openTestWindow, type TestWindow } from './support/test-window.ts'

const picture = testPicture(160, 96)

let test: TestWindow
let editor: EditorWindow

beforeAll(async () => {
  if (underElectron) return
  // In the place of the embedded engine one that finishes two layers and then works until it is cancelled.
  const module = new URL('./support/half-way-engines.ts', import.meta.url)
  test = await openTestWindow({
    services: () => ({ engines: { registry: engineRegistry, module } }),
    startup: (folder) => writePicture(path.join(folder, 'poster.png'), picture),
  })
  editor = test.editor
})
afterAll(() => test?.close())

/** Starts, and cancels when the finished layers are in the rows of the job. */
async function cancelled(): Promise<void> {
  await editor.button('Decompose').click()
  const found = editor.page.getByRole('list', { name: 'Layers found so far' })
  await found.getByText('Text: SALE').waitFor()
  await editor.page.getByRole('region', { name: 'Current job' }).getByRole('button', { name: 'Cancel' }).click()
  await editor.told('Decompose was cancelled')
  await found.waitFor({ state: 'detached' })
}

it.skipIf(underElectron)('keeps what was finished as one step, and together it is the picture', async () => {
  const before = await editor.savedCopy()
  await cancelled()
  expect(await editor.layerNames()).toEqual(['Background'])
  expect((await editor.savedCopy()).records).toEqual(before.records)

  await editor.button('Keep 2 finished layers').click()
  await editor.told('Kept 2 layers')
  await editor.settled()
  expect(await editor.layerNames()).toEqual(['Stripe 1', 'Text: SALE', 'Background'])
  expect(await editor.selectedLayers()).toEqual(['Stripe 1', 'Text: SALE'])
  const { composite } = await editor.savedCopy()
  expect(differing(composite, before.composite)).toBe(0)
  expect(differing(composite, picture)).toBe(0)

  expect(await editor.undoAll()).toBe(1)
  expect((await editor.savedCopy()).records).toEqual(before.records)
})

it.skipIf(underElectron)('offers it no more when the document was edited', async () => {
  await cancelled()
  await editor.button('Keep 2 finished layers').waitFor()
  await editor.page.getByRole('button', { name: 'Hide Background' }).click()
  await editor.button('Keep 2 finished layers').waitFor({ state: 'detached' })
  expect(editor.problems).toEqual([])
})

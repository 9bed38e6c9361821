/** A decompose that is cancelled half-way: what it had finished is offered, kept and taken back. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { pageFolder } from '../../scripts/building.ts'
import { startBrowserHost, type BrowserHost } from '../../src/main/hosts/browser/server.ts'
import { openTestEditor, type TestEditor } from '../../src/main/services/editor/editor.fixture.ts'
import { testPicture, writePicture } from '../../src/main/services/test-picture.fixture.ts'
import { windowInBrowser } from './support/browser-window.ts'
import type { EditorWindow } from './support/editor-window.ts'
import { engineRegistry } from './support/half-way-engines.ts'
import { differing } from './support/pixels.ts'
import { underElectron } from './support/program.ts'

const picture = testPicture(160, 96)

let folder: string
let test: TestEditor
let host: BrowserHost
let browser: Browser
let editor: EditorWindow

beforeAll(async () => {
  if (underElectron) return
  const offered = inject('browser')
  if (!offered || !('address' in offered)) throw new Error(offered?.missing ?? 'There is no browser.')
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-e2e-keep-'))
  // In the place of the embedded engine one that finishes two layers and then works until it is cancelled.
  const module = new URL('./support/half-way-engines.ts', import.meta.url)
  test = await openTestEditor(path.join(folder, 'editor'), { engines: { registry: engineRegistry, module } })
  const startup = await writePicture(path.join(folder, 'poster.png'), picture)
  host = await startBrowserHost({ editor: test.editor, page: pageFolder, startup })
  browser = await chromium.connect(offered.address)
  editor = await windowInBrowser(browser, host.url)
})
afterAll(async () => {
  await editor?.leave()
  await browser?.close()
  await host?.close()
  await test?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

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

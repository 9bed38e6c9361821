/** A page of a browser as a window of the editor: files are uploaded, and come as downloads. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { EditorWindow, type WindowHost } from './editor-window.ts'

interface WindowOptions {
  /** CSS pixels. */
  size?: { width: number; height: number }
  light?: boolean
}

/** In a context of its own. `url` is the address that the host printed. */
export async function windowInBrowser(
  browser: Browser,
  url: string,
  { size = { width: 1280, height: 800 }, light = false }: WindowOptions = {},
): Promise<EditorWindow> {
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: 1,
    reducedMotion: 'reduce',
    colorScheme: light ? 'light' : 'dark',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  const editor = new EditorWindow(page, hostOf(page, await mkdtemp(path.join(tmpdir(), 'lamina-saved-'))))
  await page.goto(url)
  await editor.ready()
  return editor
}

function hostOf(page: Page, folder: string): WindowHost {
  let saved = 0
  return {
    async open(file, act) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), act()])
      await chooser.setFiles(file)
    },
    async save(act) {
      const [download] = await Promise.all([page.waitForEvent('download'), act()])
      const name = download.suggestedFilename()
      const file = path.join(folder, `${++saved}`, name)
      await download.saveAs(file)
      return { name, file }
    },
    async leave() {
      await page.context().close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

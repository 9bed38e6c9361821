/** A window in a browser on an editor of the tests' own process, with engines, models or limits of their own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { inject } from 'vitest'
import { pageFolder } from '../../../scripts/building.ts'
import { startBrowserHost } from '../../../src/main/hosts/browser/server.ts'
import { openTestEditor } from '../../../src/main/services/editor/editor.fixture.ts'
import type { ServicesOptions } from '../../../src/main/services/services.ts'
import { windowInBrowser } from './browser-window.ts'
import type { EditorWindow } from './editor-window.ts'

export interface TestWindow {
  editor: EditorWindow
  close(): Promise<void>
}

interface TestWindowOptions {
  services: (folder: string) => ServicesOptions | Promise<ServicesOptions>
  /** Writes the picture that the window opens at its start, and gives its path. */
  startup: (folder: string) => Promise<string>
}

/** Throws where there is no browser. What was opened goes with the window, or with the error. */
export async function openTestWindow({ services, startup }: TestWindowOptions): Promise<TestWindow> {
  const offered = inject('browser')
  if (!offered || !('address' in offered)) throw new Error(offered?.missing ?? 'There is no browser.')
  const folder = await mkdtemp(path.join(tmpdir(), 'lamina-e2e-'))
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  try {
    const test = await openTestEditor(path.join(folder, 'editor'), await services(folder))
    closing.push(() => test.close())
    const host = await startBrowserHost({ editor: test.editor, page: pageFolder, startup: await startup(folder) })
    closing.push(() => host.close())
    const browser = await chromium.connect(offered.address)
    closing.push(() => browser.close())
    const editor = await windowInBrowser(browser, host.url)
    closing.push(() => editor.leave())
    return { editor, close }
  } catch (error) {
    await close()
    throw error
  }
}

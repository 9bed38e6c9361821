/** The browser host as a process of its own, and pages of the one browser. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { inject } from 'vitest'
import { EditorWindow, type WindowHost } from './editor-window.ts'
import type { Program, StartOptions } from './program.ts'

const script = fileURLToPath(new URL('../../../scripts/serve.ts', import.meta.url))

export async function startInBrowser({ home, file }: StartOptions): Promise<Program> {
  const browser = await connectBrowser()
  const { child, url } = await startHost(home, file)
  return {
    host: 'browser',
    async window() {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        colorScheme: 'dark',
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      const page = await context.newPage()
      const window = new EditorWindow(page, hostOf(page, await mkdtemp(path.join(tmpdir(), 'lamina-saved-'))))
      await page.goto(url)
      await window.ready()
      return window
    },
    async kill() {
      child.kill('SIGKILL')
      await ended(child)
    },
    async stop() {
      await browser.close()
      child.kill()
      await ended(child)
    },
  }
}

/** Closing what this gives closes its pages, not the browser. */
async function connectBrowser(): Promise<Browser> {
  const browser = inject('browser')
  if (browser && 'address' in browser) return chromium.connect(browser.address)
  throw new Error(browser?.missing ?? 'There is no browser.')
}

/** Resolves when it has printed its address. */
async function startHost(home: string, file?: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...(file ? [file] : [])], {
    env: { ...process.env, LAMINA_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    const listen = (text: Buffer) => {
      said += text.toString()
      const address = /^Lamina: (\S+)$/m.exec(said)?.[1]
      if (address) resolve(address)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('exit', () => reject(new Error(`The host ended: ${said}`)))
  })
  return { child, url }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
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
    leave: () => page.context().close(),
  }
}

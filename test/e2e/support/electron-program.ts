/** The built program under the real Electron, its native dialogs answered by the tests. */
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication } from 'playwright-core'
import { EditorWindow, type WindowHost } from './editor-window.ts'
import type { Program, StartOptions } from './program.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
/** Chromium refuses to sandbox pages of the system's administrator. */
const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []

export async function startUnderElectron({ home, file }: StartOptions): Promise<Program> {
  const application = await _electron.launch({
    executablePath: process.env.LAMINA_ELECTRON,
    args: [...flags, root, ...(file ? [file] : [])],
    env: { ...(process.env as Record<string, string>), LAMINA_HOME: home },
  })
  const host = await hostOf(application)
  let used = false
  let killed = false
  return {
    host: 'electron',
    async window() {
      const page = await application.firstWindow()
      const window = new EditorWindow(page, host)
      await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' })
      await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800))
      if (used) await page.reload()
      used = true
      await window.ready()
      return window
    },
    async kill() {
      killed = true
      const child = application.process()
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
    async stop() {
      if (!killed) await application.close()
    },
  }
}

async function hostOf(application: ElectronApplication): Promise<WindowHost> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lamina-saved-'))
  let saved = 0
  // At closing: Don't save.
  await application.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false })
  })
  return {
    async open(file, act) {
      await application.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
      }, file)
      await act()
    },
    async save(act) {
      const into = path.join(folder, String(++saved))
      await mkdir(into)
      await application.evaluate(({ dialog }, target) => {
        dialog.showSaveDialog = (async (...given: { defaultPath?: string }[]) => ({
          canceled: false,
          filePath: `${target}/${given.at(-1)?.defaultPath}`,
        })) as typeof dialog.showSaveDialog
      }, into)
      await act()
      // Files appear at their names when they are complete.
      for (;;) {
        const [name] = (await readdir(into)).filter((entry) => !entry.startsWith('.'))
        if (name !== undefined) return { name, file: path.join(into, name) }
        await setTimeout(50)
      }
    },
    // It is the only one: the next test loads it anew.
    leave: async () => {},
  }
}

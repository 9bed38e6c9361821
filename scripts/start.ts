/** `npm start [FILE]`: the editor under Electron; in a browser where Electron's binary is not installed. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openInBrowser } from './browser-window.ts'
import { ensureBuilt, pageFolder } from './building.ts'
import { electronBinary, howToInstallElectron } from './electron.ts'
import { explain, serve } from './serving.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const args = process.argv.slice(2)

function startElectron(binary: string): void {
  const files = args.filter((argument) => !argument.startsWith('-')).map((file) => resolve(file))
  const child = spawn(binary, [root, ...files], { stdio: 'inherit' })
  child.on('error', explain)
  child.on('exit', (code) => (process.exitCode = code ?? 1))
}

async function startInBrowser(): Promise<void> {
  console.error(`Electron's binary is not installed: starting in a browser. ${howToInstallElectron}`)
  await ensureBuilt('renderer')
  const url = await serve(args, { page: pageFolder })
  if (url !== null && !openInBrowser(url)) console.error('Open this address in a browser. Ctrl-C ends the program.')
}

try {
  const binary = electronBinary()
  if (binary !== null) {
    await ensureBuilt('everything')
    startElectron(binary)
  } else {
    await startInBrowser()
  }
} catch (error) {
  explain(error)
}

/** The browser host as a process of its own, and pages of the one browser. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'
import { inject } from 'vitest'
import { windowInBrowser } from './browser-window.ts'
import type { Program, StartOptions } from './program.ts'

const script = fileURLToPath(new URL('../../../scripts/serve.ts', import.meta.url))

export async function startInBrowser({ home, file }: StartOptions): Promise<Program> {
  const browser = await connectBrowser()
  const { child, url } = await startHost(home, file)
  return {
    host: 'browser',
    window: () => windowInBrowser(browser, url),
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

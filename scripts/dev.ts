/**
 * `npm run dev -- [FILE] [--port N]`: the browser host with the page served from its sources. A change in the page shows
 * at once; a change in main restarts the host under the same address, and the page connects again.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import pageConfig from '../vite.config.ts'
import { explain, serve } from './serving.ts'

const usualPort = 5180

/** Watches this script's own imports, which are all of main, and starts it anew. */
function watch(): void {
  const launcher = fileURLToPath(new URL('./run.mjs', import.meta.url))
  const self = fileURLToPath(import.meta.url)
  const flags = ['--disable-warning=ExperimentalWarning', '--watch', '--watch-preserve-output']
  const child = spawn(process.execPath, [...flags, launcher, self, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, LAMINA_DEV_TOKEN: randomBytes(24).toString('base64url') },
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => (process.exitCode = code ?? 0))
}

async function host(token: string): Promise<void> {
  const vite = await import('vite')
  const updates = createHttpServer()
  await new Promise<void>((resolve) => updates.listen(0, '127.0.0.1', resolve))
  const { port } = updates.address() as AddressInfo
  const page = await vite.createServer({
    // Loaded here and not by Vite, which bundles it into a file that the watch would take for a change.
    configFile: false,
    ...pageConfig,
    server: { middlewareMode: true, hmr: { server: updates, host: '127.0.0.1', clientPort: port } },
    appType: 'spa',
  })
  const given = process.argv.slice(2)
  const args = given.some((argument) => argument.startsWith('--port')) ? given : [...given, '--port', String(usualPort)]
  const onStop = async () => {
    await page.close()
    updates.close()
  }
  await serve(args, { page: (request, response) => page.middlewares(request, response), token, onStop })
}

const token = process.env.LAMINA_DEV_TOKEN
if (token === undefined) watch()
else await host(token).catch(explain)

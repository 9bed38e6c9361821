// Runs a TypeScript file of the project: `node scripts/run.mjs FILE [ARGUMENT...]`. Plain JavaScript, so that an older
// Node can still say what is missing.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

if (!process.features.typescript) {
  console.error(
    `error NODE_TOO_OLD: this is Node ${process.versions.node} (${process.execPath}); Lamina needs Node 22.18 or newer. ` +
      'Run it through npm after `npm ci` (npm brings a fitting Node on most platforms), or install Node 24 from nodejs.org.',
  )
  process.exit(1)
}

const [, , file, ...rest] = process.argv
const entry = resolve(file)
process.argv = [process.execPath, entry, ...rest]
await import(pathToFileURL(entry).href)

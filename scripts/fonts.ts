/**
 * `node scripts/run.mjs scripts/fonts.ts`: fetches the files of the library of typefaces (src/shared/text/font-library.ts)
 * from Fontsource's npm packages into resources/fonts, with their licences and a list of what they are. The files are
 * committed: they are two megabytes of packages that would be forty.
 */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { Parser } from 'tar'
import { openTarball } from '../src/main/models/npm.ts'
import { fontLibrary, type FontFamily } from '../src/shared/text/font-library.ts'

const folder = fileURLToPath(new URL('../resources/fonts/', import.meta.url))
/** All packages of Fontsource's release 5.3. */
const version = '5.3.0'

interface Fetched {
  family: FontFamily
  package: string
  licence: string
  copyright: string
  licenceText: string
  files: Map<string, Buffer>
}

async function fetchFamily(family: FontFamily): Promise<Fetched> {
  const variable = family.files.some(({ weights: [least, greatest] }) => least < greatest)
  const name = `@fontsource${variable ? '-variable' : ''}/${family.name.toLowerCase().replaceAll(' ', '-')}`
  const temporary = await mkdtemp(join(tmpdir(), 'lamina-fonts-'))
  const entries = new Map<string, Buffer>()
  try {
    const { stream } = await openTarball(name, version, { environment: process.env, temporary })
    const parser = new Parser({ strict: true })
    parser.on('entry', (entry) => {
      const path = entry.path.replace(/^[^/]*\//, '')
      if (!/^(LICENSE|metadata\.json|files\/.*-latin-.*\.woff2)$/.test(path)) return entry.resume()
      void entry.concat().then((content: Buffer) => entries.set(path, content))
    })
    await pipeline(stream, parser as unknown as NodeJS.WritableStream)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
  const metadata = JSON.parse(String(entries.get('metadata.json'))) as {
    license: { type: string; attribution: string }
  }
  const files = new Map<string, Buffer>()
  for (const { file } of family.files) {
    const content = entries.get(`files/${file}`)
    if (!content) throw new Error(`${name}@${version} has no ${file}.`)
    files.set(file, content)
  }
  const licenceText = String(entries.get('LICENSE'))
  return {
    family,
    package: `${name}@${version}`,
    licence: metadata.license.type,
    copyright: metadata.license.attribution.trim(),
    licenceText,
    files,
  }
}

/** From the heading on: what stands above it is the copyright of one family. */
function commonText(fetched: readonly Fetched[], licence: string, heading: RegExp): string {
  const text = fetched.find((each) => each.licence === licence)?.licenceText ?? ''
  return text.slice(Math.max(0, text.search(heading))).trimEnd()
}

const fetched: Fetched[] = []
for (const family of fontLibrary) {
  fetched.push(await fetchFamily(family))
  console.log(`${family.name}: ${fetched.at(-1)?.licence}`)
}
const unexpected = fetched.find(({ licence }) => licence !== 'OFL-1.1' && licence !== 'Apache-2.0')
if (unexpected) throw new Error(`${unexpected.family.name} is under ${unexpected.licence}.`)

await mkdir(folder, { recursive: true })
for (const name of await readdir(folder)) await rm(join(folder, name))
let bytes = 0
for (const { files } of fetched) {
  for (const [name, content] of files) {
    await writeFile(join(folder, name), content)
    bytes += content.length
  }
}
const list = fetched.map(({ family, package: from, licence, copyright, files }) => ({
  family: family.name,
  package: from,
  licence,
  copyright,
  files: [...files].map(([name, content]) => ({ name, sha256: createHash('sha256').update(content).digest('hex') })),
}))
await writeFile(join(folder, 'fonts.json'), `${JSON.stringify(list, null, 2)}\n`)
const owners = list.map(({ family, licence, copyright }) => `${family} (${licence})\n  ${copyright}`)
await writeFile(
  join(folder, 'LICENCES.txt'),
  [
    'The typefaces in this folder, unchanged as Fontsource (https://fontsource.org) gives them.',
    ...owners,
    commonText(fetched, 'OFL-1.1', /-{20,}\s+SIL OPEN FONT LICENSE/),
    commonText(fetched, 'Apache-2.0', /^\s+Apache License/m),
  ].join('\n\n') + '\n',
)
console.log(`${folder}: ${list.length} families, ${(bytes / 2 ** 20).toFixed(2)} MiB`)
